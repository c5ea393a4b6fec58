"""The DPO's filters."""

from collections.abc import Iterable
from typing import Any

from django import forms

from access import notice
from access.forms.filters import Filters
from access.models import Organisation, Staff
from earlyhelp.govuk import DateField
from earlyhelp.policy import Policy
from sharing.forms.disclosures import YES_NO
from sharing.models.disclosures import Disclosure
from sharing.operations import questions
from sharing.operations.purposes import shared_for

CONDITIONS = ("9(2)(g)", "9(2)(h)")  # those that a council's reading or a ground can bring in


DAYS = {"from": "From", "to": "To", "recorded": "Recorded from"}


class LogFilter(Filters):
    """The DPO's filters. All by GET, none with personal data, so that an address can be passed on."""

    partner = forms.ChoiceField(label="Partner", required=False)
    purpose = forms.ChoiceField(label="Purpose", required=False)
    basis = forms.ChoiceField(label="Basis or ground", required=False)
    condition = forms.ChoiceField(label="Condition for special category information", required=False)
    only_if = forms.ChoiceField(label="Only allowed if", required=False)
    power = forms.ChoiceField(label="Law or guidance behind it", required=False)
    person = forms.UUIDField(required=False, widget=forms.HiddenInput)
    author = forms.ChoiceField(label="Recorded by", required=False)
    told = forms.ChoiceField(label="Family told", required=False, choices=(("", "Any"), *YES_NO))
    late = forms.ChoiceField(label="Recorded late", required=False, choices=(("", "Any"), *YES_NO))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        policy = notice.policy()
        self.partners = {row.pk: row for row in Organisation.objects.order_by("name") if _partner(row)}
        self._choose("partner", [(str(key), row.name) for key, row in self.partners.items()])
        self._choose("purpose", shared_for(policy))
        bases = [(basis.code, basis.label) for basis in policy.bases]
        self._choose("basis", bases + [(ground.code, ground.label) for ground in policy.grounds])
        conditions = sorted({basis.article_9 for basis in policy.bases if basis.article_9} | set(CONDITIONS))
        self._choose("condition", [("none", "No special category information"), *((code, code) for code in conditions)])
        self._choose_what_the_notice_asks(policy)
        authors = Staff.objects.filter(user__pk__in=Disclosure.objects.values("recorded_by")).select_related("user")
        self._choose("author", [(str(one.pk), one.user.name) for one in authors.order_by("user__name")])
        for name, label in DAYS.items():
            self.fields[name] = DateField(label=label, required=False)

    def _choose_what_the_notice_asks(self, policy: Policy) -> None:
        """By condition and by law; a notice that has none of them asks nothing here either."""
        conditions = {one.code: one.text for kind in policy.recipients for one in kind.only_if}
        powers = [(power.code, questions.named(policy, power.code)) for power in policy.powers]
        powers += [(notice.ANOTHER, "Another one")] if questions.takes_another(policy) else []
        for name, choices in (("only_if", list(conditions.items())), ("power", powers)):
            if choices:
                self._choose(name, choices)
            else:
                del self.fields[name]

    def with_partners(self, rows: Iterable[Disclosure]) -> list[Disclosure]:
        """These entries, each with its partner, whom the filter knows already."""
        found = list(rows)
        for row in found:
            if partner := self.partners.get(row.recipient_id):
                row.recipient = partner
        return found


def _partner(row: Organisation) -> bool:
    """Also one that is no longer active: what went to it stays in the log."""
    return row.kind != "council"
