"""Days that cannot be are refused with a sentence: before a family was, further ahead than anybody plans."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from access import clock
from access.errors import Refused
from access.records import uuid7
from cases.operations import chronology, days, notes, people, plans, tasks
from consent.forms.told import QUESTIONS
from consent.operations import notices
from earlyhelp.policy.loading import available
from tests.conftest import as_

FAR = date(2199, 1, 1)
CHILD, GRANDMOTHER = date(2018, 5, 4), date(1951, 2, 3)


def note(case, worker, on):
    return notes.add(case, kind="visit", happened_on=on, text="They laugh.", by=worker, key=uuid7())


PLANNED = {
    "an action": (
        "due_on",
        lambda case, by, on: plans.add_action(case, what="Ring", due_on=on, owner_words="Mum", by=by, key=uuid7()),
    ),
    "an outcome": (
        "target_on",
        lambda case, by, on: plans.add_outcome(case, need="Sleep", hoped_for="More", target_on=on, by=by, key=uuid7()),
    ),
    "an alert": ("review_on", lambda case, by, on: people.warn(case, words="A dog", review_on=on, by=by, key=uuid7())),
    "a task": ("due_on", lambda case, by, on: tasks.add(case, what="Ring", due_on=on, by=by, key=uuid7())),
}


@pytest.mark.parametrize("what", PLANNED)
def test_nothing_is_due_further_ahead_than_anybody_plans(what, case, worker):
    """Seen to fail with days that must not be past alone: an action was due in 2199."""
    field, plan = PLANNED[what]
    with as_(worker), pytest.raises(Refused, match="5 years from now. Check the year") as refusal:
        plan(case, worker, FAR)
    assert refusal.value.field == field
    with as_(worker):
        plan(case, worker, clock.today() + timedelta(days=4 * 366))


@pytest.mark.parametrize(
    ("family", "first"),
    [
        ([(CHILD, None)], CHILD),
        ([(CHILD, None), (GRANDMOTHER, None)], GRANDMOTHER),
        ([(CHILD, None), (None, date(2027, 1, 1))], CHILD),  # a child to come is younger than all
    ],
)
def test_nothing_happened_to_a_family_of_which_nobody_was_born(family, first, db):
    days.check_event(first - timedelta(days=280), family, "on")  # a pregnancy is of the family too
    with pytest.raises(Refused, match="nobody of this family was there yet"):
        days.check_event(first - timedelta(days=366), family, "on")


def test_somebody_whose_birth_nobody_knows_may_be_of_any_age(db):
    days.check_event(date(1930, 1, 1), [(CHILD, None), (None, None)], "on")
    with pytest.raises(Refused, match="Check the year"):
        days.check_event(date(1889, 1, 1), [(CHILD, None), (None, None)], "on")


def test_a_note_does_not_lie_before_the_family_or_before_any_work_with_one(case, worker, signed_in):
    """Seen to fail with a note of 1900. What was typed is there again."""
    answer = signed_in(worker).post(
        reverse("cases:add_note", args=[case.reference]),
        {"kind": "visit", "text": "They laugh.", "once": str(uuid7()), **typed_day("happened_on", date(1900, 1, 2))},
    )
    html = answer.content.decode()
    assert answer.status_code == 422 and "Check the year." in html and "They laugh." in html and 'value="1900"' in html
    with pytest.raises(Refused, match="must not be before 1 January 2000"):
        days.check_contact(date(1999, 12, 31), [(GRANDMOTHER, None)], "happened_on")
    with as_(worker):
        note(
            case, worker, clock.today() - timedelta(days=200)
        )  # before the referral: what was known then is written down too
        before = min(born for born, _ in births_of(case))
        event = {"what": "x", "source": "her", "people": case.children, "by": worker}
        with pytest.raises(Refused, match="nobody of this family was there yet"):
            chronology.add(case, happened_on=before - timedelta(days=366), key=uuid7(), **event)
        chronology.add(case, happened_on=date(before.year, 1, 1), precision="year", key=uuid7(), **event)


def births_of(case):
    return [(child.born, child.expected) for child in case.children]


def typed_day(name, day):
    return {f"{name}_{part}": getattr(day, part) for part in ("day", "month", "year")}


@pytest.mark.parametrize("council", available())
def test_a_family_is_told_at_most_a_year_before_its_referral_and_never_on_a_day_to_come(council, under, case, worker):
    """Seen to fail with a family that was told in 1950. What it was told last spring counts for a referral of today."""
    under(council)
    referred, child = clock.uk_date(case.received_at), case.children[0]
    for day, why in (
        (date(1950, 1, 1), "more than a year before the referral"),
        (clock.today() + timedelta(days=1), "future"),
    ):
        with as_(worker), pytest.raises(Refused, match=why):
            notices.give(case, person=child, told=True, how="talked", told_on=day, by=worker)
        with pytest.raises(Refused, match=why):
            QUESTIONS.clean({"told_told": "yes", "told_how": "talked", "told_on": day}, [])
    with as_(worker):
        told = notices.give(
            case, person=child, told=True, how="talked", told_on=referred - timedelta(days=250), by=worker
        )
    assert told.told_on < referred
