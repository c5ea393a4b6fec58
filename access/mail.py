"""An e-mail for each news: one opaque link and nothing else. Written by the worker after the transaction that left the news.

An alarm is written by the web process as well, as soon as its transaction has ended: it must not wait for a worker that is down.
Both bear the same Message-ID, so that a mail server which has one leaves the other out.
"""

from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import connection
from django.urls import reverse

from access import outbox
from access.labels import worded
from access.models import Notification, Staff

SUBJECT = "There is news for you in {service}"
TEXT = """There is news for you in {service}. Sign in to read it:

{link}

This message says nothing more, so that nobody else learns anything from it. Please do not reply to it.
"""
ALARMS = ("glass.broken",)  # sent whatever somebody has chosen about e-mails


@outbox.handles("news.written")
def send(news: UUID | None) -> None:
    """Tell somebody that there is news, unless they have read it, have left, want no e-mail, or the case is shut to them by now.

    Repeating it is harmless.
    """
    assert news is not None  # whoever leaves the news names it
    found = Notification.objects.filter(pk=news, read_at=None).select_related("user").first()
    if found is None or not found.user.is_active or _shut(found):
        return
    staff = Staff.objects.filter(user=found.user, is_active=True).first()
    if staff is not None and (staff.news_by_email or found.kind in ALARMS):
        _write(found).send()


def send_alarm(news: Notification) -> None:
    """The same from the web process, at once."""
    _write(news).send()


def _write(news: Notification) -> EmailMessage:
    link, name = (
        settings.SERVICE_URL + reverse("access:news", args=[news.pk]),
        {"Message-ID": f"<{news.pk}@early-help>"},
    )
    return EmailMessage(worded(SUBJECT), worded(TEXT, link=link), None, [news.user.email], headers=name)


def _shut(news: Notification) -> bool:
    if news.case_key is None:
        return False
    with connection.cursor() as cursor:
        cursor.execute("SELECT earlyhelp_shut_to(%s, %s)", [news.user_id, news.case_key])
        return bool(cursor.fetchone()[0])
