"""The bases that every page shares: an operation behind a form, and a one-time key against double sending."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.views.generic import FormView, TemplateView

from access.errors import Refused
from access.requests import StaffRequest


class Page(TemplateView):
    """A page without a form."""

    request: StaffRequest


class OperationView(FormView):
    """Show a form, hand its answers to one operation, say that it is done. A Refused becomes the error summary.

    Subclasses give `form_class`, `template_name`, `done_message` and `run(answers)`, whose result `get_success_url` may read
    as `self.result`.
    """

    template_name = "govuk/operation.html"
    heading = ""
    lead = ""
    submit = "Save"
    done_message = ""
    result: Any = None
    request: StaffRequest

    def run(self, answers: dict[str, Any]) -> Any:
        """Call the operation."""
        raise NotImplementedError

    def form_valid(self, form: forms.BaseForm) -> HttpResponse:
        try:
            self.result = self.run(form.cleaned_data)
        except Refused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, refusal.sentence)
            return self.form_invalid(form)
        if self.done_message:
            messages.success(self.request, self.done_message)
        return HttpResponseRedirect(self.get_success_url())

    def form_invalid(self, form: forms.BaseForm) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def get_cancel_url(self) -> str:
        """Where 'Cancel' leads."""
        return "/"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            heading=self.heading, lead=self.lead, submit=self.submit, cancel_url=self.get_cancel_url(), **kwargs
        )
