"""One change of a setting, and what becomes of it: approved or refused by another person, or taken back."""

from typing import Any

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property

from access.errors import Refused
from access.forms.settings import BecauseForm, DecideForm
from access.models import ChangeState, SettingChange
from access.operations import council_settings
from access.operations.setting_previews import Preview, preview
from access.views.pages import OperationView, Page
from access.views.previewed import Previewed, as_tables, note_shown
from access.views.settings import line_of, rights_of


class OfChange:
    """A page about one change, found by its key among those that row security shows."""

    request: Any
    kwargs: dict[str, Any]

    @cached_property
    def change(self) -> SettingChange:
        """As it was when the page was asked for; operations read it again."""
        rows = SettingChange.objects.select_related("proposed_by", "decided_by")
        return get_object_or_404(rows, pk=self.kwargs["change"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        change = self.change
        return super().get_context_data(**kwargs) | line_of(change)  # type: ignore[misc]  # a mixin before a View

    def get_success_url(self) -> str:
        return reverse("access:setting_change", args=[self.kwargs["change"]])

    get_cancel_url = get_success_url


class ChangePage(OfChange, Page):
    """One change: what was proposed and why, what was shown to whoever decided, and what became of it."""

    template_name = "access/settings/change.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        change, shown = context["change"], Preview.read(context["change"])
        note_shown(self, shown)
        may = rights_of(self.request.staff)
        proposed = change.state == ChangeState.PROPOSED
        mine = change.proposed_by_id == self.request.user.pk
        return (
            context
            | as_tables(shown)
            | {
                "versions": list(change.history.select_related("history_user").order_by("-history_id")),
                "may_decide": proposed and not mine and council_settings.DECIDE in may,
                "needs_another": proposed and mine,
                "may_take_back": change.state in (ChangeState.PROPOSED, ChangeState.APPROVED)
                and council_settings.right_to_propose(change.what) in may,
            }
        )


class ApproveSetting(OfChange, Previewed):
    """What would move now, and the second person's yes."""

    template_name = "access/settings/decide.html"
    form_class = DecideForm
    heading = "Approve this change"
    submit = "Approve"
    asks_first = "Approve"
    done_message = "The change is approved"

    def shown_for(self, form: Any) -> Preview:
        change = self.change
        council_settings.check_undecided(change, self.request.user)
        return preview(council_settings.setting_of(change), council_settings.begins(change))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        change = self.change
        if self.preview is None:
            try:
                self.preview = self.shown_for(None)
            except Refused as refusal:
                kwargs["no_more"] = refusal.sentence
        return super().get_context_data(**kwargs) | {
            "has_moved": self.preview is not None and self.preview.stored() != change.preview,
            "begins": self.preview and self.preview.on,
        }

    def run(self, answers: dict[str, Any]) -> SettingChange:
        return council_settings.approve(
            self.change, by=self.request.user, because=answers["because"], seen=answers["seen"]
        )


class RefuseSetting(OfChange, OperationView):
    """The second person's no."""

    template_name = "access/settings/decide.html"
    form_class = BecauseForm
    heading = "Refuse this change"
    submit = "Refuse"
    done_message = "The change is refused: what stands goes on"

    def run(self, answers: dict[str, Any]) -> SettingChange:
        return council_settings.refuse(self.change, by=self.request.user, **answers)


class TakeBackSetting(OfChange, OperationView):
    """End a change before it takes effect."""

    template_name = "access/settings/decide.html"
    form_class = BecauseForm
    heading = "Take this change back"
    submit = "Take it back"
    done_message = "The change is taken back: what stands goes on"

    def run(self, answers: dict[str, Any]) -> SettingChange:
        return council_settings.take_back(self.change, by=self.request.user, **answers)
