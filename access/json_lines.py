"""A command that reads questions as JSON lines and writes one answer a line, in the order of the questions."""

import json
import sys
from collections.abc import Callable
from typing import Any

from django.core.management.base import BaseCommand


class JsonLinesCommand(BaseCommand):
    """`manage.py … < questions.jsonl`. It needs no database. `answer_line` answers one question that was read."""

    requires_system_checks: list[str] = []
    requires_migrations_checks = False
    answer_line: Callable[[object], dict[str, Any]]

    def handle(self, *args: Any, **options: Any) -> None:
        for number, line in enumerate(sys.stdin, start=1):
            if line.strip():
                self.stdout.write(json.dumps(self._answer(number, line), ensure_ascii=False))

    def _answer(self, number: int, line: str) -> dict[str, Any]:
        """A line that is no JSON gets its error in its place, so that answers and questions stay side by side."""
        try:
            return self.answer_line(json.loads(line))
        except json.JSONDecodeError as error:
            return {"id": None, "error": f"line {number} is not JSON: {error}"}
