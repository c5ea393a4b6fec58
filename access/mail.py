"""An e-mail for each news: one opaque link and nothing else. Written by the worker after the transaction that left the news."""

from uuid import UUID

from django.conf import settings
from django.core.mail import send_mail
from django.urls import reverse

from access import outbox
from access.labels import worded
from access.models import Notification, Staff

SUBJECT = "There is news for you in {service}"
TEXT = """There is news for you in {service}. Sign in to read it:

{link}

This message says nothing more, so that nobody else learns anything from it. Please do not reply to it.
"""


@outbox.handles("news.written")
def send(news: UUID | None) -> None:
    """Tell somebody that there is news, unless they have read it, have left, or want no e-mail. Repeating it is harmless."""
    assert news is not None  # whoever leaves the news names it
    found = Notification.objects.filter(pk=news, read_at=None).select_related("user").first()
    if found is None or not found.user.is_active:
        return
    if Staff.objects.filter(user=found.user, is_active=True, news_by_email=True).exists():
        link = settings.SERVICE_URL + reverse("access:news", args=[found.pk])
        send_mail(worded(SUBJECT), worded(TEXT, link=link), None, [found.user.email])
