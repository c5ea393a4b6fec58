"""A family of Achieving for Children, whose consent is asked before allocation, and what is recorded of it."""

from access import clock
from cases.models import Member
from consent.operations import consents, notices
from tests.conftest import as_
from tests.factories import PersonFactory, installation
from tests.factories.consent import AgreementFactory, ConsentFactory, NoticeGivenFactory

AFC = "achieving-for-children-early-help-hub"
JUDGED = {"judged_by": "Her school nurse", "judged_because": "She said in her own words what it is for."}


def consent_of(case, by, **other):
    with as_(by):
        notices.give(case, person=case.children[0], told=True, how="talked", by=by)
        return consents.record(
            case, person=case.children[0], how="talked", given_on=clock.today(), by=by, **JUDGED | other
        )


def add_member(case, part, **person):
    person = PersonFactory(**person)
    Member(family=case.family, person=person, part=part, since=clock.today()).write(by=installation(), because="x")
    return person


def everything(case):
    """A telling, an agreement and a consent of the case's child."""
    return NoticeGivenFactory(case=case), AgreementFactory(case=case), ConsentFactory(case=case)
