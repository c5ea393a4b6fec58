"""Questions about rights in, answers out."""

from access.json_lines import JsonLinesCommand
from earlyhelp.policy.rights_lines import answer_line


class Command(JsonLinesCommand):
    """`manage.py rights_when < questions.jsonl`: by when each request, complaint or breach wants an answer."""

    help = "Answers by when a right is due, one JSON object a line, from standard input"
    answer_line = staticmethod(answer_line)
