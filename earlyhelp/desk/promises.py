"""The promises of the notice in force, each with its light, the evidence and who puts it right; and what Today says of them."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import Http404
from django.urls import reverse

from access import notice
from access.grants import allows
from access.labels import worded
from access.models import Light, PromiseState, Staff
from access.operations import promises
from access.roles import Role
from access.routes import opens
from access.slots import Job
from access.views.pages import OperationView, Page
from earlyhelp.desk import doubts
from earlyhelp.policy import UnknownCode
from earlyhelp.policy.notice import Promise
from earlyhelp.policy.proofs import proofs
from earlyhelp.policy.vocabulary import AREAS, CAPABILITIES

# Where what was counted can be seen, by the kind of evidence; each reader gets those that their role opens.
PAGES = {
    "bases": ("desk:processing", "sharing:log"),
    "recipients": ("sharing:log",),
    "purposes": ("desk:processing", "sharing:log"),
    "told": ("sharing:log", "desk:privacy"),
    "consent": ("desk:privacy",),
    "categories": ("desk:asked",),
    "period": ("retention:records",),
    "places": ("desk:privacy",),
}
PAGE_NAMES = {
    "desk:processing": "Record of processing activities",
    "sharing:log": "Log of what was shared",
    "desk:privacy": "What families are told",
    "desk:asked": "What we ask about people, and why we may",
    "retention:records": "Records and how long they are kept",
}
READERS = {"dpo", "records_manager"}  # of every promise; anybody else reads the one that they were asked to put right
NOT_LOOKED = "Not looked at yet: every promise is looked at in the night."


@dataclass(frozen=True)
class Row:
    """A promise with how it stands; `state` is None before the first night."""

    promise: Promise
    state: PromiseState | None
    roles: Sequence[Role] = ()

    @property
    def pages(self) -> list[tuple[str, str]]:
        """Where this reader sees what was counted: the name of each page, and its address."""
        named = dict.fromkeys(name for kind in self.promise.evidence for name in PAGES[kind])
        return [
            (PAGE_NAMES[name], reverse(name)) for name in named if name == "desk:privacy" or opens(name, [*self.roles])
        ]

    @property
    def tests(self) -> tuple[str, ...]:
        """The tests that prove it."""
        return proofs().get(self.promise.code, ())

    @property
    def light(self) -> str:
        """The code of the light; amber before the first night."""
        return self.state.light if self.state else Light.AMBER.value

    @property
    def word(self) -> str:
        return Light(self.light).label

    @property
    def because(self) -> list[str]:
        return self.state.because.splitlines() if self.state else [NOT_LOOKED]

    @property
    def waits_for(self) -> str:
        """The part of the program that is still to come, or nothing."""
        return "" if self.promise.delivered else worded(CAPABILITIES[self.promise.capability])


def rows(light: str = "", roles: Sequence[Role] = ()) -> list[Row]:
    """Every promise of the notice in force, or those with one light, in the order of the notice."""
    states = {one.code: one for one in PromiseState.objects.filter(notice=notice.version()).select_related("owner")}
    found = [Row(one, states.get(one.code), roles) for one in notice.policy().promises]
    return [row for row in found if light in ("", row.light)]


def by_area(found: Iterable[Row]) -> list[tuple[str, list[Row]]]:
    """Rows below the headings that a DPO thinks in; empty ones are left out."""
    grouped: dict[str, list[Row]] = {area: [] for area in AREAS}
    for row in found:
        grouped[row.promise.area].append(row)
    return [(worded(AREAS[area]), named) for area, named in grouped.items() if named]


class Promises(Page):
    """Green, amber and red, with how many of each; `?light=red` shows those alone."""

    template_name = "desk/promises/list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        wanted = self.request.GET.get("light", "")
        wanted = wanted if wanted in Light.values else ""
        everything = rows(roles=self.request.staff.known_roles)
        counts = Counter(row.light for row in everything)
        checked = max((row.state.checked_at for row in everything if row.state), default=None)
        return super().get_context_data(
            areas=by_area(row for row in everything if wanted in ("", row.light)),
            processing=opens("desk:processing", self.request.staff.known_roles),
            samples=opens("cases:quality", self.request.staff.known_roles) and notice.policy().purposes_of("assurance"),
            lights=[(light, counts[light.value]) for light in Light],
            wanted=wanted and Light(wanted),
            total=len(everything),
            checked=checked,
            doubts=len(doubts.rows()),
            policy=notice.policy(),
            **kwargs,
        )


class OnePromise(Page):
    """One promise: the notice's paragraph, how the program keeps it, what was found, and the nights before."""

    template_name = "desk/promises/one.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        row = _row(self.kwargs["code"], self.request.staff.known_roles)
        if row.state is None and not READERS & set(self.request.staff.roles):
            raise Http404
        nights = row.state.history.order_by("-history_date")[:30] if row.state else []
        may = allows(self.request.staff, "access.answer_promise")
        return super().get_context_data(row=row, changes=_changes(nights), may_answer=may, **kwargs)


def _row(code: str, roles: Sequence[Role] = ()) -> Row:
    try:
        promise = notice.policy().promise(code)
    except UnknownCode:
        raise Http404 from None
    states = PromiseState.objects.filter(notice=notice.version(), code=code).select_related("owner")
    return Row(promise, states.first(), roles)


def _changes(nights: Iterable[Any]) -> list[Any]:
    """The versions at which something changed, newest first: thirty nights that say the same are one line."""
    kept: list[Any] = []
    for version in reversed(list(nights)):
        if not kept or (kept[-1].light, kept[-1].because) != (version.light, version.because):
            kept.append(version)
    return kept[::-1]


class AnswerForm(forms.Form):
    """Who puts it right, and why they."""

    owner = forms.ModelChoiceField(
        queryset=Staff.objects.none(),
        label="Who puts it right?",
        empty_label="Choose somebody",
        error_messages={"required": "Choose somebody", "invalid_choice": "Choose somebody from the list"},
    )
    because = forms.CharField(
        label="What is to be done?",
        widget=forms.Textarea,
        max_length=2_000,
        error_messages={"required": "Write what is to be done"},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        colleagues = Staff.objects.filter(is_active=True, user__is_active=True, organisation__kind="council")
        self.fields["owner"].queryset = colleagues.select_related("user").order_by("user__name")  # type: ignore[attr-defined]  # of a ModelChoiceField


class AnswerPromise(OperationView):
    """Name who puts a red promise right."""

    form_class = AnswerForm
    heading = "Who puts this right?"
    done_message = "It stands on their Today page until the promise is kept again"

    def run(self, answers: dict[str, Any]) -> PromiseState:
        row = _row(self.kwargs["code"])
        if row.state is None:
            raise Http404
        return promises.give_to(row.state, answers["owner"], because=answers["because"], by=self.request.user)

    def get_success_url(self) -> str:
        return reverse("desk:promise", args=[self.kwargs["code"]])

    get_cancel_url = get_success_url


def jobs_of(staff: Staff) -> list[Job]:
    """For the DPO what is red; for whoever was asked to put one right, theirs."""
    red = PromiseState.objects.filter(notice__fingerprint=notice.base().fingerprint, light=Light.RED)
    mine = red.filter(owner=staff.user)
    found = []
    if allows(staff, "access.answer_promise"):
        found.append(Job("promise not kept", "promises not kept", red.count(), f"{reverse('desk:promises')}?light=red"))
    found.extend(
        Job(f"promise for you to put right: {one.code}", "", 1, reverse("desk:promise", args=[one.code]))
        for one in mine
    )
    return [job for job in found if job.count]
