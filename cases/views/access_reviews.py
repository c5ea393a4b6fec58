"""Access reviews: those of one's teams or of all, one of them, answering and signing it, and what changed across teams in a quarter."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any

from django import forms
from django.db.models import Count, Q
from django.shortcuts import get_object_or_404
from django.urls import reverse

from access import clock, notice
from access.grants import allows
from access.models import AccessReview, AccessReviewLine, ReviewedKind, Staff
from access.readings import record_reading
from access.requests import StaffRequest
from access.routes import opens
from access.views.pages import OperationView, Page
from cases.forms.access_reviews import AnswersForm
from cases.models.grants import CameFrom
from cases.operations import access_reviews
from earlyhelp.policy import working_time

QUARTERS = 5  # on the list: the last one, and the four before it; earlier ones by their quarter
SEVERAL = 200


@dataclass(frozen=True)
class Row:
    """A review in a list: how it stands, in words."""

    review: AccessReview
    now: datetime

    @property
    def late(self) -> bool:
        return self.review.signed_at is None and self.review.due_at < self.now

    @property
    def how_late(self) -> str:
        """“3 working days late”."""
        times = notice.policy().working_time
        return working_time.in_words(working_time.between(self.now, self.review.due_at, times), times)


@dataclass(frozen=True)
class Shown:
    """A line as a page shows it to somebody: the words of a grant only where they work with its case."""

    line: AccessReviewLine
    in_words: bool

    @property
    def came_from(self) -> str:
        return CameFrom(self.line.came_from).label


def shown(lines: Iterable[AccessReviewLine], staff: Staff) -> dict[str, list[Shown]]:
    """The lines by what they are about. A manager reads why a grant was given; across cases that is content, and stays unread."""
    by_kind: dict[str, list[Shown]] = {kind: [] for kind in ReviewedKind.values}
    in_words = allows(staff, access_reviews.END_GRANTS)
    for line in lines:
        by_kind[line.kind].append(Shown(line, in_words))
    return by_kind


def references(lines: Iterable[AccessReviewLine]) -> set[str]:
    """The cases that a page names."""
    return {line.case_reference for line in lines if line.case_reference}


class AccessReviews(Page):
    """What waits, and what was signed, by quarter."""

    request: StaffRequest
    template_name = "cases/access_reviews/list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        counted = AccessReview.objects.annotate(
            asked=Count("lines", ~Q(lines__kind=ReviewedKind.LEAVER)),
            answered=Count("lines", ~Q(lines__answer="")),
        ).select_related("team", "signed_by")
        found = [Row(one, self.request.now) for one in counted.order_by("-begins", "team__name")[:SEVERAL]]
        quarters = sorted({row.review.begins for row in found}, reverse=True)[:QUARTERS]
        record_reading(
            "list", by=self.request.user, route="cases:access_reviews", fields=[str(row.review.pk) for row in found]
        )
        return super().get_context_data(
            waiting=[row for row in found if row.review.signed_at is None],
            quarters=[
                {"begins": begins, "rows": rows}
                for begins in quarters
                if (rows := [row for row in found if row.review.begins == begins and row.review.signed_at])
            ],
            mine=set(access_reviews.waiting_for(self.request.staff).values_list("pk", flat=True)),
            across=bool(found) and opens("cases:access_changes", self.request.staff.known_roles),
            **kwargs,
        )


class OfOneReview:
    """A page of one access review, which is there for whoever sees it by row security."""

    kwargs: dict[str, Any]

    @cached_property
    def review(self) -> AccessReview:
        return get_object_or_404(AccessReview.objects.select_related("team", "signed_by"), pk=self.kwargs["review"])

    def get_success_url(self) -> str:
        return reverse("cases:access_review", args=[self.review.pk])

    get_cancel_url = get_success_url


class ShowAccessReview(OfOneReview, Page):
    """One review: what was shown, what was answered, by whom."""

    template_name = "cases/access_reviews/review.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        review, user = self.review, self.request.user
        lines = list(review.lines.select_related("person", "given_by", "answered_by").order_by("id"))
        for line in lines:
            line.review = review
        open_here = access_reviews.to_answer(review, user)
        left = access_reviews.waits(review) if review.signed_at is None else 0
        record_reading("list", by=user, route="cases:access_review", fields=references(lines) or [str(review.pk)])
        found: dict[str, Any] = {
            "row": Row(review, self.request.now),
            "review": review,
            "to_answer": len(open_here),
            "left": left,
            "may_sign": review.signed_at is None and not left and access_reviews.of_team(user, review.team),
            "managed": bool(access_reviews.managers(review.team)),
            "sees_grants": any(opens_grants(self.request.staff)),
        }
        return super().get_context_data(**kwargs | found | shown(lines, self.request.staff))


def opens_grants(staff: Staff) -> tuple[bool, ...]:
    """Whether somebody sees lines about grants: whoever ends them, and whoever looks across cases."""
    return allows(staff, access_reviews.END_GRANTS), allows(staff, "cases.review_flags")


class AnswerAccessReview(OfOneReview, OperationView):
    """Answer what is one's own to answer, as much of it as one likes."""

    template_name = "cases/access_reviews/answer.html"
    form_class = AnswersForm
    submit = "Save answers"
    done_message = "Your answers are saved"

    @cached_property
    def lines(self) -> list[AccessReviewLine]:
        lines = access_reviews.to_answer(self.review, self.request.user)
        for line in lines:
            line.review = self.review
        return lines

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"lines": self.lines}

    def form_valid(self, form: Any) -> Any:
        self.answers = form.answers()
        return super().form_valid(form)

    def run(self, answers: dict[str, Any]) -> int:
        return access_reviews.answer_several(self.review, self.answers, by=self.request.user)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        self.heading = f"Answer the access review: {self.review.team}"
        named = references(self.lines) or [str(self.review.pk)]
        record_reading("list", by=self.request.user, route="cases:answer_access_review", fields=named)
        return super().get_context_data(review=self.review, **kwargs)


