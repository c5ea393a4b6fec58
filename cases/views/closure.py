"""Close a case."""

from datetime import date
from typing import Any

from django.http import HttpResponse

from access import clock, slots
from access.errors import Refused
from cases.forms.closure import CloseForm
from cases.operations import closure, endings, note_drafts
from cases.stages import Stage
from cases.views.base import CaseOperationView


class CloseCase(CaseOperationView):
    """When, how it ended, and why. What ends with the case, and what a closing of that day means for keeping the record, is shown before it is saved.

    Sending what was shown again closes the case; an answer that means something else is shown first.
    """

    template_name = "cases/closure/close.html"
    form_class = CloseForm
    heading = "Close this case"
    submit = "Continue"
    done_message = "The case is closed"
    checked = False

    def form_valid(self, form: Any) -> HttpResponse:
        answers = form.cleaned_data
        try:
            closure.check(self.case, answers["on"], answers["outcome"])
        except Refused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, refusal.sentence)
            return self.form_invalid(form)
        meant = form.digest_of([*self._ends(answers["outcome"]), *self._meaning(answers["on"], answers["outcome"])])
        if answers.pop("seen") == meant:
            return super().form_valid(form)
        form.carry(meant)
        self.checked = True
        return self.render_to_response(self.get_context_data(form=form))

    def run(self, answers: dict[str, Any]) -> Any:
        return closure.close(self.case, by=self.request.user, **answers)

    def _meaning(self, on: date, outcome: str) -> list[str]:
        return [sentence for preview in slots.closing_preview.fillings for sentence in preview(self.case, on, outcome)]

    def _ends(self, outcome: str) -> list[str]:
        return endings.in_words(self.case) if outcome in endings.UNFINISHED else []

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        begun = note_drafts.unfinished(self.case, by=self.request.user)
        context = super().get_context_data(closed=self.case.stage == Stage.CLOSED, unfinished=begun, **kwargs)
        on, outcome = context["form"].said()
        context |= {"blocks": closure.what_blocks(self.case, outcome), "ends": self._ends(outcome)}
        context |= {"preview": self._meaning(on or clock.today(), outcome), "preview_on": on, "checked": self.checked}
        return context | ({"heading": "Check before you close", "submit": "Close case"} if self.checked else {})
