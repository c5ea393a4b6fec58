"""What is the council's own in its file, and may be another here: times, words, services. What the notice says of them stays."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, time
from typing import Any

from earlyhelp.policy import vocabulary as words
from earlyhelp.policy.adjustments import (
    LONGEST,
    NEW_VERSION,
    Adjustment,
    Kind,
    as_it_is,
    entry_of,
    marked,
    number_in,
    own,
)
from earlyhelp.policy.schema import Policy
from earlyhelp.policy.work import Clock

UNITS = {
    "working_hours": "working hour",
    "working_days": "working day",
    "days": "day",
    "weeks": "week",
    "months": "month",
}
AGES = range(0, 27)
WHOLE_WEEK = "working_time"  # the entry of what there is only one of
LEAP_YEAR = 2024  # so that 29 February can be a day of every year


def named(policy: Policy, part: str) -> dict[str, str]:
    """Code to label of the entries of a part that are the council's own."""
    return {
        entry.code: getattr(entry, "label", "") or entry.code for entry in getattr(policy, part) if own(entry.source)
    }


def put_into(policy: Policy, part: str, adjustment: Adjustment, **values: Any) -> Policy:
    """The policy with other values in one entry of a part; its source says whose they are."""
    return replace(
        policy,
        **{  # type: ignore[arg-type]  # a part of the policy, by its name
            part: tuple(
                replace(entry, source=marked(entry.source, adjustment), **values)
                if entry.code == adjustment.entry
                else entry
                for entry in getattr(policy, part)
            )
        },
    )


# --- clocks ---------------------------------------------------------------------------------------------------------------


def amount_in_words(amount: int, unit: str) -> str:
    """“3 working days”."""
    return f"{amount} {UNITS[unit]}{'' if amount == 1 else 's'}"


def _clock_fault(policy: Policy, entry: str, value: str) -> str:
    """The council's own clocks are any length; one that its notice promises may only be shorter."""
    clock = policy.clock(entry)
    if fault := number_in(value, range(1, 1_000), "a number"):
        return fault
    if not own(clock.source) and int(value) > clock.amount:
        promised = amount_in_words(clock.amount, clock.unit)
        return f"The notice promises {promised} ({clock.source}): it can be shorter here, never longer. {NEW_VERSION}"
    return ""


def _put_clock(policy: Policy, adjustment: Adjustment) -> Policy:
    return put_into(policy, "clocks", adjustment, amount=int(adjustment.value))


def _clock_in_words(policy: Policy, entry: str, value: str) -> str:
    clock: Clock = policy.clock(entry)
    return amount_in_words(int(value), clock.unit)


CLOCK = Kind(
    code="clock",
    group="time",
    words="By when it is to be done",
    asks="number",
    follows="It counts for whatever begins from that day on. What has its day already keeps it.",
    entries=lambda policy: {clock.code: clock.label for clock in policy.clocks},
    read=lambda policy, entry: str(policy.clock(entry).amount),
    source=lambda policy, entry: policy.clock(entry).source,
    fault=_clock_fault,
    put=_put_clock,
    say=_clock_in_words,
)

# --- when the hub is at work ----------------------------------------------------------------------------------------------


def hours_of(value: str) -> tuple[time, time]:
    """Opening and closing of “09:00-17:00”. Raises ValueError for what are no times."""
    opens, _, closes = value.partition("-")
    return time.fromisoformat(opens), time.fromisoformat(closes)


def _hours_fault(_policy: Policy, _entry: str, value: str) -> str:
    try:
        opens, closes = hours_of(value)
    except ValueError:
        return "Enter two times such as 09:00 and 17:00."
    return "" if opens < closes else "It has to close after it opens."


def _put_hours(policy: Policy, adjustment: Adjustment) -> Policy:
    opens, closes = hours_of(adjustment.value)
    times = policy.working_time
    return replace(
        policy,
        working_time=replace(
            times, opens=f"{opens:%H:%M}", closes=f"{closes:%H:%M}", source=marked(times.source, adjustment)
        ),
    )


HOURS = Kind(
    code="hours",
    group="time",
    words="When the {hub} is at work, Monday to Friday",
    asks="hours",
    follows="Working hours and days are counted with it from that day on.",
    entries=lambda policy: {WHOLE_WEEK: "Opening hours"},
    read=lambda policy, entry: f"{policy.working_time.opens}-{policy.working_time.closes}",
    source=lambda policy, entry: policy.working_time.source,
    fault=_hours_fault,
    put=_put_hours,
    say=lambda policy, entry, value: value.replace("-", " to "),
)


def days_of(value: str) -> list[date]:
    """The days of every year in “12-24,12-27”. Raises ValueError for what are none."""
    return [date.fromisoformat(f"{LEAP_YEAR}-{day}") for day in filter(None, value.split(","))]