class SignAccessReview(OfOneReview, OperationView):
    """Finish a review in which everything is answered."""

    form_class = forms.Form
    heading = "Finish and sign this access review"
    submit = "Finish and sign"
    done_message = "The access review is signed"

    def run(self, answers: dict[str, Any]) -> AccessReview:
        return access_reviews.sign(self.review, by=self.request.user)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        self.lead = f"{self.review}. Once it is signed, nothing in it changes: what was shown, what was answered, by whom and when."
        return super().get_context_data(**kwargs)


class AccessChanges(Page):
    """Who joined and who left in a quarter, and which single grants nobody used, across teams."""

    request: StaffRequest
    template_name = "cases/access_reviews/changes.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        begins = self._quarter()
        lines = AccessReviewLine.objects.filter(review__begins=begins).select_related(
            "review__team", "person", "given_by", "answered_by"
        )
        found = list(lines.order_by("review__team__name", "id"))
        record_reading(
            "list", by=self.request.user, route="cases:access_changes", fields=references(found) or [str(begins)]
        )
        by_kind = shown(found, self.request.staff)
        members = by_kind[ReviewedKind.MEMBER]
        return super().get_context_data(
            quarter=found[0].review.quarter if found else "",
            joiners=[one for one in members if one.line.joined],
            off=[one for one in members if one.line.off_at and clock.uk_date(one.line.off_at) >= begins],
            leavers=by_kind[ReviewedKind.LEAVER],
            grants=by_kind[ReviewedKind.GRANT],
            sees_grants=any(opens_grants(self.request.staff)),
            others=[one for one in _quarters() if one.begins != begins],
            **kwargs,
        )

    def _quarter(self) -> date:
        """The one that is asked for by its first day; else the newest that has a review."""
        try:
            return date.fromisoformat(self.request.GET.get("quarter", ""))
        except ValueError:
            newest = AccessReview.objects.order_by("-begins").values_list("begins", flat=True).first()
            return newest or clock.today()


def _quarters() -> list[AccessReview]:
    """One review of each of the last quarters, the newest first."""
    return list(AccessReview.objects.order_by("-begins", "id").distinct("begins")[: QUARTERS * 4])
