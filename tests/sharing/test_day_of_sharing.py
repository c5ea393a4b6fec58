"""The day of sharing lies within the case, not before it began and not in the future; and what held on it decides, not what holds now."""

from datetime import timedelta

import pytest

from access import clock, notice
from access.errors import Refused
from access.records import uuid7
from cases.models import Case
from cases.operations import closure
from cases.stages import Stage
from consent.operations import consents
from sharing.operations import disclosures, questions
from tests.conftest import as_
from tests.factories import CaseFactory, OrganisationFactory, installation, worker_on
from tests.factories.consent import ConsentFactory
from tests.factories.retention import days_pass
from tests.sharing.test_disclosures import how, wanted


@pytest.mark.parametrize(
    ("days", "words"), [(-1, "nothing of it can have been shared before"), (1, "must not be in the future")]
)
def test_nothing_is_shared_before_the_case_began_or_after_today(days, words, db):
    """Seen to fail with the first day not compared."""
    case = CaseFactory()
    day = clock.today() + timedelta(days=days)
    with pytest.raises(Refused, match=words) as refused:
        asked = wanted(case, OrganisationFactory(kind="school_nursery"))
        disclosures.check_all(case, asked, how(shared_on=day), disclosures.Words(why_needed="To help."))
    assert refused.value.field == "shared_on"


def shared(case, by, school, on, *, corrects=None, **other):
    """Recorded the ordinary way, on no ground."""
    asked, words = (
        wanted(case, school, **other),
        disclosures.Words(why_needed="To plan his mornings.", why_corrected="Wrong."),
    )
    with as_(by):
        case = Case.objects.get(pk=case.pk)
        lawful = disclosures.check_all(case, asked, how(shared_on=on), words, corrects)
        said = {one.field: "So it is." for one in questions.asked(notice.policy(), asked, lawful)}
        answers = questions.Answers(words=said, power=questions.proposed(notice.policy(), lawful))
        key = uuid7()
        return disclosures.record(
            case, asked, how(shared_on=on), words, by=by, key=key, corrects=corrects, answers=answers
        )


def close(case, by):
    with as_(by):
        closure.close(case, by=by, on=clock.today(), outcome="needs_met", because="Done.")


def test_what_was_shared_while_it_was_open_is_recorded_late_and_corrected_after_it_closed(case, worker, school):
    """It was refused, “This case is not open”. Seen to fail with the stage of now asked."""
    opened = clock.today()
    days_pass(2)
    entry = shared(case, worker, school, opened)
    close(case, worker)
    closed = clock.today()
    days_pass(2)
    assert shared(case, worker, school, opened, corrects=entry).corrects == entry
    late = shared(case, worker, school, closed)
    assert (late.ground, late.shared_on) == ("", closed)
    for day in (closed + timedelta(days=1), clock.today()):
        with pytest.raises(Refused, match=r"not open.*only on one of the grounds"):
            shared(case, worker, school, day)


def test_an_entry_of_the_day_on_which_it_closed_is_corrected_that_day_and_nothing_new_is_shared(case, worker, school):
    """Seen to fail with what is corrected asked like what is new; the second half, with today asked like a day that is over."""
    entry = shared(case, worker, school, clock.today())
    close(case, worker)
    assert shared(case, worker, school, clock.today(), corrects=entry)
    with pytest.raises(Refused, match="is not open"):
        shared(case, worker, school, clock.today())


def test_a_day_before_it_was_opened_or_after_it_was_closed_is_none_on_which_it_was_open(school, db):
    """Closed as of last week and written down today: what lies between is not open. Seen to fail with the day of writing asked."""
    case = CaseFactory(stage=Stage.FOR_MEETING)
    began, worker = clock.today(), worker_on(case)
    days_pass(3)
    case.stage = Stage.OPEN
    case.write(by=installation(), because="allocated")
    opened = clock.today()
    days_pass(6)
    case.stage, case.closed_on, case.outcome = Stage.CLOSED, opened + timedelta(days=2), "needs_met"
    case.write(by=installation(), because="closed")
    for day, is_open in (
        (began, False),
        (opened, True),
        (opened + timedelta(days=2), True),
        (opened + timedelta(days=4), False),
    ):
        if is_open:
            assert shared(case, worker, school, day)
        else:
            with pytest.raises(Refused, match="was not open on that day"):
                shared(case, worker, school, day)


def test_what_rested_on_a_consent_is_corrected_after_it_was_withdrawn(under):
    """Work has stopped, and what was shared before stays to be put right. Seen to fail with the consents of now asked; the last line,
    with the day of the withdrawal taken for one on which it stood."""
    under("achieving-for-children-early-help-hub")
    case = CaseFactory(work_basis="explicit_consent")
    worker, consent = worker_on(case), ConsentFactory(case=case)
    surgery, why = OrganisationFactory(kind="health"), {"purpose": "allocate_service", "kinds": ["identity"]}
    entry = shared(case, worker, surgery, clock.today(), **why)
    with as_(worker):
        consents.withdraw(consent, by=worker)
    assert Case.objects.get(pk=case.pk).stage == Stage.AWAITING_CONSENT
    assert shared(case, worker, surgery, clock.today(), corrects=entry, **why).lawful_basis == entry.lawful_basis
    withdrawn = clock.today()
    days_pass(1)
    with pytest.raises(Refused, match="consent"):
        shared(case, worker, surgery, withdrawn, **why)