def day_typed(typed: str) -> str:
    """“24 December” or “24 12” as it is stored, “12-24”. Raises ValueError for what is no day."""
    for shape in ("%d %B %Y", "%d %b %Y", "%d %m %Y"):
        try:
            return datetime.strptime(f"{' '.join(typed.split())} {LEAP_YEAR}", shape).strftime("%m-%d")
        except ValueError:
            continue
    raise ValueError(typed)


def _days_fault(_policy: Policy, _entry: str, value: str) -> str:
    try:
        found = days_of(value)
    except ValueError:
        return "Enter each day like 24 December, one in a line."
    if not found:
        return "Enter at least one day, such as 25 December."
    if len(found) > words.MOST_CLOSED:
        return f"At most {words.MOST_CLOSED} days: all work waits on a closed day."
    return "" if len(set(found)) == len(found) else "One day stands there twice."


def _put_days(policy: Policy, adjustment: Adjustment) -> Policy:
    times = policy.working_time
    closed = tuple(f"{day:%m-%d}" for day in sorted(days_of(adjustment.value)))
    return replace(policy, working_time=replace(times, closed=closed, source=marked(times.source, adjustment)))


CLOSED_DAYS = Kind(
    code="closed_days",
    group="time",
    words="Days of every year on which the {hub} is closed, besides weekends and bank holidays",
    asks="days",
    follows="Working hours and days are counted with it from that day on.",
    entries=lambda policy: {WHOLE_WEEK: "Closed days"},
    read=lambda policy, entry: ",".join(policy.working_time.closed),
    source=lambda policy, entry: policy.working_time.source,
    fault=_days_fault,
    put=_put_days,
    say=lambda policy, entry, value: ", ".join(f"{day.day} {day:%B}" for day in days_of(value)) or "none",
)

# --- words and services ---------------------------------------------------------------------------------------------------


def _text_fault(_policy: Policy, _entry: str, value: str) -> str:
    if not value.strip():
        return "Enter the words."
    if set(value) & set("{}"):
        return "Leave out curly brackets."
    return f"At most {LONGEST} characters." if len(value) > LONGEST else ""


def _text(code: str, part: str, name: str, *, group: str, words: str, entries: Callable[[Policy], Any]) -> Kind:
    """A text of an entry, `name` by field."""
    return Kind(
        code=code,
        group=group,
        words=words,
        asks="text",
        follows="No record moves. The words change on every page and form from that day on.",
        entries=entries,
        read=lambda policy, entry: getattr(entry_of(policy, part, entry), name),
        source=lambda policy, entry: entry_of(policy, part, entry).source,
        fault=_text_fault,
        put=lambda policy, adjustment: put_into(policy, part, adjustment, **{name: adjustment.value.strip()}),
        say=as_it_is,
    )


LABEL = _text(
    "label",
    "labels",
    "text",
    group="words",
    words="What it is called",
    entries=lambda policy: {
        code: code.replace("_", " ").capitalize() for code in sorted(words.LABELS) if code in named(policy, "labels")
    },
)
HINT = _text(
    "hint",
    "assessment_sections",
    "hint",
    group="words",
    words="What the {assessment} says below the heading",
    entries=lambda policy: named(policy, "assessment_sections"),
)
SERVICE_LABEL = _text(
    "service_label",
    "services",
    "label",
    group="services",
    words="What the service is called",
    entries=lambda policy: named(policy, "services"),
)


def ages_of(value: str) -> tuple[int, int]:
    """From which age, and up to which birthday; a nought is no upper age."""
    first, _, last = value.partition("-")
    return int(first), int(last)


def _ages_fault(_policy: Policy, _entry: str, value: str) -> str:
    try:
        first, last = ages_of(value)
    except ValueError:
        return "Enter the ages as whole numbers."
    if first not in AGES or last not in AGES:
        return "Enter ages between 0 and 26."
    return "The birthday at which it ends has to come after the age at which it begins." if 0 < last <= first else ""


def _put_ages(policy: Policy, adjustment: Adjustment) -> Policy:
    first, last = ages_of(adjustment.value)
    return put_into(policy, "services", adjustment, from_age=first, until_birthday=last)


def _ages_in_words(_policy: Policy, _entry: str, value: str) -> str:
    first, last = ages_of(value)
    begins = f"from {first}" if first else "from birth"
    return f"{begins} until they turn {last}" if last else f"{begins}, no upper age"


SERVICE_AGES = Kind(
    code="service_ages",
    group="services",
    words="The ages that the service is for",
    asks="ages",
    follows="No record moves. The ages stand beside the service where one is chosen; nobody who has it loses it.",
    entries=lambda policy: named(policy, "services"),
    read=lambda policy, entry: f"{policy.service(entry).from_age}-{policy.service(entry).until_birthday}",
    source=lambda policy, entry: policy.service(entry).source,
    fault=_ages_fault,
    put=_put_ages,
    say=_ages_in_words,
)
KINDS = (CLOCK, HOURS, CLOSED_DAYS, LABEL, HINT, SERVICE_LABEL, SERVICE_AGES)
