"""When a record may go: a policy's rule, the facts and the holds make a state, and a date where there can be one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from earlyhelp.policy.facts import CLOSINGS, EVENTS, STARTS, FactError, Facts, never
from earlyhelp.policy.keeping import Hold, Keep, Rule
from earlyhelp.policy.notice import Reading
from earlyhelp.policy.schema import Policy
from earlyhelp.policy.vocabulary import YEARS
from earlyhelp.policy.years import YEAR_ENDS, anniversary, birthday, end_of_year, said

# Where more than one is true, the first in this order is the answer.
STATES = ("open", "held", "needs_person", "no_rule", "dated")

AS_CLOSED = (
    "They stepped up at 18 or later, and nothing is said of the closing of their case: it counts as closed on that day."
)

# Which year's end a rule counts from; the council says itself what it means by the current one.
FIXED_YEARS = {"end_of_financial_year": "financial", "end_of_calendar_year": "calendar"}


@dataclass(frozen=True)
class Inquiry:
    """An inquiry that holds records; without an end it is still running."""

    name: str
    ended: date | None = None


@dataclass(frozen=True)
class RightsRequest:
    """A request about the record; while it is open the record stays."""

    received: date
    closed: date | None = None


@dataclass(frozen=True)
class Answer:
    """What retention says about one record today, and why."""

    state: str
    because: tuple[str, ...]
    source: str
    fingerprint: str
    keep_until: date | None = None
    dispose_from: date | None = None
    due: bool | None = None


def retention_when(
    policy: Policy,
    record: str,
    facts: Mapping[str, object],
    *,
    settings: Mapping[str, str] | None = None,
    inquiries: Sequence[Inquiry] | None = None,
    open_requests: Iterable[RightsRequest] = (),
    as_of: date | None = None,
) -> Answer:
    """The state of one record. `inquiries` left out means the policy's own holds, which have no end of their own.

    Where two notices in force each state a period, a date is worked out by each, and the later counts.
    """
    known = Facts.read(facts)
    readings = _readings(policy, settings or {})
    asked = _Question(policy, record, known, readings, inquiries, tuple(open_requests), as_of)
    found = _answers(asked)
    if record == "children_in_need" and known.says_of(*CLOSINGS):
        return _later_of(found, asked)
    if record == "children_in_need" and (closed := known.closed_by_stepping_up):
        later = _later_of(found, replace(asked, known=closed))
        return replace(later, because=(AS_CLOSED, *later.because))
    return whole_file(found)


@dataclass(frozen=True)
class _Question:
    """What is asked about one record, with what is known."""

    policy: Policy
    record: str
    known: Facts
    readings: dict[str, str]
    inquiries: Sequence[Inquiry] | None
    open_requests: tuple[RightsRequest, ...]
    as_of: date | None


def _answers(asked: _Question) -> list[Answer]:
    return [_answer(asked, rule) for rule in _rules(asked.policy, asked.record, asked.readings) or (None,)]


def _later_of(stepped_up: list[Answer], asked: _Question) -> Answer:
    """A child who stepped up has an early help case as well: both periods run, and the later counts.

    Where nobody has said which year is the current one, either may be meant: only a date that is later than both is certain.
    """
    by_birth, case = whole_file(stepped_up), replace(asked, record="case")
    by_closing = whole_file(_answers(case))
    if by_birth.keep_until and by_closing.state == "no_rule" and not asked.readings.get("current_year"):
        either = [
            whole_file(_answers(replace(case, readings=asked.readings | {"current_year": year}))) for year in YEAR_ENDS
        ]
        if all(one.keep_until and one.keep_until <= by_birth.keep_until for one in either):
            return by_birth
    found = whole_file([by_birth, by_closing])
    other = by_closing if found is by_birth else by_birth
    if found.keep_until is None or other.keep_until is None:
        return found
    why = f"Its other period, {other.source}, would end on {said(other.keep_until)}: the later date counts."
    return replace(found, because=(*found.because[:-1], why, found.because[-1]))  # the last says until when


def _answer(asked: _Question, rule: Rule | None) -> Answer:
    """The answer under one rule, or under none."""
    policy, known, inquiries = asked.policy, asked.known, asked.inquiries
    event = EVENTS.get(asked.record, never)(known)
    start = STARTS[rule.starts](known) if rule else event
    holds = tuple(hold for hold in policy.holds if hold.applies_to == "everyone" or not known.adult_throughout)
    if policy.holds and not holds:
        inquiries = ()  # the council's hold is on children's records, and this is certainly not one
    reasons = {
        "open": _once(event.still_open + start.still_open),
        "held": (*_open_requests(asked.open_requests, asked.as_of), *_running(holds, inquiries)),
        "needs_person": _once(known.doubts + event.missing + start.missing),
        "no_rule": _no_rule(policy, asked.record, rule, known, asked.readings),
    }
    state = next((state for state, why in reasons.items() if why), "dated")
    answer = Answer(
        state=state,
        because=reasons.get(state, ()),
        source=rule.source if rule else policy.topic("retention").source,
        fingerprint=policy.fingerprint,
        due=None if asked.as_of is None else False,
    )
    if rule is None or start.day is None or state != "dated":
        return answer
    until, counted = _kept_until(rule, start.day, asked.readings)
    until, held = _after_inquiries(until, holds, inquiries or ())
    because = (start.because, *_lengthened(policy, "retention_years", rule.record), *counted, *held)
    if held:
        because += tuple(sentence for hold in holds for sentence in _lengthened(policy, "hold_years", hold.code))
    return _dated(replace(answer, because=because), until, asked.as_of)


def _lengthened(policy: Policy, what: str, entry: str) -> tuple[str, ...]:
    """Whose period it is, where the council keeps it longer than the notice says."""
    one = policy.setting(what, entry)
    if one is None:
        return ()
    name = "period" if what == "retention_years" else "hold"
    return (f"The council lengthened this {name}{one.begins} ({one.called}): {one.value} years instead of {one.was}.",)


def rules_in_force(policy: Policy, record: str, settings: Mapping[str, str]) -> tuple[Rule, ...]:
    """The rules for a class of record: the notice's, or the years that the council has entered where the notice says none."""
    return _rules(policy, record, _readings(policy, settings))


