"""The overview of a case: the first steps while they are open, the plan in brief, who else is involved; and what it costs."""

import pytest
from django.urls import reverse

from access import clock
from access.records import uuid7
from cases.models import Professional
from cases.operations import people, plans
from cases.operations.starting import first_steps
from cases.stages import Stage
from tests.conftest import as_
from tests.factories import CaseFactory, NoteFactory, installation


def test_a_new_case_begins_with_four_steps_that_lead_where_they_are_done(case, worker, signed_in):
    page = signed_in(worker).get(case.get_absolute_url()).content.decode()
    assert [step.done for step in first_steps(case)] == [False] * 4
    for name in ("add_note", "people", "assessments", "plan"):
        assert f'<li><a class="govuk-link" href="{reverse(f"cases:{name}", args=[case.reference])}">' in page


def test_a_step_that_is_done_says_so(case, worker, signed_in):
    NoteFactory(case=case, kind="visit")
    assert [step.done for step in first_steps(case)] == [True, False, False, False]
    assert "Done</strong>" in signed_in(worker).get(case.get_absolute_url()).content.decode()


def test_a_letter_is_not_yet_getting_in_touch(case, worker):
    NoteFactory(case=case, kind="letter")
    assert not first_steps(case)[0].done


def test_a_closed_case_has_no_first_steps(db):
    assert first_steps(CaseFactory(stage=Stage.CLOSED, closed_on=clock.today(), outcome="moved")) == []


def test_the_plan_in_brief_and_who_is_involved_stand_on_the_overview(case, worker, signed_in):
    Professional(case=case, name="Zelma Quarrington", works_for="The surgery", agrees="yes").write(
        by=installation(), because="made for a test"
    )
    with as_(worker):
        outcome = plans.add_outcome(
            case, key=uuid7(), by=worker, need="Mornings are hard.", hoped_for="He is in school by nine."
        )
        plans.add_action(
            case,
            key=uuid7(),
            by=worker,
            outcome=outcome,
            what="Ring the school",
            owner_words="Mum",
            due_on=clock.today(),
        )
    page = signed_in(worker).get(case.get_absolute_url()).content.decode()
    for words in ("He is in school by nine.", "Ring the school, Mum", "Zelma Quarrington, The surgery"):
        assert words in page


@pytest.mark.slow
def test_the_overview_asks_no_more_questions_of_a_bigger_file(case, worker, signed_in, django_assert_max_num_queries):
    client = signed_in(worker)

    def questions():
        with django_assert_max_num_queries(100) as asked:
            assert client.get(case.get_absolute_url()).status_code == 200
        return len(asked)

    for kind in ("visit", "call"):
        NoteFactory(case=case, kind=kind)
    small = questions()
    with as_(worker):
        for number in range(6):
            people.add_professional(
                case, by=worker, key=uuid7(), answers={"name": f"P{number}", "works_for": "S", "agrees": "yes"}
            )
    for _ in range(8):
        NoteFactory(case=case)
    assert questions() <= small
