"""One's own sessions: where one is signed in, and the way to end any of them."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from access.operations import sessions
from access.views.pages import Page


class Sessions(Page):
    """The list; each row but this one has a button."""

    template_name = "access/sessions/list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        shown = sessions.of(self.request.user, this=self.request.session.session_key)
        return super().get_context_data(sessions=shown, others=any(not one.is_this for one in shown), **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """`end` names one, or is 'others'. What has ended already is as it should be."""
        ended = self._end(request.POST.get("end", ""))
        messages.success(request, "It is signed out there" if ended else "That one had ended already")
        return HttpResponseRedirect(reverse("access:sessions"))

    def _end(self, which: str) -> int:
        if which == "others":
            but = self.request.session.session_key
            return sessions.end_others(self.request.user, but=but, because="all others, by their owner")
        try:
            return sessions.end_one(self.request.user, UUID(which))
        except ValueError:
            return 0
