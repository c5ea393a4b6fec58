"""Putting questions to a command as anybody outside would: JSON lines in, JSON lines out, one process, no database."""

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def ask(command: str, lines: list[dict]) -> list[dict]:
    """The answers, in the order of the questions."""
    asked = "".join(json.dumps(line) + "\n" for line in lines)
    words = [sys.executable, "manage.py", command]
    done = subprocess.run(words, input=asked, capture_output=True, text=True, cwd=ROOT, timeout=120, check=False)
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert [one["id"] for one in answers] == [line["id"] for line in lines], done.stderr[-2000:]
    return answers
