"""News in the app and by an e-mail that says nothing but a link."""

import pytest
from django.core import mail
from django.urls import reverse

from access import outbox
from access.models import Notification
from access.notifications import notify
from access.views import notifications
from tests.conftest import as_, as_robot, become
from tests.factories import installation, worker_on


def tell(worker, case, kind="task.given"):
    with as_(worker):
        return notify(worker, kind, case)


def send():
    with as_robot("worker"):
        outbox.work_off()
    become("owner")


@pytest.mark.regression(22)
def test_the_mail_holds_a_link_and_nothing_of_the_case(case, worker, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    news = tell(worker, case)
    send()
    (letter,) = mail.outbox
    assert letter.to == [worker.email]
    assert reverse("access:news", args=[news.pk]) in letter.body
    said = letter.subject + letter.body
    assert case.reference not in said
    assert not any(person.full_name in said for person in case.children)
    send()
    assert len(mail.outbox) == 1


@pytest.mark.regression(22)
def test_who_has_read_it_has_left_or_wants_none_gets_no_mail(case, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    read, gone, quiet = (worker_on(case) for _ in range(3))
    for worker in (read, gone, quiet):
        tell(worker, case)
    Notification.objects.filter(user=read).update(read_at="2026-01-01T00:00Z")
    gone.staff.is_active = False
    gone.staff.write(by=installation(), because="has left")
    quiet.staff.news_by_email = False
    quiet.staff.write(by=installation(), because="as they wish")
    send()
    assert mail.outbox == []


def test_opening_it_leads_on_and_marks_it_as_read(case, worker, signed_in):
    news = tell(worker, case)
    client = signed_in(worker)
    assert "not read yet" in client.get(reverse("access:news_list")).content.decode()
    assert client.get(reverse("access:news", args=[news.pk])).url == case.get_absolute_url()
    assert "not read yet" not in client.get(reverse("access:news_list")).content.decode()


def test_all_of_ones_own_are_marked_and_nobody_elses(case, worker, signed_in):
    colleague = worker_on(case)
    tell(worker, case), tell(colleague, case)
    signed_in(worker).post(reverse("access:news_list"))
    assert Notification.objects.get(user=worker).read_at
    assert Notification.objects.get(user=colleague).read_at is None


def test_the_news_of_another_is_not_there(case, worker, signed_in):
    news = tell(worker, case)
    assert signed_in(worker_on(case)).get(reverse("access:news", args=[news.pk])).status_code == 404


def test_every_news_can_be_reached_however_many_there_are(case, worker, signed_in, monkeypatch):
    """Seen to fail with the newest alone shown, and with news of one moment that the next page began after."""
    monkeypatch.setattr(notifications, "SHOWN", 3)
    keys = {str(tell(worker, case).pk) for _ in range(8)}
    Notification.objects.filter(pk__in=list(keys)[:5]).update(at="2026-01-01T00:00Z")
    client, place, found = signed_in(worker), reverse("access:news_list"), []
    while place:
        answer = client.get(place)
        found += [str(line["news"].pk) for _, lines in answer.context["groups"] for line in lines]
        older = answer.context["older"]
        assert (f'href="{older.replace("&", "&amp;")}"' in answer.content.decode()) == bool(older)
        place = older and reverse("access:news_list") + older
    assert (len(found), set(found)) == (8, keys)
    assert client.get(f"{reverse('access:news_list')}?after=x_y").status_code == 200
