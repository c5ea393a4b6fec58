"""The hub: its queue, one referral with the decision beside it, its clock, and the list for the next meeting."""

from collections.abc import Iterable
from functools import cached_property
from typing import Any

from django.http import Http404, HttpResponse
from django.urls import reverse

from access import clock
from access.labels import called
from access.models import User
from access.readings import record_reading
from access.requests import StaffRequest
from access.views.pages import Page
from access.views.paging import going_on, place_in
from cases.forms.triage import DecideForm, MatchForm, PauseForm, ResumeForm, SeparateForm
from cases.models import Case, Triage
from cases.models.case import CaseQuerySet, Outcome, Place
from cases.models.triage import Decision
from cases.operations import earlier, eligibility, joining, services, settling, telling, triage, waiting
from cases.operations.referred import Referred
from cases.stages import WAITING, Stage
from cases.views.base import CaseOperationView, MayBeOvertaken
from earlyhelp.database.together import ask_together

SHOWN = 50


def _waiting(user: User, *stages: str, after: Place | None = None) -> CaseQuerySet:
    """The cases that wait at these stages, oldest first, and one more than a page shows."""
    found = telling.with_sender(waiting.with_newest(Case.objects.all()))
    return found.oldest_waiting(user, *stages, size=SHOWN + 1, after=after)


def _rows(request: StaffRequest, cases: Iterable[Any]) -> list[dict[str, Any]]:
    """Each case with its clock in words and where it came from."""
    rows = []
    for case in cases:
        ended = waiting.ended_at(case.newest_decision, case.newest_decided_at)
        running = waiting.clock_of(case, request.now, decided_at=ended)
        left = case.stage == Stage.ASKED and not case.sender_at_work
        rows.append({"case": case, "clock": running, "left": left, "referral": next(iter(case.referrals.all()), None)})
    return rows


class Queue(Page):
    """What waits for the hub, oldest first, whatever its source and channel."""

    request: StaffRequest
    template_name = "cases/triage/queue.html"
    stages: tuple[str, ...] = WAITING

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        asked = self.request.GET.get("stage", "")
        stages = (asked,) if asked in WAITING else self.stages
        after = place_in(self.request.GET.get("after", ""))
        cases = _waiting(self.request.user, *stages, after=after)
        oldest = waiting.oldest_to_decide(self.request.user, *stages)
        ask_together(cases, *([] if after else [oldest]))
        rows = _rows(self.request, cases)
        shown = rows[:SHOWN]
        record_reading(
            "list",
            by=self.request.user,
            route=self.request.resolver_match.view_name,
            fields=[row["case"].reference for row in shown],
        )
        filters = [
            {
                "text": words,
                "href": f"{self.request.path}?stage={code}" if code else self.request.path,
                "active": code == asked,
            }
            for code, words in (("", "All"), *((stage.value, stage.worded) for stage in WAITING))
        ]
        return super().get_context_data(
            rows=shown,
            later=going_on(shown[-1]["case"].received_at, shown[-1]["case"].pk, stage=asked)
            if len(rows) > SHOWN
            else "",
            filters=filters,
            stage=asked,
            oldest=None if after or not shown else _to_decide(oldest),
            **kwargs,
        )


class Meeting(Queue):
    """What is for the next meeting, decided one by one; or several allocated at once."""

    template_name = "cases/triage/meeting.html"
    stages = (Stage.FOR_MEETING,)


