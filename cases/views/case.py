"""The list of cases and the page of one."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch
from django.urls import reverse

from access import clock
from access.readings import record_reading
from access.requests import StaffRequest
from access.roles import PRACTITIONER
from access.views.pages import Page
from access.views.paging import going_on, place_in
from cases.models import Action, Allocation, Case, ServiceReceived, SignificantEvent
from cases.models.case import Place
from cases.operations import closure, joining, levels, notes, services
from cases.operations.due import manages, where_done, with_whose, without_lead
from cases.operations.starting import first_steps, with_first_steps
from cases.stages import Stage
from cases.views.base import CaseView
from earlyhelp.database.together import ask_together

NEWEST = 5


PAGE = 25
MINE, UNLED, ALL = "mine", "unled", "all"
SHOWN = {
    MINE: "Led by me",
    UNLED: "In need of a new lead",
    Stage.OPEN.value: "Open",
    Stage.CLOSED.value: "Closed",
    ALL: "All",
}


class Cases(Page):
    """The cases that this person works with, newest change first. What is shown stands in the address, which can be passed on."""

    request: StaffRequest
    template_name = "cases/case/list.html"

    @property
    def shown(self) -> str:
        """Which of them: what the address says; else one's own for whoever leads cases, and the open ones for the others."""
        asked = self.request.GET.get("show", "")
        if asked in SHOWN:
            return asked
        leads = [role.code for role in self.request.staff.known_roles] == [PRACTITIONER.code]
        return MINE if leads else Stage.OPEN.value

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        shown = self.shown
        rows = self.rows(shown, place_in(self.request.GET.get("after", "")))
        record_reading(
            "list", by=self.request.user, route="cases:cases", fields=[case.reference for case in rows[:PAGE]]
        )
        return super().get_context_data(
            cases=rows[:PAGE],
            shown=SHOWN[shown],
            several_teams=len({case.team_id for case in rows}) > 1,
            filters=[
                {"text": words, "href": f"{self.request.path}?show={code}", "active": code == shown}
                for code, words in SHOWN.items()
                if code != UNLED or manages(self.request.staff)
            ],
            older=going_on(rows[PAGE - 1].changed_at, rows[PAGE - 1].pk, show=shown) if len(rows) > PAGE else "",
            **kwargs,
        )

    def rows(self, shown: str, after: Place | None) -> list[Case]:
        """A page of them, and one more where there are older ones."""
        user = self.request.user
        if shown == MINE:
            rows: list[Case] = Case.objects.led_by(user, size=PAGE + 1, after=after)
        elif shown == UNLED:
            unled = without_lead(self.request.staff).values("pk")
            rows = Case.objects.visible_to(user).filter(pk__in=unled).page(size=PAGE + 1, after=after)
        else:
            rows = Case.objects.newest_for(user, size=PAGE + 1, stage="" if shown == ALL else shown, after=after)
        return rows


class CasePageView(CaseView):
    """One case: what to do next, who is in the family, the referral, the notes."""

    template_name = "cases/case/case.html"
    also = staticmethod(with_first_steps)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        lists = {
            "notes": self._newest_notes(),
            "referrals": joining.sent_about(self.case),
            "levels_judged": levels.judged(self.case),
            "outcomes": self._plan(),
            "professionals": self.case.professionals.filter(until=None).select_related("organisation").order_by("name"),
        }
        tasks, allocated, received = self._tasks(), services.allocated(self.case), services.received(self.case)
        ask_together(*lists.values(), tasks, allocated, received)
        return super().get_context_data(
            tasks=[(task, where_done(task)) for task in tasks],
            members=self.case.household,
            steps=[] if self.only_reads else first_steps(self.case),
            closing=closure.closing_of(self.case),
            lists_services=services.recorded(),
            services_received=self._services(allocated, received),
            **lists,
            **kwargs,
        )

    def _services(self, allocated: Iterable[Allocation], received: Iterable[ServiceReceived]) -> list[dict[str, Any]]:
        """What the family has had: the services that it was allocated to, and those recorded one by one; running ones first."""
        rows = [_allocated(one) for one in allocated] + [_received(one, self.case.reference) for one in received]
        return sorted(rows, key=lambda row: (row["until"] is not None, row["since"]))

    def _tasks(self) -> Any:
        found = self.case.tasks.filter(done_at=None).select_related("for_user", "case")
        return with_whose(found.order_by("due_on", "pk"))

    def _plan(self) -> Any:
        """The plan in brief: what is worked towards, each with its open actions."""
        actions = Action.objects.filter(done=None).select_related("owner__user").order_by("due_on", "pk")
        found = self.case.plan_outcomes.filter(reached=None).order_by("made_at", "pk")
        return found.prefetch_related(Prefetch("actions", actions, to_attr="open_actions"))

    def _newest_notes(self) -> Any:
        """The newest that stand, with who was there, and whether the chronology has them."""
        found = notes.with_people(self.case.notes.filter(corrections=None).select_related("author"))
        there = SignificantEvent.objects.filter(note=OuterRef("pk"))
        return found.annotate(in_chronology=Exists(there)).order_by("-happened_on", "-id")[:NEWEST]


def _allocated(row: Allocation) -> dict[str, Any]:
    return {
        "name": services.named(row.service),
        "since": clock.uk_date(row.since),
        "until": clock.uk_date(row.until) if row.until else None,
        "outside_because": row.outside_because,
        "by": f"Allocated to {row.worker} by {row.decided_by}",
    }


def _received(row: ServiceReceived, reference: str) -> dict[str, Any]:
    return {
        "name": services.named(row.service, row.other),
        "person": row.person,
        "provider": row.provider,
        "since": row.since,
        "until": row.until,
        "outside_because": row.outside_because,
        "came_of_it": row.came_of_it,
        "by": f"Recorded by {row.recorded_by} on {clock.uk_date(row.recorded_at):%-d %B %Y}",
        "end": "" if row.until else reverse("cases:end_service", args=[reference, row.pk]),
    }
