"""The record of processing activities (UK GDPR, Article 30): each purpose of the notice, what it rests on, who may receive, and how
often it was used. Counted from the activities themselves, never from what somebody wrote in a register."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import connection
from django.db.models import Count, QuerySet

from access import clock, notice
from access.views.pages import Page
from cases.models import QualitySample
from earlyhelp.desk.words import WORDS
from earlyhelp.policy.information import Purpose
from earlyhelp.policy.places import recipients_in
from earlyhelp.policy.schema import Policy
from sharing.models import Disclosure, Extract
from sharing.models.disclosures import Decision

YEAR = timedelta(days=365)
Numbers = Counter[str]  # by the code of a purpose


def _by_purpose(rows: "QuerySet[Any]") -> Numbers:
    return Counter(dict(rows.order_by().values_list("purpose").annotate(number=Count("pk"))))


def _shared(since: date) -> Numbers:
    return _by_purpose(Disclosure.objects.standing().filter(decision=Decision.SHARED, shared_on__gt=since))


def _kept_back(since: date) -> Numbers:
    return _by_purpose(Disclosure.objects.standing().filter(decision=Decision.NOT_SHARED, shared_on__gt=since))


def _questions(since: date) -> Numbers:
    """Sums alone: the questions themselves belong to families."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT purpose, number FROM earlyhelp_questions_by_purpose(%s)", [since])
        return Counter(dict(cursor.fetchall()))


def _samples(since: date) -> Numbers:
    return _by_purpose(QualitySample.objects.filter(drawn_on__gt=since))


def _extracts(since: date) -> Numbers:
    """Those that may leave now, whenever they were approved."""
    return _by_purpose(Extract.objects.in_force())


@dataclass(frozen=True)
class Activity:
    """A kind of processing of which each entry names its purpose: what one is called, what several are, and their numbers."""

    one: str
    many: str
    numbers: Callable[[date], Numbers]


ROLES = {
    "controller": "Controller",
    "joint": "Joint controller",
    "commissioner": "Commissioner",
    "processor": "Processor",
}  # as Article 30 calls them; a test asks for every role of the vocabulary

# What is done for a purpose and says for which. A new kind of processing gets its line here.
ACTIVITIES = (
    Activity("time information was shared", "times information was shared", _shared),
    Activity("decision not to share", "decisions not to share", _kept_back),
    Activity("question to whoever sent a referral", "questions to whoever sent a referral", _questions),
    Activity("sample of cases read for it", "samples of cases read for it", _samples),
    Activity("extract for research that may leave", "extracts for research that may leave", _extracts),
)


@dataclass(frozen=True)
class Row:
    """A purpose, in words. `purpose` is None for one that only an earlier notice names."""

    label: str
    where: str
    bases: tuple[str, ...]
    recipients: tuple[str, ...]
    numbers: tuple[str, ...]
    purpose: Purpose | None = None


def rows(policy: Policy, today: date) -> list[Row]:
    """Every purpose of the notice in its order, then what was done for purposes that it names no more."""
    found = [(kind, kind.numbers(today - YEAR)) for kind in ACTIVITIES]
    named = [_row(policy, purpose, found) for purpose in policy.purposes]
    codes = {purpose.code for purpose in policy.purposes}
    gone = sorted({code for _, numbers in found for code in numbers if code and code not in codes})
    return named + [Row(code, "Of an earlier notice", (), (), tuple(_in_words(found, code))) for code in gone]


def _row(policy: Policy, purpose: Purpose, found: list[tuple[Activity, Numbers]]) -> Row:
    return Row(
        label=purpose.label,
        where=WORDS["PURPOSE_SCOPES"][purpose.scope],
        bases=tuple(policy.basis(code).label for code in purpose.bases),
        recipients=tuple(one.label for one in policy.recipients if (one.code, purpose.code) in policy.allowed_pairs()),
        numbers=tuple(_in_words(found, purpose.code)),
        purpose=purpose,
    )


def _in_words(found: list[tuple[Activity, Numbers]], code: str) -> Iterator[str]:
    for kind, numbers in found:
        if number := numbers[code]:
            yield f"{number} {kind.one if number == 1 else kind.many}"


class Processing(Page):
    """The record, for the Data Protection Officer and whoever they show it to."""

    template_name = "desk/processing.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        policy, today = notice.policy(), clock.today()
        return super().get_context_data(
            policy=policy,
            organisations=[(ROLES[one.role], one.name) for one in policy.controllers if one.name],
            rows=rows(policy, today),
            since=today - YEAR,
            samples=bool(policy.purposes_of("assurance")),
            countries=sorted(recipients_in(policy) or ()),
            **kwargs,
        )
