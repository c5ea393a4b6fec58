"""The lead practitioner judges the level of need anew."""

from typing import Any

from django.http import Http404

from access.requests import StaffRequest
from cases.forms.levels import LevelForm
from cases.models import LevelOfNeed
from cases.operations import levels
from cases.views.base import CaseOperationView


class JudgeLevel(CaseOperationView):
    """The level now, and why. Above early help it warns, shows the way to social care, and asks what follows."""

    request: StaffRequest
    template_name = "cases/levels/judge.html"
    form_class = LevelForm
    heading = "Level of need"
    submit = "Save level"
    done_message = "The level of need is recorded"

    def find(self, request: StaffRequest, reference: str) -> Any:
        if not levels.levels():
            raise Http404  # the notice in force names no levels
        return super().find(request, reference)

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"case": self.case}

    def run(self, answers: dict[str, Any]) -> LevelOfNeed:
        return levels.judge(self.case, by=self.request.user, key=answers.pop("once"), **answers)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(newest=levels.newest(self.case), **kwargs)
