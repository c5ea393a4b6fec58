"""Every value that a council's file may hold is read by something that acts on it, or waits for a part of the product that is named."""

import ast
import re
from dataclasses import fields, is_dataclass
from functools import cache
from pathlib import Path

import pytest

from earlyhelp.policy import information, keeping, notice, sharing, work
from earlyhelp.policy.schema import LATER
from earlyhelp.policy.vocabulary import CAPABILITIES, DELIVERED

ROOT = Path(__file__).parents[2]
APPS = ("access", "cases", "consent", "sharing", "retention", "earlyhelp")
# To check a file, to join two and to list their doubts is not to act on them.
NOT_ACTING = ("stricter.py", "together.py", "fields.py", "checks.py")
# Names that another entry has too, which is read.
SHARED = {"kind", "listing", "recipients"}
ENTRIES = {
    f"{entry.__name__.lower()}.{one.name}"
    for module in (information, keeping, notice, sharing, work)
    for entry in vars(module).values()
    if is_dataclass(entry) and isinstance(entry, type) and entry.__module__ == module.__name__
    for one in fields(entry)
}


@cache
def read() -> frozenset[str]:
    """Every name that some module or template asks of an object, as `something.name`."""
    found: set[str] = set()
    for app in APPS:
        for path in (ROOT / app).rglob("*.py"):
            if "migrations" not in path.parts and path.name not in NOT_ACTING:
                tree = ast.parse(path.read_text())
                found |= {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    for path in (ROOT / "templates").rglob("*.*"):
        found |= set(re.findall(r"\.(\w+)", path.read_text()))
    return frozenset(found)


@pytest.mark.slow
def test_every_field_of_the_schema_has_a_reader_or_says_what_it_waits_for():
    unread = {one for one in ENTRIES if one.split(".")[1] not in read()} - LATER.keys()
    assert not unread, (
        f"read {sorted(unread)} somewhere, take them out, or name in earlyhelp/policy/schema.py what they wait for"
    )


@pytest.mark.parametrize("entry", LATER)
def test_what_waits_is_read_by_nothing_yet(entry: str):
    """Seen to fail with `right.extension` still waiting, when the notice for families had begun to read it."""
    assert entry.split(".")[1] not in read() - SHARED, f"take “{entry}” out of LATER: something reads it"


@pytest.mark.parametrize("entry", LATER)
def test_what_waits_is_a_field_and_waits_for_a_part_that_is_not_delivered(entry: str):
    assert entry in ENTRIES, f"take “{entry}” out of LATER, the schema has none"
    assert LATER[entry] in CAPABILITIES and LATER[entry] not in DELIVERED
