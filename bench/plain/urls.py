"""One list behind a login, with the cells of the product's list; and a narrow one, with four cells of the case itself."""

from typing import Any

from django.contrib.auth.mixins import LoginRequiredMixin
from django.db.models import Prefetch
from django.urls import path
from django.views.generic import ListView

from bench.plain.models import Allocation, Case, Member, Membership, Review

CHILDREN = Member._default_manager.filter(part__in=["child", "unborn"], until=None).select_related("person")
LEADS = Allocation._default_manager.filter(until=None).select_related("worker__user")
REVIEWS = Review._default_manager.filter(held_on=None)


class Narrow(LoginRequiredMixin, ListView):
    """The newest cases of one's teams. Asked for in two steps, so that the index in the list's order serves."""

    template_name = "plain/narrow.html"
    context_object_name = "cases"

    def get_queryset(self) -> Any:
        teams = list(Membership._default_manager.filter(user=self.request.user).values_list("team", flat=True))
        mine = Case._default_manager.filter(team__in=teams)
        return mine.select_related("team").order_by("-changed_at", "-id")[:25]


class Cases(Narrow):
    """The same cases with what the product's list says of each: one more question for each kind of thing, whatever the rows."""

    template_name = "plain/list.html"

    def get_queryset(self) -> Any:
        children = CHILDREN.order_by("person__born", "person__expected", "pk")
        return (
            super()
            .get_queryset()
            .select_related("team", "family")
            .prefetch_related(
                Prefetch("family__members", children, to_attr="children"),
                Prefetch("allocations", LEADS, to_attr="leads"),
                Prefetch("reviews", REVIEWS, to_attr="to_come"),
            )
        )


urlpatterns = [
    path("cases/", Cases.as_view(), name="cases"),
    path("narrow/", Narrow.as_view(), name="narrow"),
    path("cases/<str:reference>/", Cases.as_view(), name="case"),
    path("logout/", Cases.as_view(), name="logout"),
]
