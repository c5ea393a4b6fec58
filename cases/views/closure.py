"""Close a case."""

from typing import Any

from access import clock, slots
from cases.forms.closure import CloseForm
from cases.operations import closure
from cases.views.base import CaseOperationView


class CloseCase(CaseOperationView):
    """When, how it ended, and why; with what it will mean for keeping the record."""

    template_name = "cases/closure/close.html"
    form_class = CloseForm
    heading = "Close this case"
    submit = "Close case"
    done_message = "The case is closed"

    def run(self, answers: dict[str, Any]) -> Any:
        return closure.close(self.case, by=self.request.user, **answers)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        today = clock.today()
        preview = [sentence for preview in slots.closing_preview.fillings for sentence in preview(self.case, today)]
        return super().get_context_data(preview=preview, blocks=closure.what_blocks(self.case), **kwargs)
