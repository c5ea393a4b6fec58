"""What is due, for whom; Today counts what it shows."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from access import clock
from access.records import uuid7
from cases.operations import plans, tasks
from cases.operations.due import due_for
from cases.stages import Stage
from tests.conftest import as_
from tests.factories import AllocationFactory, CaseFactory, installation, worker_on
from tests.factories.consent import AgreementFactory


@pytest.fixture
def lead(case):
    worker = worker_on(case)
    AllocationFactory(case=case, worker=worker.staff)
    return worker


def add(case, by, what="Ring the school", days=0, **other):
    with as_(by):
        return tasks.add(case, what=what, due_on=clock.today() + timedelta(days=days), by=by, key=uuid7(), **other)


def words_for(user):
    with as_(user):
        return [one.words for one in due_for(user.staff)]


def test_a_task_without_a_name_is_the_leads_and_nobody_elses(case, lead):
    add(case, lead)
    assert words_for(lead) == ["Ring the school"]
    assert words_for(worker_on(case)) == []


def test_a_task_for_a_colleague_is_theirs(case, lead):
    colleague = worker_on(case)
    add(case, lead, for_user=colleague)
    assert (words_for(lead), words_for(colleague)) == ([], ["Ring the school"])


def test_sign_off_is_for_the_managers_of_the_team(case, lead):
    with as_(lead):
        tasks.give(case, kind="sign_off", due_on=clock.today(), by=lead)
    assert words_for(worker_on(case, "team_manager")) == ["Sign off an early help assessment"]
    assert words_for(lead) == []


def test_what_is_done_is_gone_and_done_once(case, lead, signed_in):
    task = add(case, lead)
    url = reverse("cases:finish_task", args=[case.reference, task.pk])
    for _ in range(2):
        assert signed_in(lead).post(url).status_code == 302
    assert words_for(lead) == []
    assert task.history.filter(history_change_reason="done").count() == 1


@pytest.mark.regression(1)
def test_a_closed_case_asks_nothing_and_is_not_opened_by_its_tasks(case, lead):
    add(case, lead)
    with as_(lead):
        plans.add_action(case, what="x", due_on=clock.today(), by=lead, key=uuid7(), owner=lead.staff)
    case.stage, case.closed_on, case.outcome = Stage.CLOSED, clock.today(), "needs_met"
    case.write(by=installation(), because="a test")
    assert words_for(lead) == []


@pytest.mark.regression(3)
def test_today_shows_under_each_heading_as_many_as_it_says(case, lead, signed_in):
    AgreementFactory(case=case, person=case.children[0])
    for days, number in ((0, 2), (3, 1), (30, 1)):
        for n in range(number):
            add(case, lead, what=f"Thing {days} {n}", days=days)
    late = add(case, lead, what="Late thing", days=0)
    late.due_on = clock.today() - timedelta(days=2)
    late.write(by=lead, because="a test")
    page = signed_in(lead).get("/").content.decode()
    for heading, number in (("Overdue", 1), ("Today", 2), ("This week", 1)):
        section = re.search(rf"{heading}: (\d+)</h2>(.*?)</section>", page, re.DOTALL)
        assert int(section[1]) == number == section[2].count("<li>"), heading
    assert "Thing 30" not in page


def test_nothing_due_says_when_the_next_thing_is(case, lead, signed_in):
    AgreementFactory(case=case, person=case.children[0])
    add(case, lead, days=30)
    assert "Nothing due today. The next thing is due on" in signed_in(lead).get("/").content.decode()


@pytest.mark.regression(4)
def test_counts_are_of_what_one_works_with_alone(case, lead, signed_in):
    other = CaseFactory()
    add(other, worker_on(other), what="Foreign thing")
    assert "Foreign thing" not in signed_in(lead).get("/").content.decode()
