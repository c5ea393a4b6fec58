"""The bases that every page shares: an operation behind a form, and a one-time key against double sending."""

import logging
from typing import Any

from django import forms
from django.contrib import messages
from django.db import IntegrityError
from django.http import HttpResponse, HttpResponseRedirect
from django.utils.datastructures import MultiValueDict
from django.views.generic import FormView, TemplateView
from psycopg.errors import UniqueViolation

from access.errors import Refused
from access.operations.standing import ChangedMeanwhile
from access.requests import StaffRequest
from access.typed import forget_typed, typed_before
from earlyhelp.govuk.sentences import CHANGED_ON_ITS_WAY

logger = logging.getLogger(__name__)


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

    def get_form(self, form_class: Any = None) -> Any:
        """The form; with what was typed before, where the page knows."""
        form = super().get_form(form_class)
        if self.request.method == "GET" and (typed := self.typed_earlier()) is not None:
            kwargs = {name: value for name, value in self.get_form_kwargs().items() if name not in ("data", "files")}
            form.initial |= values_of(type(form)(typed, **kwargs))
        return form

    def typed_earlier(self) -> MultiValueDict | None:
        """What was typed on this page and not sent: before a sign-in that ran out."""
        return typed_before(self.request)

    def post(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        forget_typed(self.request)
        return super().post(request, *args, **kwargs)

    def run(self, answers: dict[str, Any]) -> Any:
        """Call the operation."""
        raise NotImplementedError  # each page says which

    def form_valid(self, form: forms.BaseForm) -> HttpResponse:
        try:
            self.result = self._run_once(form.cleaned_data)
        except Refused as refusal:
            return self.refused(form, refusal)
        if self.done_message:
            messages.success(self.request, self.done_message)
        return HttpResponseRedirect(self.get_success_url())

    def _run_once(self, answers: dict[str, Any]) -> Any:
        """The operation; once more where the same page was sent at the same moment and has made the record by now.

        A key that is taken by something else came from no page of ours.
        """
        try:
            return self.run(dict(answers))
        except IntegrityError as error:
            if not isinstance(error.__cause__, UniqueViolation):
                raise
        try:
            return self.run(dict(answers))
        except IntegrityError as error:
            if not isinstance(error.__cause__, UniqueViolation):
                raise
            logger.warning("key.taken")
            raise Refused(f"{CHANGED_ON_ITS_WAY}.") from error

    def refused(self, form: Any, refusal: Refused) -> HttpResponse:
        """The page again, with the sentence beside the answer that it is about. Who was overtaken presses next time knowing what stands."""
        if isinstance(refusal, ChangedMeanwhile):
            form.carry(refusal.now)
        form.add_error(refusal.field if refusal.field in form.fields else None, refusal.sentence)
        return self.form_invalid(form)

    def form_invalid(self, form: forms.BaseForm) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def get_cancel_url(self) -> str:
        """Where 'Cancel' leads."""
        return "/"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            heading=self.heading,
            lead=self.lead,
            submit=self.submit,
            cancel_url=self.get_cancel_url(),
            typed_again=self.request.method == "GET" and typed_before(self.request) is not None,
            **kwargs,
        )


def values_of(form: forms.BaseForm) -> dict[str, Any]:
    """Typed values as initial ones: a page opened again shows them without the errors of last time."""
    form.is_valid()
    return {name: form[name].value() for name in form.fields}
