"""What a notice leaves to the council: the questions of its file, as things that a council may set."""

from __future__ import annotations

from datetime import date

from earlyhelp.policy.adjustments import Kind
from earlyhelp.policy.facts import BELIEVABLE
from earlyhelp.policy.notice import Reading
from earlyhelp.policy.schema import Policy
from earlyhelp.policy.vocabulary import YEARS
from earlyhelp.policy.years import said

LONGEST = 60  # characters of an answer
RUNNING = "running"  # the answer that something has no end yet


def _answer_fault(policy: Policy, key: str, value: str) -> str:
    """Why this answers not what was asked: a choice, a number of years, words, or a day."""
    asked = policy.reading(key)
    if asked.kind == "choice":
        return "" if value in {choice.code for choice in asked.choices} else "Choose one of the answers."
    if asked.kind == "years":
        right = value.isascii() and value.isdecimal() and int(value) in YEARS
        return "" if right else "Enter a whole number of years."
    if asked.kind == "text":
        return "" if value.strip() and len(value) <= LONGEST else "Enter the council’s answer."
    return "" if asked.may_be_running and value == RUNNING else _day_fault(asked, value)


def _day_fault(asked: Reading, value: str) -> str:
    """Why this is no day that could be right."""
    try:
        day = date.fromisoformat(value)
    except ValueError:
        still = f", or that the {asked.for_each} is still running" if asked.may_be_running else ""
        return f"Enter a day, such as 27 3 2026{still}."
    if day.year not in BELIEVABLE:
        return "Check the year."
    if asked.earliest and day < asked.earliest:
        return f"It cannot have been before {said(asked.earliest)}: check the day."
    return ""


def _in_words(policy: Policy, key: str, value: str) -> str:
    asked = policy.reading(key)
    if asked.may_be_running and value == RUNNING:
        return "still running"
    if asked.kind == "date":
        return said(date.fromisoformat(value))
    if asked.kind == "years":
        return f"{value} year{'' if value == '1' else 's'}"
    return next((choice.label for choice in asked.choices if choice.code == value), value)


READING = Kind(
    code="reading",
    group="answers",
    words="The council’s answer",
    asks="answer",
    follows="What rests on the answer is worked out anew.",
    entries=lambda policy: {reading.key: reading.question for reading in policy.readings},
    read=lambda policy, key: "",
    source=lambda policy, key: policy.reading(key).source,
    fault=_answer_fault,
    put=lambda policy, adjustment: policy,  # answers are asked for where they are needed; the file has none
    say=_in_words,
    keeping=True,
)
