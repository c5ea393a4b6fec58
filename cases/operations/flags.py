"""Flags among the readings: found at night by the rules that are on, looked at by the Data Protection Officer, answered by the person."""

import json
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from access import clock, security
from access.errors import Refused, need_reason
from access.grants import require
from access.models import User
from access.notifications import notify
from cases.models import Case, Flag, FlagRule
from cases.models.flags import UNDECIDED, FlagState
from cases.operations.flag_rules import RULES, Rule

REVIEW = "cases.review_flags"
LOOKED_BACK = 3  # days: what came in late, or a night left out, is found all the same
Seen = tuple[int, UUID | None, dict[str, Any]]  # account, case, numbers


def find(by: User) -> int:
    """Look at the last days by every rule that is on. Returns how many flags are new; what was found before is not found again."""
    today, off = clock.today(), switched_off()
    days = [today - timedelta(days=back) for back in range(LOOKED_BACK, 0, -1)]
    return sum(_find(RULES[code], day, by) for code in RULES if code not in off for day in days)


def switched_off() -> set[str]:
    """The codes of the rules that somebody switched off."""
    return set(FlagRule.objects.filter(is_on=False).values_list("code", flat=True))


@transaction.atomic
def _find(rule: Rule, day: date, by: User) -> int:
    """What one rule sees on one day, without what it has seen already."""
    known = _known(rule, day)
    new = [seen for seen in _seen(rule, day) if seen[:2] not in known]
    references = dict(Case.objects.filter(pk__in={key for _, key, _ in new if key}).values_list("pk", "reference"))
    for who, key, evidence in new:
        Flag(
            rule=rule.code,
            user_id=who,
            on=day,
            case_key=key,
            case_reference=references[key] if key else "",
            evidence=evidence,
            found_at=clock.now(),
        ).write(by=by, because="found at night")
    return len(new)


def _known(rule: Rule, day: date) -> set[tuple[int, UUID | None]]:
    """Whom and what the rule has found on this day, or in the days in which it does not say the same again."""
    found = Flag.objects.filter(rule=rule.code, on__gte=day - timedelta(days=rule.quiet))
    return {(who, key) for who, key, on in found.values_list("user", "case_key", "on") if rule.quiet or on == day}


def _seen(rule: Rule, day: date) -> Iterator[Seen]:
    begins, ends = (datetime.combine(one, time(), clock.UK) for one in (day, day + timedelta(days=1)))
    with connection.cursor() as cursor:
        cursor.execute(rule.ask, {"day": day, "begins": begins, "ends": ends, **rule.numbers})
        yield from ((who, key, json.loads(evidence)) for who, key, evidence in cursor.fetchall())


@transaction.atomic
def decide(flag: Flag, *, outcome: str, because: str, by: User) -> Flag:
    """Say that it is fine, or an incident; or ask the person, who then has news of it that names no family.

    Decided once, asked once. Raises Refused for one's own, and where somebody who no longer works here is to be asked.
    """
    require(by, REVIEW)
    need_reason(because)
    found = Flag.objects.for_change().get(pk=flag.pk)
    if found.user_id == by.pk:
        raise Refused("Another Data Protection Officer looks at this one: it is about you.")
    if found.state not in UNDECIDED:
        if (found.state, found.because) == (outcome, because):
            return found  # the page was sent twice
        raise Refused(
            f"{found.reviewed_by} has decided on it already: {found.get_state_display().lower()}. That stands."
        )
    if outcome == FlagState.ASKED:
        return _ask(found, because, by)
    found.because = because
    return _write(found, FlagState(outcome), because, by)


def _ask(flag: Flag, question: str, by: User) -> Flag:
    if flag.state == FlagState.ASKED and flag.question == question:
        return flag  # the page was sent twice
    if flag.state != FlagState.NEW:
        raise Refused("They were asked already. Say whether it is fine or an incident.", "outcome")
    if notify(flag.user, "flag.asked") is None:
        raise Refused("They do not work here any more. Say whether it is fine or an incident.", "outcome")
    flag.question = question
    return _write(flag, FlagState.ASKED, question, by)


def _write(flag: Flag, state: FlagState, because: str, by: User) -> Flag:
    flag.state, flag.reviewed_by, flag.reviewed_at = state, by, clock.now()
    return flag.write(by=by, because=because)


@transaction.atomic
def answer(key: UUID, *, text: str, by: User) -> Flag | None:
    """What the person says who was asked. None where nothing is asked of them, or they have answered already."""
    need_reason(text, "Write your answer.", "text")
    found: Flag | None = Flag.objects.for_change().filter(pk=key, user=by, state=FlagState.ASKED).first()
    if found is None:
        return None
    found.state, found.answer = FlagState.ANSWERED, text
    return found.write(by=by, because="answered")


@transaction.atomic
def switch(code: str, *, is_on: bool, because: str, by: User) -> FlagRule:
    """Switch a rule off, or on again, with a reason: one place, kept with its history, and among the security events."""
    require(by, REVIEW)
    need_reason(because)
    row = FlagRule.objects.for_change().filter(code=code).first() or FlagRule(code=code, is_on=True)
    if row.is_on == is_on:
        return row  # the page was sent twice
    row.is_on, row.because, row.changed_by, row.changed_at = is_on, because, by, clock.now()
    security.record(f"flag_rule_{'on' if is_on else 'off'}", by=by, because=RULES[code].name)
    return row.write(by=by, because=because)
