"""Retention questions in, answers out: JSON lines, without a database."""

import json
import sys
from typing import Any

from django.core.management.base import BaseCommand

from earlyhelp.policy.lines import answer_line


class Command(BaseCommand):
    """`manage.py retention_when < questions.jsonl`: one answer a line, in the order of the questions."""

    help = "Answers retention questions, one JSON object a line, from standard input"
    requires_system_checks: list[str] = []
    requires_migrations_checks = False

    def handle(self, *args: Any, **options: Any) -> None:
        for number, line in enumerate(sys.stdin, start=1):
            if line.strip():
                self.stdout.write(json.dumps(self.answer(number, line), ensure_ascii=False))

    def answer(self, number: int, line: str) -> dict[str, Any]:
        """A line that is no JSON gets its error in its place, so that answers and questions stay side by side."""
        try:
            return answer_line(json.loads(line))
        except json.JSONDecodeError as error:
            return {"id": None, "error": f"line {number} is not JSON: {error}"}
