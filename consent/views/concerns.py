"""Concerns about how information is used: recording one, the DPO's list, and one with its steps."""

from typing import Any

from django.db.models import F
from django.shortcuts import get_object_or_404
from django.urls import reverse

from access import notice
from access.errors import Refused
from access.grants import may
from access.readings import record_reading
from access.views.pages import OperationView, Page
from access.views.paging import numbered
from cases.models import Case
from consent.forms.concerns import AcknowledgeForm, AnswerForm, AnyConcernForm, CloseForm, ConcernForm, HandOverForm
from consent.models import Concern
from consent.models.concerns import ConcernQuerySet
from consent.operations import concerns
from consent.views.privacy import AboutSomebodyView
from earlyhelp.govuk.words import day

SHOWN = 100
DONE = "The concern is recorded"
KINDS = {"open": "Open concerns", "late": "Concerns that are late"}  # what the address may ask for


class RecordConcern(AboutSomebodyView):
    """About a case, by whoever works with it; back to its privacy tab."""

    form_class = ConcernForm
    heading = "Record a concern"
    done_message = DONE

    @property
    def lead(self) -> str:  # type: ignore[override]  # it names whom the notice names
        return f"A question or worry about how information is used.{turn_to()}"

    def run(self, answers: dict[str, Any]) -> Concern:
        return concerns.record(self.case, by=self.request.user, key=answers.pop("once"), **answers)


def turn_to() -> str:
    """Whom the notice in force names for a concern, for whoever takes one down; empty where it gives nobody's address."""
    ways = [way for one in notice.policy().contacts if one.code == "dpo" for way in one.ways]
    return f" Families may also write to the Data Protection Officer themselves: {', '.join(ways)}." if ways else ""


class Concerns(Page):
    """All concerns for the DPO: open ones first, soonest due on top; what is late says so. `?show=late` shows those alone."""

    template_name = "govuk/list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        shown = self.request.GET.get("show", "")
        found = _of_kind(concerns.seen_by(self.request.user).select_related("case", "owner"), shown)
        page = numbered(
            found.order_by(F("closed_on").desc(nulls_first=True), "answer_by", "pk"), self.request.GET, SHOWN
        )
        record_reading(
            "list", by=self.request.user, route="consent:concerns", fields=[str(row.pk) for row in page.rows]
        )
        return super().get_context_data(
            heading=KINDS.get(shown, "Concerns"),
            lead=f"Questions and worries about how information is used. Each has somebody who answers it.{turn_to()}",
            action={"text": "Record a concern", "href": reverse("consent:log_concern")},
            caption=KINDS.get(shown, "Concerns, open ones first"),
            head=["Came on", "About", "Who answers", "Where it stands"],
            rows=[_row(row) for row in page.rows],
            newer=page.before,
            older=page.after,
            empty=f"No concern is {shown}." if shown in KINDS else "Nobody has raised a concern yet.",
            next_step={"text": "Read what families are told", "href": reverse("desk:privacy")},
            back={"text": "All concerns", "href": reverse("consent:concerns")} if shown in KINDS else None,
            **kwargs,
        )


def _of_kind(found: ConcernQuerySet, shown: str) -> ConcernQuerySet:
    """Those that the address asks for; all of them where it asks for none that there is."""
    return {"open": found.open, "late": found.late}.get(shown, found.all)()


def _row(row: Concern) -> list[Any]:
    about = row.case.reference if row.case else "No case"
    there = {"text": day(row.received_on), "href": reverse("consent:concern", args=[row.pk]), "hidden": about}
    return [there, about, row.owner.name, concerns.standing(row)]


class LogConcern(OperationView):
    """About any case or none, by the DPO."""

    form_class = AnyConcernForm
    heading = "Record a concern"
    lead = "A question or worry about how information is used."
    done_message = DONE

    def run(self, answers: dict[str, Any]) -> Concern:
        case = self._case(answers.pop("case_reference"))
        return concerns.record(case, by=self.request.user, key=answers.pop("once"), **answers)

    def _case(self, reference: str) -> Case | None:
        wanted = reference.strip().upper()
        if not wanted:
            return None
        if found := Case.objects.filter(reference=wanted).first():
            return found
        raise Refused("There is no case with this reference. Check the letters, or leave it empty.", "case_reference")

    def get_success_url(self) -> str:
        return reverse("consent:concern", args=[self.result.pk])

    def get_cancel_url(self) -> str:
        return reverse("consent:concerns")


class OneConcern:
    """A page about one concern, found among those that this person may read. Each opening is noted."""

    request: Any
    kwargs: dict[str, Any]
    concern: Concern

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        found = concerns.seen_by(request.user).select_related("case", "owner", "recorded_by")
        self.concern = get_object_or_404(found, pk=kwargs.pop("concern"))
        case = self.concern.case
        response = super().dispatch(request, *args, **kwargs)  # type: ignore[misc]  # a mixin before a View
        record_reading(  # not before it is known that there is something to show
            "concern",
            by=request.user,
            route=request.resolver_match.view_name,
            case=case,
            fields=[str(self.concern.pk)],
        )
        return response

    def get_success_url(self) -> str:
        return reverse("consent:concern", args=[self.concern.pk])

    get_cancel_url = get_success_url


class ConcernPage(OneConcern, Page):
    """What it is, where it stands, and what comes next."""

    template_name = "consent/concerns/concern.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        one, user = self.concern, self.request.user
        return super().get_context_data(
            concern=one,
            standing=concerns.standing(one),
            late=concerns.is_late(one),
            why_then=" ".join(concerns.due(one.received_on).because),
            may_answer=concerns.answers_for(one, user),
            sees_all=may(user, concerns.ANSWER_ANY),
            steps=one.history.select_related("history_user").order_by("history_id"),
            **kwargs,
        )


class Acknowledge(OneConcern, OperationView):
    """They were told that it came."""

    form_class = AcknowledgeForm
    heading = "Record the acknowledgement"
    done_message = "The acknowledgement is recorded"

    def run(self, answers: dict[str, Any]) -> Concern:
        return concerns.acknowledge(self.concern, by=self.request.user, **answers)


class Answer(OneConcern, OperationView):
    """What was answered."""

    form_class = AnswerForm
    heading = "Record the answer"
    done_message = "The answer is recorded"

    def run(self, answers: dict[str, Any]) -> Concern:
        return concerns.answer(self.concern, by=self.request.user, **answers)


class Close(OneConcern, OperationView):
    """Nothing is left to do."""

    form_class = CloseForm
    heading = "Close the concern"
    submit = "Close the concern"
    done_message = "The concern is closed"

    def run(self, answers: dict[str, Any]) -> Concern:
        return concerns.close(self.concern, by=self.request.user, **answers)


class HandOver(OneConcern, OperationView):
    """Somebody else answers it."""

    form_class = HandOverForm
    heading = "Ask somebody else to answer"
    done_message = "Somebody else answers it from now on"

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"case": self.concern.case}

    def run(self, answers: dict[str, Any]) -> Concern:
        return concerns.hand_over(self.concern, by=self.request.user, **answers)
