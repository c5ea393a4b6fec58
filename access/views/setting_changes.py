"""Propose a change of a setting, with what it moves in view."""

from typing import Any

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse

from access import notice
from access.errors import Forbidden
from access.forms.settings import BackForm, SettingForm
from access.labels import worded
from access.models import CouncilReading, SettingChange
from access.operations import council_settings
from access.operations.setting_previews import Preview, preview
from access.views.previewed import Previewed
from access.views.settings import rights_of
from earlyhelp.policy.adjustments import Adjustment
from earlyhelp.policy.answers import READING
from earlyhelp.policy.layer import Thing, thing


class ProposeSetting(Previewed):
    """Propose another value for one thing."""

    form_class: Any = SettingForm
    submit = "Propose this change"
    done_message = "The change is proposed: a second person has to approve it"
    what = ""
    doing = "Change a setting"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Absent where the notice has nothing of the kind; closed to a role that may not propose it."""
        right = council_settings.right_to_propose(self.about().kind.code)
        if right not in rights_of(self.request.staff):
            raise Forbidden(right)
        return super().dispatch(request, *args, **kwargs)

    def about(self) -> Thing:
        """The thing of the address. Absent where the notice has none of the kind."""
        found = thing(notice.base(), self.what or self.kwargs["what"], self.kwargs["entry"])
        if found is None:
            raise Http404
        return found

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"thing": self.about()}

    def get_initial(self) -> dict[str, Any]:
        return {"on": self.request.now.date()}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        about = self.about()
        waiting = None if about.kind is READING else council_settings.undecided(about.kind.code, about.entry)
        return super().get_context_data(**kwargs) | {
            "heading": about.label if about.kind is not READING else "The council’s answer",
            "lead": worded(about.kind.words)
            if about.kind is not READING
            else notice.base().reading(about.entry).because,
            "source": about.source,
            "label": about.label,
            "doing": self.doing,
            "undecided": waiting,
        }

    def setting(self, form: Any) -> Adjustment:
        """What the answers would set."""
        about = self.about()
        return Adjustment(what=about.kind.code, entry=about.entry, subject=form.subject, value=form.value)

    def shown_for(self, form: Any) -> Preview:
        council_settings.check_day(on := form.cleaned_data["on"])
        return preview(self.setting(form), on)

    def run(self, answers: dict[str, Any]) -> SettingChange:
        form = self.get_form()
        form.is_valid()
        return council_settings.propose(
            self.setting(form),
            on=answers["on"],
            because=answers["because"],
            by=self.request.user,
            seen=answers["seen"],
            key=answers["once"],
        )

    def get_success_url(self) -> str:
        return reverse("access:setting_change", args=[self.result.pk])

    def get_cancel_url(self) -> str:
        group = self.about().kind.group
        return reverse("access:readings") if group == READING.group else reverse("access:settings_group", args=[group])


class EndSetting(ProposeSetting):
    """Propose that what the file says stands again."""

    form_class = BackForm
    doing = "Back to the file"

    def get_form_kwargs(self) -> dict[str, Any]:
        return super(ProposeSetting, self).get_form_kwargs()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"lead": "Back to what the file says"}


class EnterReading(ProposeSetting):
    """Propose the council's answer to a question of its notice."""

    what = READING.code
    doing = "Answer"


class WithdrawReading(EndSetting):
    """Propose to take an answer back."""

    what = READING.code
    doing = "Take back"

    def reading(self) -> CouncilReading:
        return get_object_or_404(CouncilReading, pk=self.kwargs["reading"], withdrawn_on=None)

    def about(self) -> Thing:
        found = thing(notice.base(), self.what, self.reading().key)
        if found is None:
            raise Http404
        return found

    def setting(self, form: Any) -> Adjustment:
        reading = self.reading()
        return Adjustment(what=self.what, entry=reading.key, subject=reading.subject, value="")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "heading": "Take this answer back",
            "lead": "What rests on it is unset from that day on: nothing that needs it can be due.",
        }
