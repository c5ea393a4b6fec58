"""Standing in for somebody: arranging it, ending it early."""

from functools import cached_property
from typing import Any

from django.http import Http404
from django.urls import reverse

from access.errors import Refused
from access.requests import StaffRequest
from access.views.pages import OperationView
from cases.forms.cover import CoverForm, EndMyCoverForm
from cases.forms.family import EndForm
from cases.models import Cover
from cases.operations import cover
from cases.views.allocation import teams_of


class ArrangeCover(OperationView):
    """Somebody stands in for somebody else."""

    request: StaffRequest
    form_class = CoverForm
    heading = "Arrange cover"
    lead = "Whoever stands in sees the cases that the colleague who is away leads, until the end of the last day."
    submit = "Arrange cover"
    done_message = "The cover is arranged"

    def get_form_kwargs(self) -> dict[str, Any]:
        held = teams_of(self.request)
        if not held:
            raise Http404
        return super().get_form_kwargs() | {"teams": held}

    def run(self, answers: dict[str, Any]) -> Cover:
        return cover.arrange(by=self.request.user, key=answers.pop("once"), **answers)

    def get_success_url(self) -> str:
        return reverse("cases:team")

    get_cancel_url = get_success_url


NOBODY = "Nobody stands in for you now."


def what_ends(one: Cover) -> str:
    """Who stands in for whom, and what changes when it ends."""
    return f"{one.covering} stands in for {one.absent} until {one.last_day:%-d %B %Y}. Once it ends, {one.covering} sees those cases no more."


class EndCover(OperationView):
    """It ends before its last day."""

    request: StaffRequest
    form_class = EndForm
    heading = "End this cover"
    submit = "End cover"
    done_message = "The cover has ended"

    @cached_property
    def cover(self) -> Cover:
        """One that this person may end, or Http404."""
        found = Cover.objects.select_related("absent__user", "covering__user").filter(pk=self.kwargs["cover"]).first()
        if found is None or not cover.may_end(found, self.request.user):
            raise Http404
        return found

    @property
    def lead(self) -> str:  # type: ignore[override]  # known once the cover is
        """Who stands in for whom, and what changes."""
        return what_ends(self.cover)

    def get_form_kwargs(self) -> dict[str, Any]:
        self.cover  # noqa: B018 - raises Http404
        return super().get_form_kwargs()

    def run(self, answers: dict[str, Any]) -> Cover:
        return cover.end(self.cover, by=self.request.user, **answers)

    def get_success_url(self) -> str:
        return reverse("cases:team")

    get_cancel_url = get_success_url


class EndMyCover(OperationView):
    """Whoever is back early ends the cover that ends first, and is asked about the next one after it."""

    request: StaffRequest
    form_class = EndMyCoverForm
    heading = "End your cover"
    submit = "End cover"
    done_message = "The cover has ended"

    @cached_property
    def cover(self) -> Cover | None:
        """Who stands in for this person, if anybody does."""
        return cover.of(self.request.staff).select_related("absent__user", "covering__user").first()

    @property
    def lead(self) -> str:  # type: ignore[override]  # known once the cover is
        """Who stands in, and what changes."""
        return what_ends(self.cover) if self.cover else NOBODY

    def get_initial(self) -> dict[str, Any]:
        return super().get_initial() | ({"which": self.cover.pk} if self.cover else {})

    def run(self, answers: dict[str, Any]) -> Cover:
        """The cover that the page showed, and no other: sent twice, the next one goes on."""
        mine = Cover.objects.filter(absent=self.request.staff, pk=answers.pop("which")).first()
        if mine is None:
            raise Refused(NOBODY)
        return cover.end(mine, by=self.request.user, **answers)

    def get_success_url(self) -> str:
        return "/"

    get_cancel_url = get_success_url
