"""Until when a case is kept, and why: worked out by the one function of the policy, stored so that finding what is due is quick.

A file cannot be taken apart, so a case has one clock: its class is the one that keeps it longest. Derived, never typed: losing
every row loses nothing, and the nightly job puts right whatever differs.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from access import clock
from access.jobs import robot
from access.records import acting
from cases.models import Case
from cases.stages import Stage
from earlyhelp.database.turns import one_at_a_time
from earlyhelp.policy.dates import Answer, whole_file
from earlyhelp.policy.years import said
from retention.models import Clock, Hold
from retention.operations import facts
from retention.operations.promises import Promises

CHUNK = 500
OPEN_SIBLING = "Another case of this family is not closed, so this one is kept with it."
COMPARED = (
    "case_reference",
    "record_class",
    "state",
    "keep_until",
    "dispose_from",
    "held",
    "because",
    "rule_source",
    "fingerprint",
)


def work_out(case: Case) -> dict[str, Any]:
    """What this case's clock must say now: state, dates, held, sentences, source, fingerprint."""
    return work_out_all([case])[case.pk]


def work_out_all(cases: Sequence[Case], promises: Promises | None = None) -> dict[UUID, dict[str, Any]]:
    """The same for several cases, with the same few questions to the database however many they are."""
    return {case.pk: values for case, (values,) in work_out_under(cases, promises or Promises.in_force())}


def work_out_under(cases: Sequence[Case], *promises: Promises) -> Iterator[tuple[Case, tuple[dict[str, Any], ...]]]:
    """The same under several promises, from the same facts: what they are now, and what they would be with a setting."""
    known, stops = facts.known_about(cases), _stops(cases)
    for case in cases:
        yield case, tuple(_values(case, known[case.pk], stops[case.pk], one) for one in promises)


def answer_for(known: facts.Known, promises: Promises) -> Answer:
    """The policy's answer for a whole file: what its class asks, and what its assessment asks where the notice has a period for
    those or leaves one to the council."""
    answers = _of_its_class(known, promises)
    if known.assessed and promises.speaks_of(facts.ASSESSMENT):
        answers.append(promises.answer(facts.ASSESSMENT, known.assessment_facts))
    return whole_file(answers)


def _of_its_class(known: facts.Known, promises: Promises) -> list[Answer]:
    """Children who stepped up are counted each from birth, beside the case that they had."""
    if known.record_class != facts.CHILDREN_IN_NEED:
        return [promises.answer(known.record_class, known.facts)]
    each: list[Answer] = []
    if promises.speaks_of(facts.CHILDREN_IN_NEED):
        stepped_up = dict(known.days).get("closed")
        born = known.births or (None,)
        each = [promises.answer(known.record_class, {"born": one, "stepped_up": stepped_up}) for one in born]
    return [promises.answer(facts.CASE, known.facts), *each]


def _values(case: Case, known: facts.Known, stops: list[str], promises: Promises) -> dict[str, Any]:
    answer = answer_for(known, promises)
    stopped = stops if answer.state != "open" else []
    return {
        "case_reference": case.reference,
        "record_class": known.record_class,
        "state": answer.state,
        "keep_until": answer.keep_until,
        "dispose_from": answer.dispose_from,
        "held": bool(stopped) or answer.state == "held",
        "because": [*stopped, *answer.because],
        "rule_source": answer.source,
        "fingerprint": answer.fingerprint,
    }


def _stops(cases: Sequence[Case]) -> dict[UUID, list[str]]:
    """What keeps each case whatever its date: a hold, or another case of the family that is not closed."""
    keys, families = [case.pk for case in cases], {case.family_id for case in cases}
    found: dict[UUID, list[str]] = {key: [] for key in keys}
    for hold in Hold.objects.filter(released_at=None).order_by("placed_at", "pk"):
        for key in [hold.case_key] if hold.case_key else keys:
            if key in found:
                found[key].append(_sentence(hold))
    at_work = set(
        Case.objects.filter(family__in=families).exclude(stage=Stage.CLOSED).values_list("family_id", flat=True)
    )
    for case in cases:
        if case.stage == Stage.CLOSED and case.family_id in at_work:
            found[case.pk].append(OPEN_SIBLING)
    return found


def _sentence(hold: Hold) -> str:
    """Without its reason: that is for those who may see holds."""
    what = "this record" if hold.case_key else "every record"
    return f"A hold was placed on {what} on {said(clock.uk_date(hold.placed_at))}: it is kept, whatever its date."


def refresh(case_key: UUID) -> int:
    """Bring the clocks of a case, and of its family's other cases, in line with what is recorded. Returns how many changed."""
    family = Case.objects.filter(pk=case_key).values_list("family_id", flat=True).first()
    return _bring_in_line(Case.objects.filter(family_id=family), Promises.in_force()) if family else 0


def refresh_all() -> int:
    """The same for every case, a few hundred a transaction: the nightly comparison of what is stored with what is right."""
    promises = Promises.in_force()
    return sum(_bring_in_line(Case.objects.filter(pk__in=keys), promises) for keys in chunks(Case.objects.all()))


def chunks(cases: "QuerySet[Case]") -> Iterator[list[UUID]]:
    """The keys of these cases, a few hundred at a time."""
    last: UUID | None = None
    while True:
        after = {"pk__gt": last} if last else {}
        keys = list(cases.filter(**after).order_by("pk").values_list("pk", flat=True)[:CHUNK])
        if not keys:
            return
        yield keys
        if len(keys) < CHUNK:
            return
        last = keys[-1]


@transaction.atomic
def _bring_in_line(rows: Iterable[Case], promises: Promises) -> int:
    one_at_a_time("retention.clocks")  # two refreshes of one case would each add a row
    cases = list(rows)
    stored = {row.case_id: row for row in Clock.objects.filter(case_id__in=[case.pk for case in cases])}
    moment = clock.now()
    new, changed = [], []
    for key, values in work_out_all(cases, promises).items():
        row = stored.get(key)
        if row is None:
            new.append(Clock(case_id=key, worked_out_at=moment, **values))
        elif any(getattr(row, name) != values[name] for name in COMPARED):
            for name, value in {**values, "worked_out_at": moment}.items():
                setattr(row, name, value)
            changed.append(row)
    with acting(robot(), "worked out anew"):
        Clock.objects.bulk_create(new)
        Clock.objects.bulk_update(changed, [*COMPARED, "worked_out_at"])
    return len(new) + len(changed)
