"""Samples for quality assurance: the list, drawing one, reading one without anybody's name, ending it.

Read and drawn by the Data Protection Officer: the one role that sees across cases without a name, has no part in the work that is
judged, and keeps the log of who read what.
"""

from typing import Any

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.generic import View

from access import notice
from access.readings import record_reading
from access.views.pages import OperationView, Page
from access.views.paging import numbered
from cases.forms.quality import DrawForm, EndForm
from cases.models import QualitySample
from cases.models.case import Outcome
from cases.operations import quality
from cases.operations.quality import Judged
from cases.stages import Stage
from earlyhelp.govuk.words import day

ROUTE = "cases:quality_sample"
SHOWN = 100


class OfQuality(View):
    """A page that is there only where the notice in force names a purpose of assurance."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not quality.purposes():
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    @property
    def sample(self) -> QualitySample:
        found = QualitySample.objects.select_related("team", "drawn_by", "ended_by", "notice")
        return get_object_or_404(found, pk=self.kwargs["sample"])


class Samples(OfQuality, Page):
    """Every sample, newest first, with whether it can still be read."""

    template_name = "govuk/list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = QualitySample.objects.select_related("drawn_by").order_by("-drawn_on", "-pk")
        page = numbered(found, self.request.GET, SHOWN)
        return super().get_context_data(
            heading="Samples for quality assurance",
            lead="A few cases at a time, drawn at random and read without anybody’s name, until a day.",
            action={"text": "Draw a sample", "href": reverse("cases:draw_sample")},
            back={"text": "All promises", "href": reverse("desk:promises")},
            caption="Samples, newest first",
            head=["Drawn on", "For", "Drawn by", "Where it stands"],
            rows=[_row(row) for row in page.rows],
            newer=page.before,
            older=page.after,
            empty="No sample has been drawn yet, so nobody reads cases to judge quality.",
            **kwargs,
        )


def _row(row: QualitySample) -> list[Any]:
    there = {"text": day(row.drawn_on), "href": reverse(ROUTE, args=[row.pk]), "hidden": purpose_of(row)}
    return [there, purpose_of(row), row.drawn_by.name, standing(row)]


def purpose_of(sample: QualitySample) -> str:
    """For what it was drawn, in the notice's words; a code of an older notice is shown as it is."""
    return next((one.label for one in notice.policy().purposes if one.code == sample.purpose), sample.purpose)


def standing(sample: QualitySample) -> str:
    """Whether it can be read, and until when it could."""
    if sample.is_live:
        return f"Can be read until {day(sample.until)}"
    return f"Ended early on {day(sample.ended_at)}" if sample.ended_at else f"Ended on {day(sample.until)}"


class DrawSample(OfQuality, OperationView):
    """Draw one."""

    form_class = DrawForm
    heading = "Draw a sample"
    lead = "The database chooses among the cases that came in these days. You see days, counts and outcomes: no name and no words."
    submit = "Draw the sample"
    done_message = "The sample is drawn"

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"purposes": quality.purposes()}

    def get_initial(self) -> dict[str, Any]:
        named = quality.purposes()
        return super().get_initial() | ({"purpose": named[0].code} if len(named) == 1 else {})

    def run(self, answers: dict[str, Any]) -> QualitySample:
        return quality.draw(answers.pop("purpose"), by=self.request.user, key=answers.pop("once"), **answers)

    def get_success_url(self) -> str:
        return reverse(ROUTE, args=[self.result.pk])

    def get_cancel_url(self) -> str:
        return reverse("cases:quality")


class SamplePage(OfQuality, Page):
    """One sample. Each opening is noted: once as a list, and once with each case that it shows."""

    template_name = "cases/quality/sample.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        sample = self.sample
        rows = quality.judged(sample)
        self._note(sample, rows)
        kwargs["sample"] = sample  # in place of its key
        return super().get_context_data(
            standing=standing(sample), says=says(sample), rows=[Row(one) for one in rows], **kwargs
        )

    def _note(self, sample: QualitySample, rows: list[Judged]) -> None:
        because = f"Sample drawn on {day(sample.drawn_on)}"
        noted: dict[str, Any] = {"by": self.request.user, "route": ROUTE, "because": because}
        record_reading("list", fields=[one.reference for one in rows], **noted)
        for one in rows:
            record_reading("list", case=one, **noted)


class Row:
    """A drawn case as its line says it."""

    def __init__(self, judged: Judged) -> None:
        self.judged = judged

    @property
    def stage(self) -> str:
        """How it ended, or where it stands."""
        one = self.judged
        if not one.closed_on:
            return Stage(one.stage).worded
        return f"{Outcome(one.outcome).label if one.outcome else 'Closed'}, {day(one.closed_on)}"

    @property
    def seen_alone(self) -> str:
        """Whether each child of the family has been seen alone, in words."""
        one = self.judged
        if not one.children:
            return "no child"
        return "yes" if one.children_alone == one.children else "not all" if one.children_alone else "no"


def says(sample: QualitySample) -> list[tuple[str, str]]:
    """What a sample is, each with its heading."""
    told = [
        ("For", purpose_of(sample)),
        ("Why", sample.because),
        ("Drawn by", f"{sample.drawn_by} on {day(sample.drawn_on)}"),
        ("Out of", f"Referrals from {day(sample.received_from)} to {day(sample.received_to)}, {_whose(sample)}"),
        ("How many", f"{sample.number} at most, at random"),
        ("Last day", day(sample.until)),
        (
            "Ended early",
            f"{sample.ended_by} on {day(sample.ended_at)}: {sample.ended_because}" if sample.ended_at else "",
        ),
    ]
    return [(heading, words) for heading, words in told if words]


def _whose(sample: QualitySample) -> str:
    return f"held by {sample.team}" if sample.team else "all teams"


class EndSample(OfQuality, OperationView):
    """Nobody reads it from now on."""

    form_class = EndForm
    heading = "End this sample"
    lead = "From then on it shows no case. Who drew it, and why, stays to be read."
    submit = "End it"
    done_message = "The sample has ended: it shows no case any more"

    def run(self, answers: dict[str, Any]) -> QualitySample:
        return quality.end(self.sample, by=self.request.user, **answers)

    def get_success_url(self) -> str:
        return reverse(ROUTE, args=[self.kwargs["sample"]])

    get_cancel_url = get_success_url
