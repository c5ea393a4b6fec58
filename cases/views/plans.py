"""The plan: outcomes, actions, reviews, and the family's own copy."""

from datetime import date
from typing import Any
from uuid import UUID

from django.shortcuts import get_object_or_404
from django.urls import reverse

from access import clock, slots
from access.requests import StaffRequest
from cases.forms.plans import ActionForm, EndActionForm, EndOutcomeForm, OutcomeForm, ReviewForm
from cases.models import Action, PlanOutcome, Review
from cases.operations import note_traces, plans, reviews
from cases.views.base import CaseOperationView, CaseView

THEIR_OWN = {"reference", "status", "closed_on", "children", "lead", "lead_phone", "next_review", "needs"}


class Plan(CaseView):
    """What is hoped for, who does what by when, how the reviews went."""

    template_name = "cases/plans/plan.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        self.left_behind, self.kept_back = note_traces.left_behind(self.case), note_traces.kept_back(self.case)
        actions = self.actions()
        outcomes = list(self.case.plan_outcomes.order_by("made_at"))
        today = clock.today()
        return super().get_context_data(
            outcomes=[
                {"outcome": row, "actions": self._said([one for one in actions if one.outcome_id == row.pk], today)}
                for row in outcomes
            ],
            others=self._said([one for one in actions if one.outcome_id is None], today),
            next_review=reviews.next_due(self.case),
            held=self.case.reviews.exclude(held_on=None).select_related("held_by").order_by("-held_on"),
            today=today,
            **kwargs,
        )

    def _said(self, actions: list[Action], today: date) -> list[dict[str, Any]]:
        """Each action with how it stands, in words."""
        return [
            {
                "action": one,
                "who": one.owner.user.name if one.owner else one.owner_words,
                "late": one.done is None and one.due_on < today,
                "struck": _struck(one, self.left_behind),
                "kept_back": one.pk in self.kept_back,
            }
            for one in actions
        ]

    def actions(self) -> list[Action]:
        """Every action, those too that are struck out."""
        return list(self.case.actions.select_related("owner__user").order_by("due_on", "made_at"))


class FamilyCopy(Plan):
    """The plan as the family gets it, to print: outcomes, and the actions that are to be done or are done.

    What was struck out or dropped is not in it, nor what came from a note that is sensitive or about somebody else; and of the
    banner only what they know themselves: no alert and nothing that staff still have to ask.
    """

    template_name = "cases/plans/copy.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        told = [row for foot in slots.on_paper.fillings for row in foot()]
        context = super().get_context_data(who_answers=told, **kwargs)
        return context | {"banner": {name: said for name, said in context["banner"].items() if name in THEIR_OWN}}

    def actions(self) -> list[Action]:
        return [one for one in super().actions() if one.done is not False and one.pk not in self.kept_back]


class PlanStep(CaseOperationView):
    """One change of the plan, and back to it."""

    request: StaffRequest

    def get_success_url(self) -> str:
        return reverse("cases:plan", args=[self.case.reference])

    get_cancel_url = get_success_url


class AddOutcome(PlanStep):
    """A need, and what will be different."""

    form_class = OutcomeForm
    heading = "Add an outcome"
    submit = "Add outcome"
    done_message = "The outcome is in the plan"

    def run(self, answers: dict[str, Any]) -> PlanOutcome:
        return plans.add_outcome(self.case, by=self.request.user, key=answers.pop("once"), **answers)


class AddAction(PlanStep):
    """Who does what by when."""

    form_class = ActionForm
    heading = "Add an action"
    submit = "Add action"
    done_message = "The action is in the plan"

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"case": self.case}

    def run(self, answers: dict[str, Any]) -> Action:
        return plans.add_action(self.case, by=self.request.user, key=answers.pop("once"), **answers)


class EndAction(PlanStep):
    """Done, or dropped."""

    form_class = EndActionForm
    heading = "What became of this action?"
    done_message = "It is recorded"

    @property
    def action(self) -> Action:
        return get_object_or_404(self.case.actions, pk=self.kwargs["action"])

    def run(self, answers: dict[str, Any]) -> Action:
        return plans.end_action(self.action, by=self.request.user, **answers)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"lead": self.action.what}


class EndOutcome(PlanStep):
    """Reached, or given up."""

    form_class = EndOutcomeForm
    heading = "How did this outcome end?"
    done_message = "It is recorded"

    @property
    def outcome(self) -> PlanOutcome:
        return get_object_or_404(self.case.plan_outcomes, pk=self.kwargs["outcome"])

    def run(self, answers: dict[str, Any]) -> PlanOutcome:
        return plans.end_outcome(self.outcome, by=self.request.user, **answers)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"lead": self.outcome.hoped_for}


class HoldReview(PlanStep):
    """How the plan goes, and what follows. The next review is set by the council's clock."""

    form_class = ReviewForm
    heading = "Record a review"
    submit = "Save review"
    done_message = "The review is recorded"

    def get_initial(self) -> dict[str, Any]:
        return {"on": clock.today()}

    def run(self, answers: dict[str, Any]) -> Review:
        return reviews.hold(self.case, by=self.request.user, **answers)


def _struck(action: Action, left_behind: set[UUID]) -> bool:
    """Whether it was dropped because the note that it came from does not say it any more."""
    return action.done is False and action.pk in left_behind