class Decide(CaseOperationView, MayBeOvertaken):
    """One referral on one screen: what was sent, what is missing, what was decided before; the decision beside it."""

    request: StaffRequest
    template_name = "cases/triage/decide.html"
    form_class = DecideForm
    heading = "Referral"
    submit = "Record decision"

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"referred": self.referred, "possible": self.possible}

    @cached_property
    def referred(self) -> Referred:
        """What there is about it, asked for once."""
        return Referred.of(self.case)

    @cached_property
    def possible(self) -> list[settling.PossibleMatch]:
        """Who outside the referral may be the same person."""
        return settling.possible_matches(self.case, self.request.user, decided=self.referred.matches)

    def run(self, answers: dict[str, Any]) -> Triage:
        once, seen = answers.pop("once"), answers.pop("seen").get(self.case.pk, "")
        answers.pop("joins")
        return triage.decide(self.case, by=self.request.user, key=once, seen=seen, **answers)

    def get_success_url(self) -> str:
        """To whom to allocate; what to do to step up; or the queue, or the oldest that waits."""
        self.case.refresh_from_db()
        if self.case.stage != Stage.CLOSED and self.result.decision in (Decision.ALLOCATE, Decision.STEP_UP):
            page = "cases:allocate" if self.result.decision == Decision.ALLOCATE else "cases:decide"
            return reverse(page, args=[self.case.reference])
        following = (
            _to_decide(waiting.oldest_to_decide(self.request.user, Stage.RECEIVED))
            if "next" in self.request.POST
            else ""
        )
        return following or reverse("cases:queue")

    def get_cancel_url(self) -> str:
        return reverse("cases:queue")

    def form_valid(self, form: Any) -> HttpResponse:
        self.done_message = "The decision is recorded"
        return super().form_valid(form)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = self.referred
        return super().get_context_data(
            referrals=found.referrals,
            members=self.case.household,
            missing=triage.missing(self.case),
            by_age=eligibility.by_age(one for one in self.case.children if one.died_on is None),
            decided=self._decided(),
            levels_judged=found.levels,
            nobody_to_tell=found.nobody_to_tell,
            messages_sent=found.messages,
            matches=self.possible,
            professionals=found.professionals,
            family_told=found.family_told,
            joined_to=found.joined_to,
            earlier=earlier.earlier_cases(self.case),
            clock=waiting.clock_of(self.case, clock.now(), found.pauses, found.ended_at) if found.waits else None,
            paused=found.paused,
            stepping_up=found.stepping_up and found.waits,
            waits=found.waits,
            **kwargs,
        )

    def _decided(self) -> list[tuple[Triage, str]]:
        """What was decided so far, newest first, each with what its service is called."""
        return [(one, services.named(one.service) if one.service else "") for one in self.referred.decided]


class SettleMatch(CaseOperationView):
    """One possible match: both sides in words, what speaks for it, and the decision with its reason."""

    request: StaffRequest
    template_name = "cases/triage/match.html"
    form_class = MatchForm
    heading = "Are they the same person?"
    submit = "Record"
    done_message = "It is recorded. Nothing was joined: both records stay as they are."

    @property
    def found(self) -> settling.PossibleMatch:
        about = {"of": self.kwargs["person"], "other": self.kwargs["other"]}
        found = settling.possible_match(self.case, self.request.user, **about)
        if found is None or found.candidate.restricted:
            raise Http404
        return found

    def run(self, answers: dict[str, Any]) -> Any:
        found = self.found
        return settling.settle(
            self.case,
            person=found.person,
            other_key=found.candidate.person_key,
            reasons=found.candidate.reasons,
            by=self.request.user,
            **answers,
        )

    def get_success_url(self) -> str:
        """Where they came from: the hub's page of the referral, or the case of whoever works with the family."""
        if "hub" in self.request.staff.roles:
            return reverse("cases:decide", args=[self.case.reference])
        return self.case.get_absolute_url()

    get_cancel_url = get_success_url

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(match=self.found, today=clock.today(), **kwargs)


class Separate(CaseOperationView):
    """A referral that was joined to the wrong case waits for the hub again."""

    request: StaffRequest
    form_class = SeparateForm
    heading = "It was joined to the wrong case"
    lead = called(
        "The team of that case sees this referral no more. It waits for the {hub}’s decision again, and its clock has run all the time."
    )
    submit = "Take it back"
    done_message = called("The referral is back with the {hub}")

    def look_up(self) -> None:
        if self.case.outcome != Outcome.ATTACHED:
            raise Http404

    def run(self, answers: dict[str, Any]) -> Case:
        return joining.separate(self.case, by=self.request.user, **answers)

    def get_success_url(self) -> str:
        return reverse("cases:decide", args=[self.case.reference])

    get_cancel_url = get_success_url


class ClockStep(CaseOperationView):
    """The hub's clock stands still, or runs on; and back to the referral."""

    request: StaffRequest

    def get_success_url(self) -> str:
        return reverse("cases:decide", args=[self.case.reference])

    get_cancel_url = get_success_url


class PauseClock(ClockStep):
    """Let the clock stand still, with a reason."""

    form_class = PauseForm
    heading = "Pause the clock"
    submit = "Pause"
    done_message = "The clock stands still"

    def run(self, answers: dict[str, Any]) -> Any:
        return triage.pause(self.case, by=self.request.user, **answers)


class ResumeClock(ClockStep):
    """Let the clock run again."""

    form_class = ResumeForm
    heading = "Let the clock run again"
    submit = "Run"
    done_message = "The clock runs again"

    def run(self, answers: dict[str, Any]) -> Any:
        return triage.resume(self.case, by=self.request.user)


def _to_decide(oldest: CaseQuerySet) -> str:
    """The address of the one that is to be decided; nothing where there is none."""
    return next((reverse("cases:decide", args=[one.reference]) for one in oldest), "")
