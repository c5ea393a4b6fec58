"""Retention questions in, answers out."""

from access.json_lines import JsonLinesCommand
from earlyhelp.policy.lines import answer_line


class Command(JsonLinesCommand):
    """`manage.py retention_when < questions.jsonl`: until when each record is kept."""

    help = "Answers retention questions, one JSON object a line, from standard input"
    answer_line = staticmethod(answer_line)
