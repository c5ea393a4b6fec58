"""A command that reads questions as JSON lines and writes one answer a line, in the order of the questions."""

import codecs
import json
import sys
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django.core.management.base import BaseCommand


class JsonLinesCommand(BaseCommand):
    """`manage.py … < questions.jsonl`. It needs no database. `answer_line` answers one question that was read."""

    requires_system_checks: list[str] = []
    requires_migrations_checks = False
    answer_line: Callable[[object], dict[str, Any]]

    def handle(self, *args: Any, **options: Any) -> None:
        for answer in answers(sys.stdin.buffer, self.answer_line):
            self.stdout.write(answer)


def answers(lines: Iterable[bytes], answer_line: Callable[[object], dict[str, Any]]) -> Iterator[str]:
    """Each line's answer as JSON. Whatever is wrong with a line is the answer to it, and the next one is read all the same."""
    for number, line in enumerate(lines, start=1):
        # an editor's mark before the first line, which says UTF-8, is no part of the question
        if asked := line.removeprefix(codecs.BOM_UTF8 if number == 1 else b"").strip():
            yield _answer(number, asked, answer_line)


def _answer(number: int, line: bytes, answer_line: Callable[[object], dict[str, Any]]) -> str:
    """A line that cannot be read gets its error in its place, so that answers and questions stay side by side."""
    try:
        said = json.dumps(answer_line(_question(line)), ensure_ascii=False, allow_nan=False)
        said.encode()  # half a character, such as \ud800, is JSON, and nothing that could be written
    except UnicodeDecodeError:
        return _error(number, "is not UTF-8")
    except UnicodeEncodeError:
        return _error(number, "holds half a character, which cannot be answered")
    except RecursionError:
        return _error(number, "is not JSON that could be read: it is nested too deeply")
    except ValueError as error:
        return _error(number, f"is not JSON: {error}")
    return said


def _question(line: bytes) -> object:
    return json.loads(line.decode(), parse_constant=_no_number)


def _no_number(name: str) -> float:
    raise ValueError(f"{name} is no number")


def _error(number: int, what: str) -> str:
    return json.dumps({"id": None, "error": f"line {number} {what}"}, ensure_ascii=False)
