"""Find a family in one box. What is looked for stands in no address; every search is noted."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.urls import reverse

from access import slots
from access.models import Staff
from access.readings import record_reading
from access.requests import StaffRequest
from access.routes import opens
from access.views.pages import OperationView
from cases.forms.search import FindForm, asked_in, reference_in
from cases.operations import matches, search

MOST = 25


@dataclass(frozen=True)
class Row:
    """Somebody found, and the links that upper floors have for the one who looks."""

    one: matches.Candidate
    links: list[slots.Shortcut]


def links_for(staff: Staff, one: matches.Candidate) -> list[slots.Shortcut]:
    if one.restricted:
        return []
    return [link for filling in slots.found_links.fillings for link in filling(staff, one.person_key)]


class Search(OperationView):
    """The box by itself; what is typed into it, or into the one of the header, leads to the results."""

    request: StaffRequest
    template_name = "cases/search/search.html"
    form_class = FindForm
    heading = "Find a family"
    submit = "Search"

    def run(self, answers: dict[str, Any]) -> str:
        return search.sealed(answers["q"], self.request.user)

    def get_success_url(self) -> str:
        return reverse("cases:found", args=[self.result])


class Found(Search):
    """Who may be meant, why, and whom to ask where one may not open the case."""

    template_name = "cases/search/found.html"

    def get(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        self.text = search.opened(kwargs["token"], self.request.user)
        return super().get(request, *args, **kwargs)

    def get_initial(self) -> dict[str, Any]:
        return {"q": getattr(self, "text", None) or ""}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        text = getattr(self, "text", None)
        people = self.find(text) if text else []
        return super().get_context_data(
            expired=text is None,
            may_ask=opens("cases:ask", self.request.staff.known_roles),
            most=MOST,
            more=len(people) > MOST,
            may_send=opens("cases:new_referral", self.request.staff.known_roles),
            found=[Row(one, links_for(self.request.staff, one)) for one in people[:MOST]],
            **kwargs,
        )

    def find(self, text: str) -> list[matches.Candidate]:
        """Search, and note it before anything is shown. One more than is shown where there are more."""
        user, reference = self.request.user, reference_in(text)
        found = (
            matches.people_of(reference, user)
            if reference
            else matches.candidates(asked_in(text), by=user, limit=MOST + 1)
        )
        record_reading("search", by=user, route="cases:found", fields={one.asked_for_by for one in found[:MOST]})
        return found
