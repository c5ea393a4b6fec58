"""Lists of records to destroy, the decisions on them, and the certificates of what is gone. No page here names anybody of a family."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.apps import apps
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.generic import View

from access import clock
from access.grants import allows
from access.labels import worded
from access.models import User
from access.readings import record_reading
from access.requests import StaffRequest
from access.views.pages import OperationView, Page
from earlyhelp.govuk.words import day, moment
from retention.forms.disposal import AbortForm, ApproveForm
from retention.models import BatchItem, Certificate, Clock, DisposalBatch
from retention.models.disposal import DecisionKind, ItemState
from retention.operations import decisions, disposal, facts, overview
from retention.operations.disposal_table import MODELS

PAGE = 100

# What a certificate calls the rows of a table, where the plural of its name would say little or nothing.
KINDS = {
    "cases_address": "addresses",
    "cases_assessmentstep": "steps of the {assessment}",
    "cases_casegroupgrant": "teams who could open it",
    "cases_caseusergrant": "people who could open it",
    "cases_documentperson": "people in documents",
    "cases_eventperson": "people in significant events",
    "cases_matchdecision": "comparisons with other people",
    "cases_member": "places in the family",
    "cases_noteperson": "people in notes",
    "cases_pause": "pauses of the clock of the {hub}",
    "cases_person": "people",
    "cases_searchkey": "keys to find people by",
    "cases_section": "sections of the {assessment}",
    "cases_storedfile": "files of documents",
    "cases_triage": "decisions of the {hub}",
    "consent_agreement": "agreements to take part",
    "consent_concern": "concerns about how information is used",
    "consent_noticegiven": "times somebody was told about the notice",
    "retention_clock": "dates until which it was kept",
    "sharing_disclosuredetail": "reasons for sharing",
    "sharing_disclosureitem": "items that were shared",
    "sharing_disclosureperson": "people about whom something was shared",
}


class OfBatch(View):
    """A page about one list, found by its reference."""

    request: StaffRequest

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.batch = get_object_or_404(
            DisposalBatch.objects.select_related("proposed_by"), reference=kwargs.pop("batch")
        )
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(  # type: ignore[misc]  # a mixin before a View
            batch=self.batch, progress=overview.progress(self.batch), **kwargs
        )


class BatchPage(OfBatch, Page):
    """What is on the list and why, what was decided, and who is still needed."""

    request: StaffRequest
    template_name = "retention/disposal/batch.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        items = list(self._items()[: PAGE + 1])
        record_reading(
            "list",
            by=self.request.user,
            route="retention:batch",
            fields=[item.case_reference for item in items[:PAGE]],
        )
        context = super().get_context_data(
            head=["Case", "Class", "Closed", "Due from", "Rule", "State"],
            rows=_lines(items[:PAGE]),
            older=f"?after={items[PAGE - 1].pk}" if len(items) > PAGE else "",
            **kwargs,
        )
        undecided, decided = context["progress"].undecided, context["progress"].decided
        user = self.request.user.pk
        mine = any(one.by_id == user and one.kind == DecisionKind.APPROVE for one in decided.made)
        decides = allows(self.request.staff, decisions.APPROVE)
        return context | {
            "decisions": decided.made,
            "standing": decided.standing,
            "may_approve": decides and undecided and not mine,
            "may_abort": decides and (undecided or context["progress"].until is not None),
        }

    def _items(self) -> Any:
        """Lines after the one that the address names: a deep page costs what the first does."""
        rows = self.batch.items.order_by("pk")
        try:
            return rows.filter(pk__gt=UUID(self.request.GET.get("after", "")))
        except ValueError:
            return rows


def _lines(items: list[BatchItem]) -> list[list[Any]]:
    keys = [item.case_key for item in items]
    held = set(Clock.objects.filter(case_id__in=keys, held=True).values_list("case_id", flat=True))
    return [
        [
            _reference(item),
            facts.class_in_words(item.record_class),
            day(item.closed_on),
            day(item.dispose_from),
            item.rule_source,
            _state(item, item.case_key in held),
        ]
        for item in items
    ]


def _reference(item: BatchItem) -> dict[str, str]:
    """With a way to the case's own reasons, while it is there."""
    if item.state == ItemState.DESTROYED:
        return {"text": item.case_reference}
    return {
        "text": item.case_reference,
        "href": reverse("retention:case_retention", args=[item.case_reference]),
    }


def _state(item: BatchItem, held: bool) -> str:
    if item.kept_because:
        return f"Kept after all. {item.kept_because}"
    if held and item.state == ItemState.LISTED:
        return "Held now: will be kept"
    return item.get_state_display()


