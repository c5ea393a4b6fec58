"""Bugs that others shipped, by their number in our list, each with a test: one without fails here."""

import re
from pathlib import Path

OURS = {
    1: "something added to a closed case opens it again, or hides who worked on it",
    2: "a bulk action takes more or fewer rows than were chosen, or one that is not ours",
    3: "a count on a page is not the number of rows behind its link",
    4: "a total counts what is of others or was destroyed",
    5: "a file has what its filter left out, or a cell that a spreadsheet runs",
    6: "an attachment is served past the permission check of its record, by whatever address",
    7: "somebody changes their own team, role or terms",
    8: "a page of one family tells that the same child is known elsewhere",
    9: "what is hidden comes out by a search, a log, a file, a letter, a title or on paper",
    10: "something is rejected, returned or removed without a reason",
    11: "a session ends in the middle of an assessment and its words are lost",
    12: "what saves itself leaves out a question that is asked only sometimes, or a percentage calls complete what is not",
    13: "what was returned and handed in again fires a next step twice, or never",
    14: "somebody who is known is not found, and a second record is begun",
    22: "news goes to somebody who has left, twice, or with what it is about",
    24: "work of somebody who left or is away is in nobody's tray",
    25: "a flood of failed sign-ins drowns the log of security events, or makes it slow",
    26: "an age of nought, a birth to come, an unknown birth or a wrong death cannot be recorded, shown or put right",
}
MARKED = re.compile(r"@pytest\.mark\.regression\((\d+)\)")


def test_each_has_a_test():
    tests = Path(__file__).resolve().parent.parent
    found = {int(number) for path in tests.rglob("test_*.py") for number in MARKED.findall(path.read_text())}
    missing = {number: words for number, words in OURS.items() if number not in found}
    assert not missing, f"mark the test that would notice it with pytest.mark.regression(number): {missing}"
    assert found <= set(OURS)
