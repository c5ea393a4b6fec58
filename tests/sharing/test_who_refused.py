"""Where the notice rests on consent, nothing about somebody who said no goes out on what another of the family consented to."""

from dataclasses import replace
from datetime import timedelta

import pytest

from access import clock, notice
from access.errors import Refused
from cases.models import Member
from cases.models.families import Part
from consent.models import Refusal
from tests.factories import BECAUSE, CaseFactory, OrganisationFactory, PersonFactory, installation, worker_on
from tests.factories.consent import ConsentFactory
from tests.sharing.asking import AFC, record, wanted


@pytest.fixture
def family(under):
    """A mother who consents, her children Sonny and Cher, and somebody who works with them."""
    under(AFC)
    case = CaseFactory(received_at=clock.now() - timedelta(days=5))
    sonny, mother = case.children[0], PersonFactory()
    for person, part in ((mother, Part.MAIN_CARER), (PersonFactory(), Part.CHILD)):
        Member(family=case.family, person=person, part=part, since=clock.today()).write(
            by=installation(), because=BECAUSE
        )
    ConsentFactory(case=case, person=mother, given_on=clock.today() - timedelta(days=3))
    return case, sonny, mother, worker_on(case)


def said_no(case, person, days_ago=1):
    asked_on = clock.today() - timedelta(days=days_ago)
    more = {"recorded_by": installation(), "recorded_at": clock.now()}
    Refusal(case=case, person=person, notice=notice.version(), how="talked", asked_on=asked_on, **more).write(
        by=installation(), because=BECAUSE
    )


def about(case, *people):
    return replace(wanted(case, "health", "allocate_service", "identity", "health"), people=people)


@pytest.mark.promise("AFC-08")
@pytest.mark.parametrize("how", ["said no", "took it back"])
def test_nothing_about_them_goes_out_on_anothers_consent(how, family):
    """Seen to fail: it went out as explicit consent, special category information too."""
    case, sonny, mother, worker = family
    assert record(case, worker, about(case, sonny)).lawful_basis == "explicit_consent"
    if how == "said no":
        said_no(case, sonny)
    else:
        ConsentFactory(case=case, person=sonny, withdrawn_on=clock.today(), withdrawn_recorded_by=installation())
    for people in ((sonny,), (mother, sonny)):
        with pytest.raises(Refused, match="nothing about them rests on consent") as refused:
            record(case, worker, about(case, *people))
        assert refused.value.field == "people" and str(sonny) in str(refused.value)
        assert str(mother) not in str(refused.value)
    other = next(child for child in case.children if child != sonny)
    assert record(case, worker, about(case, other)).lawful_basis == "explicit_consent"


def test_a_yes_after_the_no_counts_and_a_no_after_the_yes_too(family):
    """Seen to fail with every refusal counting for ever, and with a consent that stands counting always."""
    case, sonny, _, worker = family
    said_no(case, sonny, days_ago=2)
    ConsentFactory(case=case, person=sonny, given_on=clock.today() - timedelta(days=1))
    assert record(case, worker, about(case, sonny)).lawful_basis == "explicit_consent"
    said_no(case, sonny, days_ago=0)
    with pytest.raises(Refused, match="nothing about them rests on consent"):
        record(case, worker, about(case, sonny))


def test_a_ground_still_lets_it_be_shared_and_of_a_day_before_the_no_their_silence_counts(family):
    case, sonny, _, worker = family
    said_no(case, sonny)
    asked = replace(about(case, sonny), ground="safeguarding", recipient=OrganisationFactory(kind="social_care"))
    assert record(case, worker, asked).lawful_basis
    before = clock.today() - timedelta(days=2)
    assert record(case, worker, about(case, sonny), shared_on=before).lawful_basis == "explicit_consent"
