"""Holds: what must not be destroyed for now."""

from typing import Any

from django.shortcuts import get_object_or_404
from django.urls import reverse

from access import clock
from access.readings import record_reading
from access.views.pages import OperationView, Page
from access.views.paging import numbered
from earlyhelp.govuk.words import day
from retention.forms.holds import PlaceForm, ReleaseForm
from retention.models import Hold
from retention.operations import holds

SHOWN = 100


class Holds(Page):
    """Holds in force, those to be looked at first on top."""

    template_name = "govuk/list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = Hold.objects.filter(released_at=None).select_related("placed_by").order_by("review_on", "pk")
        page = numbered(found, self.request.GET, SHOWN)
        record_reading("list", by=self.request.user, route="retention:holds", fields=[str(row.pk) for row in page.rows])
        today = clock.today()
        return super().get_context_data(
            heading="Holds",
            back={"text": "Records", "href": reverse("retention:records")},
            lead="What is held is not destroyed, whatever its date says.",
            action={"text": "Place a hold", "href": reverse("retention:place_hold")},
            caption="Holds in force, those to be looked at first on top",
            head=["What", "For", "Why", "Placed", "Look again", "End"],
            rows=[_row(row, today) for row in page.rows],
            newer=page.before,
            older=page.after,
            empty="Nothing is held at the moment.",
            next_step={"text": "See what is due", "href": reverse("retention:records")},
            **kwargs,
        )


def _row(row: Hold, today: Any) -> list[Any]:
    what = row.case_reference or "Every record"
    late = ", overdue" if row.review_on < today else ""
    return [
        what,
        row.get_kind_display(),
        row.because,
        f"{day(clock.uk_date(row.placed_at))} by {row.placed_by}",
        f"{day(row.review_on)}{late}",
        {"text": "Release", "href": reverse("retention:release_hold", args=[row.pk]), "hidden": f"the hold on {what}"},
    ]


class PlaceHold(OperationView):
    """One short page."""

    form_class = PlaceForm
    heading = "Place a hold"
    lead = "From this moment nothing that it covers can be destroyed, even if it is approved already."
    submit = "Place hold"
    done_message = "The hold is in force"

    def run(self, answers: dict[str, Any]) -> Any:
        return holds.place(by=self.request.user, key=answers.pop("once"), **answers)

    def get_success_url(self) -> str:
        return reverse("retention:holds")

    def get_cancel_url(self) -> str:
        return reverse("retention:holds")


class ReleaseHold(OperationView):
    """Why it is over."""

    form_class = ReleaseForm
    submit = "Release hold"
    done_message = "The hold is released. Nothing is destroyed because of it before a new list is approved"

    @property
    def heading(self) -> str:  # type: ignore[override]  # it names what is held
        return f"Release the hold on {self.hold.case_reference or 'every record'}"

    @property
    def hold(self) -> Hold:
        return get_object_or_404(Hold, pk=self.kwargs["hold"], released_at=None)

    def run(self, answers: dict[str, Any]) -> Any:
        return holds.release(self.hold, by=self.request.user, **answers)

    def get_success_url(self) -> str:
        return reverse("retention:holds")

    def get_cancel_url(self) -> str:
        return reverse("retention:holds")
