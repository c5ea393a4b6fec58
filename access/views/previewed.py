"""Forms whose answers are shown as what they would move before anything is stored."""

from typing import Any

from django.http import HttpResponse

from access.errors import Refused
from access.operations.setting_previews import Preview
from access.readings import record_reading
from access.views.pages import OperationView

COUNTS_HEAD = ["Class of record", "Earlier", "Later", "Gets a date", "Loses its date", "Due at once"]
SAMPLE_HEAD = ["Record", "Class", "Now", "Then", "Why"]


def as_tables(shown: Preview) -> dict[str, Any]:
    """A preview as pages show it."""
    return {
        "shown": shown,
        "counts_head": COUNTS_HEAD,
        "counts": [
            [one.record_class, one.earlier, one.later, one.newly_dated, one.no_longer_dated, one.newly_due]
            for one in shown.counts
        ],
        "sample_head": SAMPLE_HEAD,
        "sample": [
            [{"text": one.reference, "href": one.href}, one.record_class, one.before, one.after, one.why]
            for one in shown.sample
        ],
    }


class Previewed(OperationView):
    """A form whose answers are shown as what they would move before anything is stored; sending the same again stores it.

    Where what was shown is not what would move now, what would move now is shown instead.
    """

    template_name = "access/settings/propose.html"
    preview: Preview | None = None
    asks_first = "Show what it changes"

    def shown_for(self, form: Any) -> Preview:
        """What the answers would move, worked out now."""
        raise NotImplementedError  # each page says how

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            self.preview = self.shown_for(form)
        except Refused as refusal:
            return self.refused(form, refusal)
        if form.cleaned_data["seen"] == self.preview.digest:
            return super().form_valid(form)
        if form.cleaned_data["seen"]:
            form.add_error(
                None, "What this changes is not what was shown before. Below is what it changes now: read it again."
            )
            return self.form_invalid(form)
        return self.render_to_response(self.get_context_data(form=form))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        if self.preview is None:
            return context | {"submit": self.asks_first}
        _carry(context["form"], self.preview.digest)
        note_shown(self, self.preview)
        return context | as_tables(self.preview)


def _carry(form: Any, digest: str) -> None:
    """The form goes on with the digest of what is shown now."""
    if form.is_bound:
        form.data = form.data.copy()
        form.data["seen"] = digest
    else:
        form.initial["seen"] = digest


def note_shown(page: Any, shown: Preview) -> None:
    """References were on the page: the log of readings says which."""
    references = [one.reference for one in shown.sample]
    if references:
        record_reading("list", by=page.request.user, route=page.request.resolver_match.view_name, fields=references)
