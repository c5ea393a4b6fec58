"""One list behind a login."""

from typing import Any

from django.contrib.auth.mixins import LoginRequiredMixin
from django.urls import path
from django.views.generic import ListView

from bench.plain.models import Case, Membership


class Cases(LoginRequiredMixin, ListView):
    """The newest cases of one's teams. Asked for in two steps, so that the index in the list's order serves."""

    template_name = "plain/list.html"
    context_object_name = "cases"

    def get_queryset(self) -> Any:
        teams = list(Membership._default_manager.filter(user=self.request.user).values_list("team", flat=True))
        mine = Case._default_manager.filter(team__in=teams)
        return mine.select_related("team").order_by("-changed_at", "-id")[:25]


urlpatterns = [
    path("cases/", Cases.as_view(), name="cases"),
    path("cases/<str:reference>/", Cases.as_view(), name="case"),
    path("logout/", Cases.as_view(), name="logout"),
]