class Decide(OfBatch, OperationView):
    """One decision on a list."""

    request: StaffRequest
    template_name = "retention/disposal/decide.html"

    def get_success_url(self) -> str:
        return reverse("retention:batch", args=[self.batch.reference])

    def get_cancel_url(self) -> str:
        return self.get_success_url()


class Approve(Decide):
    """One of two approvals. Nothing is filled in beforehand."""

    form_class = ApproveForm
    heading = "Approve destruction"
    lead = "Read the whole list first. What is destroyed cannot be brought back."
    submit = "Approve destruction"
    done_message = "Your approval is recorded"

    def get_initial(self) -> dict[str, Any]:
        return {"seen": self.batch.digest}

    def run(self, answers: dict[str, Any]) -> Any:
        return disposal.approve(self.batch, by=self.request.user, **answers)


class Abort(Decide):
    """Stop the list."""

    form_class = AbortForm
    heading = "Abort this list"
    submit = "Abort this list"
    done_message = "The list is aborted: nothing more on it is destroyed"

    def run(self, answers: dict[str, Any]) -> Any:
        return disposal.abort(self.batch, by=self.request.user, **answers)


class Certificates(Page):
    """What was destroyed, newest first."""

    template_name = "govuk/list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = list(self._rows()[: PAGE + 1])
        record_reading("list", by=self.request.user, route="retention:certificates", fields=[str(r.pk) for r in rows])
        return super().get_context_data(
            heading="Certificates",
            back={"text": "Records", "href": reverse("retention:records")},
            caption="Certificates of destruction, newest first",
            head=["Case", "Class", "Closed", "Destroyed", "Rule"],
            rows=[
                [
                    {"text": row.case_reference, "href": reverse("retention:certificate", args=[row.pk])},
                    facts.class_in_words(row.record_class),
                    day(row.closed_on),
                    day(clock.uk_date(row.destroyed_at)),
                    row.rule_source,
                ]
                for row in rows[:PAGE]
            ],
            older=f"?before={rows[PAGE - 1].pk}" if len(rows) > PAGE else "",
            empty="Nothing has been destroyed yet. A certificate appears here for every record that is.",
            next_step={"text": "See what is due", "href": reverse("retention:records")},
            **kwargs,
        )

    def _rows(self) -> Any:
        """By key, which is ordered by time."""
        rows = Certificate.objects.order_by("-pk")
        try:
            return rows.filter(pk__lt=UUID(self.request.GET.get("before", "")))
        except ValueError:
            return rows


class CertificatePage(Page):
    """What remains of one record: fit to be printed and filed."""

    template_name = "retention/disposal/certificate.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = get_object_or_404(Certificate.objects.select_related("item__batch"), pk=self.kwargs["certificate"])
        record_reading("certificate", by=self.request.user, route="retention:certificate", fields=[str(found.pk)])
        return super().get_context_data(
            title=found.case_reference,
            facts=_facts(found),
            head=["Kind", "Rows", "Earlier versions"],
            rows=_counts(found),
            **kwargs,
        )


def _facts(found: Certificate) -> list[tuple[str, str]]:
    return [
        ("Case", found.case_reference),
        ("Class of record", facts.class_in_words(found.record_class)),
        ("Closed", day(found.closed_on)),
        ("Due from", day(found.due_from)),
        ("Rule", found.rule_source),
        ("Fingerprint of the notice", found.fingerprint),
        ("List", f"{found.item.batch.reference}, digest {found.batch_digest}"),
        ("Approved by", "; ".join(_approvals(found))),
        ("Destroyed", moment(found.destroyed_at.astimezone(clock.UK))),
        ("People whom another record still needs", str(found.people_kept)),
        ("Line of the erasure ledger", str(found.ledger_position)),
    ]


def _approvals(found: Certificate) -> list[str]:
    names = dict(User.objects.filter(pk__in=[one["user"] for one in found.approved_by]).values_list("pk", "name"))
    return [
        f"{names.get(one['user'], 'somebody who left')}, {day(clock.uk_date(datetime.fromisoformat(one['at'])))}"
        for one in found.approved_by
    ]


def kind_of(table: str) -> str:
    """What the rows of a table are, in words that a reader of a certificate knows."""
    words = {model._meta.db_table: str(model._meta.verbose_name_plural) for model in map(apps.get_model, MODELS)}
    name = worded(KINDS.get(table, words.get(table, table)))
    return name[:1].upper() + name[1:]


def _counts(found: Certificate) -> list[list[Any]]:
    return [[kind_of(table), gone["rows"], gone["versions"]] for table, gone in found.rows.items()]
