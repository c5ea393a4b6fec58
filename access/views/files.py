"""Lists as files for a spreadsheet: text in every cell, whatever somebody typed and at whichever sign the reader's program splits lines.

The only place that writes such a file (tests/house/forbidden.py holds others to it).
"""

import csv
import re
import unicodedata
from collections.abc import Iterable, Sequence

from django.http import HttpResponse

SIGNS = "=+-@\u2212"  # what a formula may begin with; wide forms of them become these
SPLITS = re.compile(r"([;,\t\r\n|])")  # where one program or another begins the next cell


def csv_file(name: str, head: Sequence[str], lines: Iterable[Sequence[str]]) -> HttpResponse:
    """A file of comma-separated values to be saved as `name`. Every cell is quoted, and none of them is a formula."""
    answer = HttpResponse(content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    rows = csv.writer(answer, quoting=csv.QUOTE_ALL)
    rows.writerow(head)
    rows.writerows([harmless(value) for value in line] for line in lines)
    return answer


def harmless(value: str) -> str:
    """The text with an apostrophe before whatever a spreadsheet would work out: at its start, or where another cell may begin.

    Regression that peers shipped: a name that begins with = was run by whoever opened the file.
    """
    return "".join(f"'{piece}" if _is_formula(piece) else piece for piece in SPLITS.split(value))


def _is_formula(piece: str) -> bool:
    """Whether the first that can be seen of it, but for quotes, is a sign that formulas begin with."""
    plain = unicodedata.normalize("NFKC", piece)
    first = next((sign for sign in plain if sign not in "'\"" and unicodedata.category(sign)[0] in "LNPSM"), "")
    return first != "" and first in SIGNS
