"""What may leave for research: per study what the notice says, what was specified, who approved it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse

from access import notice
from access.grants import may
from access.models import User
from access.requests import StaffRequest
from access.views.pages import OperationView, Page
from earlyhelp.govuk.words import day
from earlyhelp.policy.notice import Reading
from earlyhelp.policy.sharing import Research
from sharing.forms.extracts import ApproveForm, EndForm, ExtractForm
from sharing.models import Extract
from sharing.operations import extracts, studies
from sharing.operations import study_words as words

STATES = {  # code of the tag's colour, and its words
    "waiting": ("amber", "Waiting for approval"),
    "approved": ("green", "Approved"),
    "ended": ("grey", "Ended"),
    "wrong": ("red", "Outside the notice"),
    "nothing": ("grey", "Nothing may leave"),
}


@dataclass(frozen=True)
class Shown:
    """One specification with what stands in the way of it; `state` is a key of STATES."""

    extract: Extract
    missing: list[str]

    @property
    def state(self) -> str:
        return "wrong" if self.missing and self.extract.state == "approved" else self.extract.state

    @property
    def tag(self) -> tuple[str, str]:
        return STATES[self.state]


@dataclass(frozen=True)
class OfStudy:
    """A study of the notice in force with its specifications, newest first."""

    said: Research
    rows: list[Shown]
    owed: list[Reading]

    @property
    def terms(self) -> list[tuple[str, str]]:
        return terms(self.said)

    @property
    def tag(self) -> tuple[str, str]:
        """How it stands: what is in force speaks first, then what waits."""
        states = [row.state for row in self.rows]
        return STATES[next((state for state in ("wrong", "approved", "waiting") if state in states), "nothing")]


@dataclass(frozen=True)
class Only:
    """Some of the specifications: what they are called, and which they are for whoever looks."""

    words: str
    takes: Callable[[Shown, User], bool]


ONLY = {
    "waiting": Only(
        "those that wait for your approval",
        lambda row, user: row.state == "waiting" and row.extract.proposed_by != user,
    ),
    "wrong": Only("those that say more than the notice in force allows", lambda row, user: row.state == "wrong"),
}


def shown(extract: Extract) -> Shown:
    stands = extract.state != "ended"
    return Shown(extract, [one.sentence for one in extracts.missing(extract)] if stands else [])


def terms(study: Research) -> list[tuple[str, str]]:
    """What the notice says of a study, each with its heading."""
    years = study.destroy_after_years
    told = [
        ("To whom", study.recipient),
        ("On behalf of", ", ".join(study.commissioners)),
        ("For", studies.purpose(study.purpose)),
        ("About", studies.cohort(study.cohort)),
        ("Linked with what is known to", ", ".join(study.linked_with)),
        ("Columns", ", ".join(map(studies.column, study.columns)) or "the notice lists none"),
        ("Who takes the names away", words.ANONYMISED[studies.anonymised(study)]),
        ("What comes back", words.RESEARCH_RETURNS[study.comes_back]),
        ("Who can stay out of it", words.OPT_OUTS[study.opt_out]),
        ("On condition", "; ".join(words.RESEARCH_CONDITIONS[one] for one in study.conditions)),
        ("Destroyed", f"{years} years after {words.STARTS[study.destroy_from]}" if years else "not said"),
        ("Where the notice says so", study.source),
    ]
    return [(heading, sentence(said)) for heading, said in told if said]


def sentence(said: str) -> str:
    return said[:1].upper() + said[1:]


class Extracts(Page):
    """Each study of the notice with what may leave for it; then what was specified for studies that the notice names no more.

    `?show=waiting` shows those alone that wait for whoever looks, `?show=wrong` those in force that no longer fit.
    """

    template_name = "sharing/extracts/list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        policy, only = notice.policy(), ONLY.get(self.request.GET.get("show", ""))
        found = [shown(one) for one in Extract.objects.select_related("proposed_by").order_by("study", "-number")]
        rows = [row for row in found if only is None or only.takes(row, self.request.user)]
        named = {one.code for one in policy.research}
        of_studies = [
            OfStudy(one, [row for row in rows if row.extract.study == one.code], studies.owed(one))
            for one in policy.research
        ]
        return super().get_context_data(
            policy=policy,
            only=only,
            studies=[one for one in of_studies if only is None or one.rows],
            others=[row for row in rows if row.extract.study not in named],
            may_specify=may(self.request.user, extracts.SPECIFY),
            **kwargs,
        )


class SpecifyExtract(OperationView):
    """Specify what may leave for a study."""

    template_name = "sharing/extracts/specify.html"
    form_class = ExtractForm
    heading = "Specify what may leave"
    submit = "Specify"
    done_message = "It is specified. Somebody else has to approve it before anything may leave under it"

    @property
    def study(self) -> Research:
        if found := studies.study(self.kwargs["study"]):
            return found
        raise Http404

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"study": self.study}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = [shown(one) for one in Extract.objects.filter(study=self.study.code).waiting()]
        return super().get_context_data(of_study=OfStudy(self.study, rows, studies.owed(self.study)), **kwargs)

    def run(self, answers: dict[str, Any]) -> Extract:
        return extracts.specify(self.kwargs["study"], by=self.request.user, key=answers.pop("once"), **answers)

    def get_success_url(self) -> str:
        return reverse("sharing:extract", args=[self.result.pk])

    def get_cancel_url(self) -> str:
        return reverse("sharing:extracts")


class ExtractPage(Page):
    """One specification: what it says, what stands in the way, who did what when."""

    template_name = "sharing/extracts/extract.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        row = get_object_or_404(Extract.objects.select_related("notice", "proposed_by"), pk=self.kwargs["extract"])
        mine, approves = row.proposed_by_id == self.request.user.pk, may(self.request.user, extracts.APPROVE)
        one = shown(row)
        waits = row.state == "waiting" and approves
        return super().get_context_data(
            one=one,
            study=study_of(row),
            says=says(row),
            names=row.anonymised != "before_it_leaves",
            steps=steps(row),
            others=Extract.objects.filter(study=row.study).exclude(pk=row.pk).order_by("-number"),
            may_approve=waits and not mine and not one.missing,
            needs_another=waits and mine,
            may_end=approves and row.state != "ended",
            **kwargs,
        )


def study_of(row: Extract) -> str:
    """The name of its study; its code where the notice in force names it no more."""
    found = studies.study(row.study)
    return found.study if found else row.study


def says(row: Extract) -> list[tuple[str, str]]:
    """What a specification says, each with its heading."""
    return [
        ("To whom", row.recipient),
        *([("On behalf of", ", ".join(row.commissioners))] if row.commissioners else []),
        ("For", studies.purpose(row.purpose)),
        ("About", sentence(studies.cohort(row.cohort))),
        ("Columns", sentence(", ".join(map(studies.column, row.columns)))),
        ("Who takes the names away", sentence(words.ANONYMISED[row.anonymised])),
        ("How it travels", row.get_travels_display()),
        ("Leaves on", day(row.leaves_on)),
        ("Destroyed by", day(row.destroy_by)),
        ("Why these columns", row.because),
        ("Where the notice says so", f"{row.notice}: {row.source}"),
    ]


def steps(row: Extract) -> list[tuple[str, Any]]:
    """What was done with it, first things first, each with its version."""
    versions = row.history.select_related("history_user").order_by("history_date", "history_id")
    return [("Ended" if one.ended_at else "Approved" if one.approved_at else "Specified", one) for one in versions]


class Decide(OperationView):
    """A form about one specification; back to it when it is done."""

    request: StaffRequest
    template_name = "sharing/extracts/decide.html"

    @property
    def extract(self) -> Extract:
        return get_object_or_404(Extract, pk=self.kwargs["extract"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        row = self.extract
        return super().get_context_data(one=shown(row), study=study_of(row), says=says(row), **kwargs)

    def get_success_url(self) -> str:
        return reverse("sharing:extract", args=[self.kwargs["extract"]])

    get_cancel_url = get_success_url


class ApproveExtract(Decide):
    """The other person's yes."""

    form_class = ApproveForm
    heading = "Approve what may leave"
    lead = "Read each line first. Once you approve it, this may leave, and nothing else for this study."
    submit = "Approve"
    done_message = "It is approved"

    def run(self, answers: dict[str, Any]) -> Extract:
        return extracts.approve(self.extract, by=self.request.user, **answers)


class EndExtract(Decide):
    """Nothing more under it."""

    form_class = EndForm
    heading = "End this specification"
    lead = "From then on nothing may leave under it. It stays here to be read."
    submit = "End it"
    done_message = "It has ended: nothing may leave under it"

    def run(self, answers: dict[str, Any]) -> Extract:
        return extracts.end(self.extract, by=self.request.user, **answers)
