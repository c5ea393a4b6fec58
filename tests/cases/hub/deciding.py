"""The hub decides, with what the notice asks beside."""

from access import notice
from cases.operations import triage
from tests.conftest import as_


def decide(case, by, decision, because="It is clear.", **other):
    if notice.policy().levels:
        other.setdefault("level", "targeted")
    with as_(by):
        made = triage.decide(case, decision=decision, because=because, by=by, **other)
    case.refresh_from_db()
    return made


def alone():
    return next(one.code for one in notice.policy().services if one.by_itself)
