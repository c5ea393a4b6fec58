"""What an assessment asks about each child follows the family: its percentage is of what can be seen and filled in, no more and no less."""

import pytest
from django.urls import reverse

from access import clock
from access.errors import Refused
from access.records import uuid7
from cases.models import Section
from cases.operations import assessments, people
from tests.cases.assessing import complete
from tests.conftest import as_
from tests.factories import worker_on


@pytest.fixture
def assessment(case, worker):
    with as_(worker):
        return assessments.start(case, by=worker)


def join(case, worker, part="child", name="Quillon Starbright"):
    expected = {"expected": clock.today()} if part == "unborn" else {}
    with as_(worker):
        return people.add_member(case, part=part, by=worker, key=uuid7(), answers={"full_name": name} | expected)


def leave(case, worker, person):
    member = case.family.members.get(person=person, until=None)
    with as_(worker):
        people.end_member(case, member, until=clock.today(), because="lives elsewhere", by=worker)


def percent(client, assessment):
    """What the page says, and the number of sections on it."""
    page = client.get(reverse("cases:assessment", args=[assessment.case.reference, assessment.number]))
    return page.context["percent"], len(page.context["parts"])


@pytest.mark.slow
@pytest.mark.regression(12)
@pytest.mark.parametrize("part", ["child", "unborn"])
def test_a_child_who_joins_is_asked_about_and_until_then_it_is_not_complete(part, case, worker, assessment, signed_in):
    """It said 100 per cent and could be handed in with nothing about a child who joined the family meanwhile."""
    complete(assessment, worker)
    client = signed_in(worker)
    full, sections = percent(client, assessment)
    assert full == 100
    child = join(case, worker, part)
    less, more = percent(client, assessment)
    assert less < 100 and more > sections
    assert (
        "Quillon Starbright"
        in client.get(reverse("cases:assessment", args=[case.reference, assessment.number])).content.decode()
    )
    with as_(worker), pytest.raises(Refused, match="not complete yet"):
        assessments.hand_in(assessment, by=worker)
    for row in Section.objects.filter(person=child):
        with as_(worker):
            assessments.keep_section(row, text="They kick.", complete=True, seen=None, by=worker)
    assert percent(client, assessment) == (100, more)


@pytest.mark.regression(12)
def test_a_grown_up_who_joins_changes_nothing(case, worker, assessment, signed_in):
    """Only children have sections of their own."""
    before = percent(signed_in(worker), assessment)
    join(case, worker, "carer")
    assert percent(signed_in(worker), assessment) == before


@pytest.mark.regression(12)
def test_an_empty_section_about_a_child_who_left_is_neither_shown_nor_counted(case, worker, assessment, signed_in):
    """A question that nobody can see or answer any more kept the percentage below 100 for ever."""
    client = signed_in(worker)
    shown = percent(client, assessment)[1]
    child = join(case, worker)
    complete_but = [row for row in assessment.sections.all() if row.person_id != child.pk]
    for row in complete_but:
        with as_(worker):
            assessments.keep_section(row, text="Written.", complete=True, seen=None, by=worker)
    assert percent(client, assessment)[0] < 100
    leave(case, worker, child)
    assert percent(client, assessment) == (100, shown)
    with as_(worker):
        assessments.hand_in(assessment, by=worker)


@pytest.mark.regression(12)
def test_what_was_written_about_a_child_who_left_stays_in_sight_and_counts(case, worker, assessment, signed_in):
    """Words are never hidden: begun and not complete, they still have to be finished."""
    child = join(case, worker)
    row = assessment.sections.filter(person=child).first()
    with as_(worker):
        assessments.keep_section(row, text="Half a thought", complete=False, seen=None, by=worker)
    leave(case, worker, child)
    page = signed_in(worker).get(reverse("cases:assessment", args=[case.reference, assessment.number]))
    assert row.pk in {part["row"].pk for part in page.context["parts"]}
    with as_(worker), pytest.raises(Refused, match="not complete yet"):
        assessments.hand_in(assessment, by=worker)


@pytest.mark.regression(12)
def test_a_child_who_joined_while_it_waited_is_asked_about_once_it_is_returned(case, worker, assessment):
    """What waits for sign-off is not changed; when it comes back it asks about everybody who is there now."""
    complete(assessment, worker)
    with as_(worker):
        assessments.hand_in(assessment, by=worker)
    child = join(case, worker)
    assert not assessment.sections.filter(person=child).exists()
    manager = worker_on(case, "team_manager")
    with as_(manager):
        assessments.give_back(assessment, words="There is a new child.", by=manager)
    assert assessment.sections.filter(person=child, complete=False).exists()
