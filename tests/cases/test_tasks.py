"""Tasks that the program gives, and their news."""

import pytest
from django.urls import reverse

from access import clock
from access.models import Notification, OutboxMessage
from access.notifications import KINDS, notify
from access.routes import ROUTES
from cases.models import Task
from cases.operations import tasks
from tests.conftest import as_
from tests.factories import somebody, worker_on


def give(case, worker, **kwargs):
    with as_(worker):
        return tasks.give(case, kind="tell_family", due_on=clock.today(), by=worker, **kwargs)


def test_a_task_of_the_program_is_open_once(case):
    worker = worker_on(case)
    assert give(case, worker) == give(case, worker)
    assert Task.objects.count() == 1


def test_done_is_done_by_somebody_and_given_anew_afterwards(case):
    worker = worker_on(case)
    give(case, worker)
    with as_(worker):
        assert tasks.settle(case, kind="tell_family", by=worker) == 1
    task = Task.objects.get()
    assert (task.done_by, task.done_at is not None) == (worker, True)
    assert task.history.first().history_user == worker
    give(case, worker)
    assert Task.objects.filter(done_at=None).count() == 1


def test_a_task_for_somebody_else_is_news_with_an_email_to_follow(case):
    give(case, worker_on(case), for_user=(colleague := worker_on(case)))
    news = Notification.objects.get()
    assert (news.user, news.kind, news.case_reference) == (colleague, "task.given", case.reference)
    assert OutboxMessage.objects.filter(kind="news.written", about=news.pk).exists()


def test_a_task_for_oneself_is_no_news(case):
    worker = worker_on(case)
    give(case, worker, for_user=worker)
    assert not Notification.objects.exists()


@pytest.mark.regression(22)
def test_somebody_who_has_left_gets_no_news(case):
    worker, gone = worker_on(case), somebody(staff_record__active=False)
    with as_(worker):
        assert notify(gone, "task.given", case) is None


def test_nobody_reads_the_news_of_another(case):
    worker = worker_on(case)
    give(case, worker, for_user=(colleague := worker_on(case)))
    with as_(worker):
        assert not Notification.objects.exists()
    with as_(colleague):
        assert Notification.objects.count() == 1


# Of a record that its reader may not know of: the page that it leads to says what they may.
SAYS_NO_CASE = {
    "flag.asked",
    "seal.asked",
    "glass.broken",
    "concern.given",
    "access_review.opened",
    "access_review.late",
}


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_news_leads_somewhere_and_says_which_case(kind):
    assert KINDS[kind].leads_to in ROUTES
    assert ("{reference}" in KINDS[kind].words) == (kind not in SAYS_NO_CASE)


def test_a_task_of_the_program_cannot_be_ticked_off_at_its_address(case, signed_in):
    """Nobody had told the family, and nothing asked for it any more. Seen to fail without the look at its kind."""
    worker = worker_on(case)
    task = give(case, worker)
    answer = signed_in(worker).post(reverse("cases:finish_task", args=[case.reference, task.pk]))
    assert answer.status_code == 422 and "cannot be ticked off" in answer.content.decode()
    assert Task.objects.get().done_at is None
