"""An extract for research in a few words: what a DPO specifies and who answers for records approves, in tests."""

from dataclasses import replace
from datetime import timedelta

from access import clock, notice
from access.records import acting, uuid7
from sharing.models import Extract
from sharing.operations import extracts
from tests.conftest import as_
from tests.factories import installation, somebody

STUDY = "programme_evaluation"
ONS = "Office for National Statistics"
COLUMNS = [
    "name",
    "date_of_birth",
    "postcode",
    "programme_id",
    "programme_start",
    "programme_end",
    "national_insurance_number",
    "unique_pupil_number",
]


def soon(days=30):
    return clock.today() + timedelta(days=days)


def asked(**changes):
    """What a DPO of Durham asks for, but for the changes."""
    return {
        "study": STUDY,
        "recipient": ONS,
        "purpose": "national_research",
        "cohort": "programme_families",
        "columns": ["name", "postcode"],
        "travels": "transfer",
        "leaves_on": soon(),
        "because": "It cannot be linked without them.",
    } | changes


def specify(by=None, **changes):
    by = by or somebody("dpo")
    with as_(by):
        return extracts.specify(by=by, **asked(**changes))


def approve(extract, by=None):
    by = by or somebody("records_manager")
    with as_(by):
        return extracts.approve(extract, because="I read each line.", by=by)


def another_notice(monkeypatch, **changes):
    """Durham's notice with other terms for its study, in force and stored."""
    policy = notice.policy()
    (study,) = policy.research
    changed = replace(policy, fingerprint=uuid7().hex, research=(replace(study, **changes),))
    monkeypatch.setattr(notice, "policy", lambda: changed)
    monkeypatch.setattr(notice, "base", lambda: changed)
    notice.store(changed)
    return changed


def change(extract, **values):
    with acting(installation(), "a test"):
        Extract.objects.filter(pk=extract.pk).update(**values)
