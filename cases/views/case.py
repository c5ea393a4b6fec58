"""The list of cases and the page of one."""

from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, prefetch_related_objects

from access.readings import record_reading
from access.views.pages import Page
from cases.models import Action, Case, Member, NotePerson, SignificantEvent
from cases.operations.due import where_done
from cases.operations.starting import first_steps
from cases.views.base import CaseView

NEWEST = 5


class Cases(Page):
    """The newest cases that this person works with."""

    template_name = "cases/case/list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        cases = Case.objects.newest_for(self.request.user)
        record_reading("list", by=self.request.user, route="cases:cases", fields=[case.reference for case in cases])
        return super().get_context_data(cases=cases, **kwargs)


class CasePageView(CaseView):
    """One case: what to do next, who is in the family, the referral, the notes."""

    template_name = "cases/case/case.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            notes=self._newest_notes(),
            tasks=[(task, where_done(task)) for task in self._tasks()],
            referrals=self.case.referrals.select_related("organisation", "sent_by"),
            members=self._members(),
            steps=first_steps(self.case),
            outcomes=self._plan(),
            professionals=self.case.professionals.filter(until=None).select_related("organisation").order_by("name"),
            **kwargs,
        )

    def _tasks(self) -> Any:
        found = self.case.tasks.filter(done_at=None).select_related("for_user", "case")
        return found.order_by("due_on", "pk")

    def _plan(self) -> Any:
        """The plan in brief: what is worked towards, each with its open actions."""
        actions = Action.objects.filter(done=None).select_related("owner__user").order_by("due_on", "pk")
        found = self.case.plan_outcomes.filter(reached=None).order_by("made_at", "pk")
        return found.prefetch_related(Prefetch("actions", actions, to_attr="open_actions"))

    def _members(self) -> list[Member]:
        """Who is in the family, each with their addresses."""
        members = self.case.household
        prefetch_related_objects(members, "person__addresses")
        return members

    def _newest_notes(self) -> Any:
        """The newest that stand, with who was there, and whether the chronology has them."""
        people = Prefetch("people", NotePerson.objects.select_related("person"))
        found = self.case.notes.filter(corrections=None).select_related("author").prefetch_related(people)
        there = SignificantEvent.objects.filter(note=OuterRef("pk"))
        return found.annotate(in_chronology=Exists(there)).order_by("-happened_on", "-id")[:NEWEST]
