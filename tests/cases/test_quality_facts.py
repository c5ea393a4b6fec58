"""What a sample for quality assurance says of each case that was drawn."""

from datetime import timedelta

import pytest
from django.urls import reverse

from access import clock
from cases.models import Action, NotePerson, Pause, PlanOutcome, Review
from cases.operations import quality
from cases.stages import Stage
from tests.cases.sampling import ONE, draw, page_of
from tests.conftest import as_
from tests.factories import (
    AllocationFactory,
    CaseFactory,
    NoteFactory,
    PersonFactory,
    TriageFactory,
    installation,
    somebody,
)
from tests.factories.consent import NoticeGivenFactory
from tests.factories.quality import QualitySampleFactory
from tests.factories.retention import disclosure_of, write
from tests.factories.sharing import DisclosureFactory

pytestmark = pytest.mark.django_db


def judged_by(dpo, sample):
    with as_(dpo):
        return {one.reference: one for one in quality.judged(sample)}


def test_the_facts_are_those_of_the_case():
    """Each number is another one, so that no two can be exchanged."""
    now, today, by = clock.now(), clock.today(), installation()
    case = CaseFactory(received_at=now - timedelta(days=30))
    child = case.children[0]
    TriageFactory(case=case, decision="ask", decided_at=now - timedelta(days=29))
    TriageFactory(case=case, decided_at=now - timedelta(days=27))
    AllocationFactory(case=case, since=now - timedelta(days=25))
    NoticeGivenFactory(case=case, person=child, told_on=today - timedelta(days=24))
    for number in range(2):
        write(PlanOutcome(case=case, need=f"{number}", hoped_for="x", made_at=now, made_by=by))
    ended = today - timedelta(days=1)
    for due, done in ((5, None), (-5, None), (-5, True), (5, True), (5, False), (1, True)):
        on = None if done is None else ended
        due_on = today - timedelta(days=due)
        write(
            Action(
                case=case, what="x", owner_words="Mum", due_on=due_on, made_at=now, made_by=by, done=done, ended_on=on
            )
        )
    for due, held in ((9, True), (8, True), (7, False)):
        day = today - timedelta(days=due)
        kept = {"held_on": day, "held_by": by, "recorded_at": now, "decided": "continue"} if held else {}
        write(Review(case=case, due_on=day, **kept))
    note = NoteFactory(case=case, happened_on=today - timedelta(days=3))
    taken = NoteFactory(case=case, happened_on=today)
    write(NotePerson(case=case, note=note, person=child, present=True, seen=True, seen_alone=True))
    NoteFactory(case=case, happened_on=today, text="", corrects=taken, because="another family’s")
    case.closed_on = today
    disclosure_of(case)
    sample, dpo = QualitySampleFactory(received_from=today - timedelta(days=60)), somebody("dpo")
    one = judged_by(dpo, sample)[case.reference]
    assert (one.days_to_decision, one.days_to_allocation) == (3, 5)
    assert one.told_on == today - timedelta(days=24)
    assert (one.outcomes, one.actions, one.actions_done, one.actions_late) == (2, 6, 3, 2)
    assert (one.reviews, one.reviews_held) == (3, 2)
    assert one.days_since_contact == 3
    assert (one.children, one.children_alone) == (1, 1)
    assert (one.shared, one.shared_untold) == (1, 0)
    assert (one.signed_at, one.closed_on) == (None, None)


@pytest.mark.parametrize(("days", "paused", "late"), [(1, False, False), (30, False, True), (30, True, False)])
def test_a_decision_is_late_by_the_clock_of_the_policy_and_its_pauses_are_left_out(days, paused, late):
    """Seen to fail without the pauses."""
    now = clock.now()
    came = now - timedelta(days=60)
    case = CaseFactory(received_at=came)
    TriageFactory(case=case, decided_at=came + timedelta(days=days))
    if paused:
        write(Pause(case=case, because="x", since=came, until=came + timedelta(days=29.9), paused_by=installation()))
    sample = QualitySampleFactory(received_from=clock.today() - timedelta(days=90))
    with as_(somebody("dpo")):
        (one,) = quality.judged(sample)
        assert one.decided_late is late


def test_what_is_not_decided_in_time_is_late_too():
    case = CaseFactory(stage=Stage.RECEIVED, work_basis="", received_at=clock.now() - timedelta(days=20))
    sample, dpo = QualitySampleFactory(), somebody("dpo")
    with as_(dpo):
        (one,) = quality.judged(sample)
        assert (one.reference, one.days_to_decision, one.decided_late) == (case.reference, None, True)


def test_the_page_says_in_words_what_is_missing_and_what_was_shared_untold(signed_in):
    case, dpo = CaseFactory(), somebody("dpo")
    DisclosureFactory(case_key=case.pk, case_reference=case.reference, told=False, why_not_told="unsafe")
    write(NotePerson(case=case, note=NoteFactory(case=case), person=PersonFactory(), seen=True, seen_alone=True))
    page = page_of(signed_in(dpo).get(reverse(ONE, args=[draw(dpo).pk])))
    for words in (
        "Not decided",
        "Family not told",
        "Not allocated",
        "Not signed off",
        "Last contact 0 days ago",
        "Children seen alone: no",
        "Shared 1 time Family not told: 1",
        "No outcome No action No review was due",
    ):
        assert words in page