def _rules(policy: Policy, record: str, readings: Mapping[str, str]) -> tuple[Rule, ...]:
    """A reading never shortens what a notice states. A contact's period is never for one that became a case."""
    stated, asked = policy.rules(record), policy.period_reading(record)
    years = int(readings[asked.key] or 0) if asked else 0
    if asked is None or not years:
        return stated
    source = f"{asked.source}; the council's reading, {asked.key}"
    if stated:
        return tuple(
            rule if rule.keep.years >= years else replace(rule, keep=replace(rule.keep, years=years), source=source)
            for rule in stated
        )
    scope = "not_progressed" if record == "contact" else "all"
    return (
        Rule(
            record=record, starts=asked.starts, keep=Keep(years=years), at_end="review", applies_to=scope, source=source
        ),
    )


def whole_file(answers: Sequence[Answer]) -> Answer:
    """The answer for a file that cannot be taken apart: the first state in the order, else the latest date."""
    return min(answers, key=lambda answer: (STATES.index(answer.state), -(answer.keep_until or date.min).toordinal()))


def _dated(answer: Answer, until: date, as_of: date | None) -> Answer:
    """The answer with its dates: the last day kept, and the day after, from which the record is due."""
    first = until + timedelta(days=1)
    return replace(
        answer,
        because=(*answer.because, f"It is kept until {said(until)} and may go from {said(first)}."),
        keep_until=until,
        dispose_from=first,
        due=None if as_of is None else as_of >= first,
    )


def _readings(policy: Policy, settings: Mapping[str, str]) -> dict[str, str]:
    """The council's answers, and the cautious default where a question has one. A wrong answer is refused."""
    found = {}
    for reading in policy.readings:
        value = settings.get(reading.key) or reading.default
        if value and (fault := _fault(reading, value)):
            raise FactError(f"the setting {reading.key} must be {fault}, not {value!r}")
        found[reading.key] = value
    return found


