"""The documents of a case: the list, handing one in, opening its file, withdrawing it."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from access.readings import record_reading
from access.requests import StaffRequest
from cases.forms.documents import DocumentForm, WithdrawForm
from cases.models import Document
from cases.operations import documents, files, scanner
from cases.views.base import CaseOperationView, CasePage, CaseView

ALONE = "sandbox; default-src 'none'; frame-ancestors 'none'"  # where somebody opens it in a browser all the same


class Documents(CaseView):
    """Everything that was handed in, newest day first; what was withdrawn with its reason."""

    request: StaffRequest
    template_name = "cases/documents/documents.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = [{"document": one, "shut": documents.why_shut(one)} for one in documents.of_case(self.case)]
        return super().get_context_data(documents=found, scans=scanner.is_configured(), **kwargs)


class OfDocuments(CaseOperationView):
    """A form about documents, and back to the list."""

    request: StaffRequest

    def get_success_url(self) -> str:
        return reverse("cases:documents", args=[self.case.reference])

    get_cancel_url = get_success_url


class AddDocument(OfDocuments):
    """One file at a time."""

    form_class = DocumentForm
    heading = "Add a document"
    submit = "Add document"
    done_message = "The document is added"

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"case": self.case}

    def run(self, answers: dict[str, Any]) -> Document:
        return documents.add(
            self.case,
            title=answers["title"],
            dated_on=answers["dated_on"],
            about=answers["about"],
            sensitive=answers["sensitive"],
            data=answers["file"],
            by=self.request.user,
            key=answers["once"],
        )


class WithdrawDocument(OfDocuments):
    """Out of use, with the reason."""

    form_class = WithdrawForm
    heading = "Withdraw a document"
    submit = "Withdraw document"
    done_message = "The document is withdrawn"

    def look_up(self) -> Document:
        return one_of(self.case, self.kwargs["document"])

    def run(self, answers: dict[str, Any]) -> Document:
        return documents.withdraw(self.thing, because=answers["because"], by=self.request.user)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"lead": self.thing.title}


class DocumentFile(CasePage):
    """The file of a document, to be saved: never shown by the browser, and noted before it leaves."""

    request: StaffRequest
    leaves = False

    def look_up(self) -> Document:
        return one_of(self.case, self.kwargs["document"])

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if why := documents.why_shut(self.thing):
            return self._back(why)
        try:
            content = files.read(self.thing.file)
        except files.NotReadable:
            return self._back("The file cannot be opened: it is missing or was changed. Tell your administrator.")
        self.leaves = True
        return HttpResponse(
            content,
            content_type=documents.TYPES[self.thing.file.kind],
            headers={
                "Content-Disposition": f'attachment; filename="{documents.name_of(self.thing)}"',
                "Content-Security-Policy": ALONE,
                "X-Content-Type-Options": "nosniff",
            },
        )

    def note_reading(self) -> None:
        """A download, with the key of the document, and whether it is sensitive. Without it the file does not leave."""
        if self.leaves and not self.noted:
            fields = [str(self.thing.pk), *(["sensitive"] if self.thing.sensitive else [])]
            record_reading("download", by=self.request.user, route="cases:document_file", case=self.case, fields=fields)
            self.noted = True

    def _back(self, why: str) -> HttpResponse:
        messages.warning(
            self.request, why
        )  # without its title: what waits to be shown lies in the session, outside the walls
        return HttpResponseRedirect(reverse("cases:documents", args=[self.case.reference]))


def one_of(case: Any, key: Any) -> Document:
    """A document of this case, with its file; of another it does not exist here."""
    found = documents.of_case(case).filter(pk=key).first()
    if found is None:
        raise Http404
    found.case = case
    return found
