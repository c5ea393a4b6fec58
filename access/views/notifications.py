"""News: one's own, newest first, by case; opening one leads on and marks it as read."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.generic import View

from access import slots
from access.labels import worded
from access.models import Notification, User
from access.notifications import KINDS, SENT, News
from access.operations import news
from access.readings import record_reading
from access.requests import StaffRequest
from access.views.pages import Page
from access.views.paging import Place, going_on, place_in

SHOWN = 100


class NewsList(Page):
    """One's own news, grouped by case, unread first in each."""

    request: StaffRequest
    template_name = "access/notifications/list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        everything = Notification.objects.filter(user=self.request.user)
        found = list(_after(everything, place_in(self.request.GET.get("after", "")))[: SHOWN + 1])
        mine, last = found[:SHOWN], found[SHOWN - 1 : SHOWN] if len(found) > SHOWN else []
        groups: dict[str, list[dict[str, Any]]] = {}
        for one in mine:
            groups.setdefault(one.case_reference, []).append({"news": one, "words": words_of(one)})
        if groups:
            record_reading("list", by=self.request.user, route="access:news_list", fields=groups)
        return super().get_context_data(
            groups=list(groups.items()),
            unread=everything.filter(read_at=None).exists(),
            older=going_on(last[0].at, last[0].pk) if last else "",
            **kwargs,
        )

    def post(self, request: HttpRequest) -> HttpResponse:
        """Mark all as read."""
        news.read_all(by=self.request.user)
        return HttpResponseRedirect(reverse("access:news_list"))


def _after(found: "QuerySet[Notification]", place: Place | None) -> "QuerySet[Notification]":
    """Newest first, from where the page before ended."""
    if place is not None:
        found = found.filter(Q(at=place[0], pk__lt=place[1]) | Q(at__lt=place[0]))
    return found.order_by("-at", "-id")


class OpenNews(View):
    """Lead on to what the news is about."""

    request: StaffRequest

    def get(self, request: HttpRequest, news_key: UUID) -> HttpResponse:
        found = get_object_or_404(Notification, pk=news_key, user=self.request.user)
        news.read(found)
        if not is_there(found, self.request.user):
            gone = f"You do not work with {found.case_reference} any more, so its page is not there for you."
            messages.info(request, gone)
            return HttpResponseRedirect(reverse("access:news_list"))
        return HttpResponseRedirect(leads_to(found))


def words_of(found: Notification) -> str:
    """The sentence of a news."""
    return worded(_kind(found).words, reference=found.case_reference)


def leads_to(found: Notification) -> str:
    """The address that a news leads to."""
    kind = _kind(found)
    return reverse(kind.leads_to, args=[found.case_reference] if kind.to_the_case else [])


def is_there(found: Notification, user: User) -> bool:
    """Whether the page that a news leads to is there for this person: a cover ends, a case moves to another team. What somebody sent
    stays theirs to read."""
    kind = _kind(found)
    if not kind.to_the_case or kind.leads_to == SENT:
        return True
    return any(sees(user, found.case_reference) for sees in slots.sees_case.fillings)


def _kind(found: Notification) -> News:
    return KINDS[found.kind]