def _fault(reading: Reading, value: object) -> str:
    """What the answer would have to be instead; empty where it is one."""
    choices = [choice.code for choice in reading.choices]
    if choices and value not in choices:
        return f"one of {', '.join(choices)}"
    if reading.kind == "years" and not is_years(value):
        return "a whole number of years, such as “6”"
    return ""


def is_years(value: object) -> bool:
    """Whether this says a number of years that a record may be kept: three digits at most, so that no number is too long to read."""
    said_so = isinstance(value, str) and value.isascii() and value.isdecimal() and len(value) <= 3
    return said_so and int(str(value)) in YEARS


def _open_requests(requests: Iterable[RightsRequest], as_of: date | None) -> tuple[str, ...]:
    """A request that closes after the day asked about is open on that day."""
    return tuple(
        f"A rights request received on {said(request.received)} is open."
        for request in requests
        if request.closed is None or (as_of is not None and request.closed > as_of)
    )


def _running(holds: tuple[Hold, ...], inquiries: Sequence[Inquiry] | None) -> tuple[str, ...]:
    if inquiries is None:
        return tuple(f"{hold.label}: no end has been entered, so nothing may go ({hold.source})." for hold in holds)
    return tuple(f"“{inquiry.name}” is still running." for inquiry in inquiries if inquiry.ended is None)


def _no_rule(
    policy: Policy, record: str, rule: Rule | None, facts: Facts, readings: Mapping[str, str]
) -> tuple[str, ...]:
    """Why there is no date to work out; empty where there is one. Nothing is invented."""
    if rule is None:
        topic = policy.topic("retention")
        pointer = f" It points to: {topic.reference}." if topic.reference else ""
        asked = policy.period_reading(record)
        unset = f" The setting {asked.key} is not entered: {asked.question}" if asked else ""
        return (f"The notice states no period for records of the class {record}.{pointer}{unset}",)
    if rule.applies_to == "not_progressed" and facts.progressed:
        return ("The contact became a referral, so it is part of its case and this period is not for it.",)
    if rule.keep.then == "end_of_current_year" and not readings["current_year"]:
        return (f"The setting current_year is not entered: {policy.reading('current_year').question}",)
    return ()


def _kept_until(rule: Rule, day: date, readings: Mapping[str, str]) -> tuple[date, tuple[str, ...]]:
    """The last day of the stated period, and how it was worked out."""
    years, rounded = rule.keep.years, rule.keep.then != "none"
    period = "1 year" if years == 1 else f"{years} years"
    kind = (FIXED_YEARS.get(rule.keep.then) or readings["current_year"]) if rounded else ""
    if rule.counts_from == "birth":
        until = birthday(day, years, readings.get("leap_birthday") or "1_march")
        said_so = (f"The period is {period} from birth: {said(until)}.",)
        if not rounded:
            return until, said_so
        end = end_of_year(until, kind)
        return end, (*said_so, f"The {kind} year of that day ends on {said(end)}.")
    if not rounded:
        until = anniversary(day, years)
        return until, (f"The period is {period} from then: {said(until)}.",)
    end = end_of_year(day, kind)
    until = anniversary(end, years)
    return until, (
        f"The {kind} year of that day ends on {said(end)}.",
        f"The period is {period} from then: {said(until)}.",
    )


def _after_inquiries(
    until: date, holds: tuple[Hold, ...], inquiries: Sequence[Inquiry]
) -> tuple[date, tuple[str, ...]]:
    """The later of the stated period and the years that follow the last inquiry."""
    ended = max((inquiry.ended for inquiry in inquiries if inquiry.ended), default=None)
    if ended is None:
        return until, ()
    years = max((hold.plus_years for hold in holds), default=0)
    floor = anniversary(ended, years)
    return max(until, floor), (
        f"The last inquiry ended on {said(ended)}; the hold lasts {years} years longer, until {said(floor)}.",
        "The later date counts.",
    )


def _once(sentences: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(sentences))
