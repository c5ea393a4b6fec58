"""A test that says it proves a promise names one that some notice makes; and the parts that are delivered have no promise without one."""

import ast
import json
import os
from pathlib import Path

import pytest

from earlyhelp.policy import load
from earlyhelp.policy.loading import available
from earlyhelp.policy.proofs import PROOFS

TESTS = Path(__file__).resolve().parents[1]
PROMISES = {one.code: one for name in available() for one in load(name).promises}
# Promises of delivered parts that no test proves yet, each with what is missing. A line may go from here, never come.
UNPROVED = {}


def marked() -> dict[str, list[str]]:
    """Code of a promise to the files with a test that is marked with it. A code that merely stands in a test marks nothing."""
    found: dict[str, list[str]] = {}
    for path in sorted(TESTS.rglob("test_*.py")):
        for code, _ in _named_in(ast.parse(path.read_text())):
            found.setdefault(code, []).append(path.name)
    return found


PREFIXES = {code[:4] for code in PROMISES}


def proved_by() -> dict[str, list[str]]:
    """Code of a promise to the tests that are marked with it: the sentence of each and its file."""
    found: dict[str, dict[str, None]] = {}
    for path in sorted(TESTS.rglob("test_*.py")):
        name = path.relative_to(TESTS.parent).as_posix()
        if name == "tests/desk/test_promises.py":
            continue  # which makes its own
        for code, sentence in _named_in(ast.parse(path.read_text())):
            found.setdefault(code, {})[f"{sentence} ({name})"] = None
    return {code: sorted(found[code]) for code in sorted(found) if code in PROMISES}


def _named_in(tree):
    """Each code with which a test is marked, and the test as a sentence; a mark may take its codes from a table of the module."""
    tables = {
        target.id: node.value
        for node in tree.body
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    for node in tree.body:
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
            for mark in filter(_marks, node.decorator_list):
                sentence = node.name.removeprefix("test_").replace("_", " ")
                yield from ((code, sentence) for code in _codes(mark, tables))


def _marks(decorator):
    """Whether it marks with promises, by itself or through `kept_under`, which marks each of its pairs."""
    return any(
        (isinstance(one, ast.Attribute) and one.attr == "promise")
        or (isinstance(one, ast.Name) and one.id == "kept_under")
        for one in ast.walk(decorator)
    )


def _codes(mark, tables):
    for one in ast.walk(mark):
        if isinstance(one, ast.Constant) and isinstance(one.value, str) and one.value[:4] in PREFIXES:
            yield one.value
        elif isinstance(one, ast.Name) and one.id in tables:
            yield from _codes(tables[one.id], {})


def test_the_pages_name_the_tests_that_there_are():
    """`PROOFS=write` renews earlyhelp/policy/proofs.json; seen to fail with a test renamed."""
    found = proved_by()
    if os.environ.get("PROOFS") == "write":
        PROOFS.write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n")
    assert json.loads(PROOFS.read_text()) == found, "renew it: PROOFS=write, and this test"


def test_there_are_149_promises_each_in_the_file_of_its_notice():
    assert len(PROMISES) == 149
    assert all(len({one.code[:3] for one in load(name).promises}) == 1 for name in available())


@pytest.mark.slow
def test_every_code_in_the_tests_is_a_promise_of_some_notice():
    invented = {"test_promises.py"}  # which makes its own
    unknown = {code: files for code, files in marked().items() if code not in PROMISES and set(files) - invented}
    assert not {code: files for code, files in unknown.items() if len(code) == 6}


@pytest.mark.slow
def test_what_is_delivered_is_proved_or_says_what_is_missing():
    proved = marked().keys() - UNPROVED.keys()
    left = {code for code, one in PROMISES.items() if one.delivered} - proved - UNPROVED.keys()
    assert not left, f"mark the test that would notice it with pytest.mark.promise: {sorted(left)}"
