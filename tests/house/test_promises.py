"""A test that says it proves a promise names one that some notice makes; and the parts that are delivered have no promise without one."""

import ast
from pathlib import Path

from earlyhelp.policy import load
from earlyhelp.policy.loading import available

TESTS = Path(__file__).resolve().parents[1]
PROMISES = {one.code: one for name in available() for one in load(name).promises}
# Promises of delivered parts that no test proves yet, each with what is missing. A line may go from here, never come.
UNPROVED = {}


def marked() -> dict[str, list[str]]:
    """Code of a promise to the files with a test that is marked with it."""
    found: dict[str, list[str]] = {}
    for path in sorted(TESTS.rglob("test_*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value[:4] in PREFIXES:
                found.setdefault(node.value, []).append(path.name)
    return found


PREFIXES = {code[:4] for code in PROMISES}


def test_there_are_149_promises_each_in_the_file_of_its_notice():
    assert len(PROMISES) == 149
    assert all(len({one.code[:3] for one in load(name).promises}) == 1 for name in available())


def test_every_code_in_the_tests_is_a_promise_of_some_notice():
    invented = {"test_promises.py"}  # which makes its own
    unknown = {code: files for code, files in marked().items() if code not in PROMISES and set(files) - invented}
    assert not {code: files for code, files in unknown.items() if len(code) == 6}


def test_what_is_delivered_is_proved_or_says_what_is_missing():
    proved = marked().keys() - UNPROVED.keys()
    left = {code for code, one in PROMISES.items() if one.delivered} - proved - UNPROVED.keys()
    assert not left, f"mark the test that would notice it with pytest.mark.promise: {sorted(left)}"
