"""What families may be told on any topic: what the notice says, or what the council has said where its notice leaves something open."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from earlyhelp.policy import Policy
from earlyhelp.policy.answers import READING
from earlyhelp.policy.dates import rules_in_force
from earlyhelp.policy.keeping import Rule
from earlyhelp.policy.years import said

NOT_YET = "the notice does not say, and the council has not said yet"


@dataclass(frozen=True)
class Entered:
    """An answer of the council that is in force: to which question, about which of several things, since when."""

    key: str
    value: str
    since: date
    subject: str = ""


@dataclass(frozen=True)
class Known:
    """The notice in force with the council's answers to the questions that it leaves open."""

    policy: Policy
    entered: tuple[Entered, ...]

    @classmethod
    def of(cls, policy: Policy, entered: Iterable[Entered]) -> Known:
        """Answers to what this notice does not ask, or not so any more, are left out."""
        return cls(policy, tuple(one for one in entered if _fits(policy, one)))

    def answer(self, key: str) -> Entered | None:
        """What the council has answered to a question that has one answer; None before it has."""
        return next((one for one in self.entered if (one.key, one.subject) == (key, "")), None)

    @property
    def answers(self) -> dict[str, str]:
        """The answers to the questions that have one each, by key."""
        return {one.key: one.value for one in self.entered if not one.subject}

    def words(self, key: str) -> str:
        """The answer as families read it, without the day; empty before there is one."""
        one = self.answer(key)
        return READING.say(self.policy, key, one.value) if one else ""

    def told(self, key: str) -> str:
        """The answer with the day on which the council gave it, or that there is none yet."""
        one = self.answer(key)
        return f"{self.words(key)} ({set_on(one.since)})" if one else NOT_YET

    def on_topic(self, code: str) -> str:
        """What the council says on a topic that its notice leaves to it, or that nobody has said anything yet; empty where the
        notice speaks or is silent by itself."""
        topic = self.policy.topic(code)
        return self.told(topic.reading) if topic.state == "reading" else ""

    def rules(self, record: str) -> tuple[Rule, ...]:
        """The periods in force for a class of record: the notice's, or the council's where there is none."""
        return rules_in_force(self.policy, record, self.answers)

    def whose(self, rule: Rule) -> str:
        """“set by the council on …” where the years are the council's; empty where they are the notice's."""
        asked = self.policy.period_reading(rule.record)
        entered = self.answer(asked.key) if asked else None
        if entered and rule not in self.policy.rules(rule.record):
            return set_on(entered.since)
        return self.by_setting("retention_years", rule.record)

    def by_setting(self, what: str, entry: str) -> str:
        """“set by the council on …” where one of its settings stands over what the file says; empty where none does."""
        setting = self.policy.setting(what, entry)
        return set_on(setting.since) if setting and setting.since else ""


def _fits(policy: Policy, one: Entered) -> bool:
    """Whether the notice asks this and the answer is one. A day may be open: an inquiry that goes on has no end."""
    asked = next((reading for reading in policy.readings if reading.key == one.key), None)
    return asked is not None and (asked.kind == "date" or not READING.fault(policy, one.key, one.value))


def set_on(day: date) -> str:
    """Whose word it is."""
    return f"set by the council on {said(day)}"


def in_brackets(words: str) -> str:
    """“ (words)”; nothing where there are none."""
    return f" ({words})" if words else ""
