"""What a notice leaves to the council: the questions of its file, as things that a council may set."""

from __future__ import annotations

from datetime import date

from earlyhelp.policy.adjustments import Kind
from earlyhelp.policy.schema import Policy
from earlyhelp.policy.vocabulary import YEARS
from earlyhelp.policy.years import said

LONGEST = 60  # characters of an answer


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
    try:
        date.fromisoformat(value)
    except ValueError:
        return "Enter a day, such as 27 3 2026."
    return ""


def _in_words(policy: Policy, key: str, value: str) -> str:
    asked = policy.reading(key)
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
