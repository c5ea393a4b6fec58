"""Goal H1: what a scanner of Python finds of medium weight or more was looked at, by a person, and has its reason here."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("access", "cases", "consent", "sharing", "retention", "earlyhelp", "manage.py")
INSTALLED = "puts together statements of our own identifiers, when tables are installed: no parameter can name one"
LOOKED_AT = {  # what it is called there, where, and why it stays
    ("B608", "earlyhelp/database/ledger.py"): INSTALLED,
    ("B608", "earlyhelp/database/policies.py"): INSTALLED,
    ("B608", "earlyhelp/database/sight.py"): INSTALLED,
    ("B608", "earlyhelp/database/walls.py"): INSTALLED,
    ("B608", "earlyhelp/database/together.py"): "statements that the ORM made, each with its parameters",
    (
        "B608",
        "cases/operations/access_review_facts.py",
    ): "constant SQL made of this module's own words, its values as parameters",
    ("B611", "cases/models/lists.py"): "constant SQL with parameters: the one list that the ORM cannot say",
    ("B314", "earlyhelp/embedded/checks.py"): "reads the report that pytest has just written on this machine",
    ("B314", "earlyhelp/embedded/promises.py"): "the same",
    ("B108", "earlyhelp/embedded/folders.py"): "short names for sockets, in a folder of one's own",
    ("B308", "earlyhelp/govuk/components.py"): "what the design system's macros made of escaped options",
    ("B703", "earlyhelp/govuk/components.py"): "the same",
    ("B308", "earlyhelp/govuk/fields.py"): "an empty string",
}


@pytest.mark.slow
@pytest.mark.goal("H1")
def test_what_the_scanner_finds_was_looked_at():
    done = subprocess.run(
        [sys.executable, "-m", "bandit", "-q", "-ll", "-r", "-f", "json", *ROOMS],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    said = json.loads(done.stdout)
    assert said["metrics"]["_totals"]["loc"] > 30_000 and not said["errors"], "it looked at nothing"
    found = {(one["test_id"], one["filename"].removeprefix("./")): one for one in said["results"]}
    new = [f"{name}:{found[what, name]['line_number']} {what}" for what, name in found if (what, name) not in LOOKED_AT]
    assert not new, f"{new}: mend it, or say in LOOKED_AT why it stays"
    assert not set(LOOKED_AT) - set(found), "no longer needed in LOOKED_AT"
    assert not [one for one in said["results"] if one["issue_severity"] == "HIGH"]
