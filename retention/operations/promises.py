"""The council's promises about keeping, as they stand now: its notice, its readings, and which of them nobody has entered."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from access import notice
from earlyhelp.policy import Policy
from earlyhelp.policy.adjustments import Adjustment
from earlyhelp.policy.answers import READING
from earlyhelp.policy.dates import Answer, Inquiry, retention_when, rules_in_force
from earlyhelp.policy.keeping import Rule
from earlyhelp.policy.layer import KINDS, layered, that_fit
from earlyhelp.policy.notice import Reading


@dataclass(frozen=True)
class Promises:
    """One reading of policy and council for many cases; equal questions are asked of the policy once."""

    policy: Policy
    settings: dict[str, str]
    inquiries: tuple[Inquiry, ...] | None
    _answers: dict[Any, Answer] = field(default_factory=dict, compare=False, repr=False)

    @classmethod
    def in_force(cls) -> "Promises":
        """The notice of this deployment, with the readings that the council has entered and not withdrawn."""
        return cls.of(notice.policy_on_keeping(), _entered())

    @classmethod
    def if_set(cls, setting: Adjustment) -> "Promises":
        """The same as they would be with one more setting. Raises LayerError where there may be no such one."""
        entered = _entered()
        if setting.what == READING.code:
            entered.pop((setting.entry, setting.subject), None)
            entered |= {(setting.entry, setting.subject): setting.value} if setting.value else {}
            return cls.of(notice.policy_on_keeping(), entered)
        file = notice.base()
        there = [
            one for one in that_fit(file, notice.layer()) if KINDS[one.what].keeping and one.thing != setting.thing
        ]
        return cls.of(layered(file, [*there, setting]), entered)

    @classmethod
    def of(cls, policy: Policy, entered: Mapping[tuple[str, str], str]) -> "Promises":
        """A policy with the answers of the council, by question and subject."""
        ends = {hold.reading for hold in policy.holds}
        inquiries = tuple(
            Inquiry(subject or "Inquiry", _day(value)) for (key, subject), value in entered.items() if key in ends
        )
        return cls(policy, {key: value for (key, _), value in entered.items() if key not in ends}, inquiries or None)

    def answer(self, record: str, facts: Mapping[str, Any]) -> Answer:
        """What the policy says about a record of this class with these facts."""
        question = (record, tuple(sorted(facts.items())))
        if question not in self._answers:
            self._answers[question] = retention_when(
                self.policy, record, facts, settings=self.settings, inquiries=self.inquiries
            )
        return self._answers[question]

    def rules(self, record: str) -> tuple[Rule, ...]:
        """The periods that hold for a class of record, stated or entered; none where nothing is."""
        return rules_in_force(self.policy, record, self.settings)

    def speaks_of(self, record: str) -> bool:
        """Whether this class has a period of its own: a stated one, or one that the council is asked for."""
        return bool(self.policy.rules(record)) or self.policy.period_reading(record) is not None

    def unset(self) -> list[Reading]:
        """The readings that dates depend on and that nobody has entered: until then nothing that rests on them is due."""
        asked = [hold.reading for hold in self.policy.holds if self.inquiries is None]
        if any(rule.keep.then == "end_of_current_year" for rule in self.policy.retention):
            asked += [] if self.settings.get("current_year") else ["current_year"]
        asked += [one.key for one in self.policy.readings if one.record and not self.rules(one.record)]
        return [reading for reading in self.policy.readings if reading.key in asked and not reading.default]


def _entered() -> dict[tuple[str, str], str]:
    return {(row.key, row.subject): row.value for row in notice.readings()}


def _day(value: str) -> date | None:
    """The end of an inquiry as entered; one that is still running has none, and what is no day is none."""
    try:
        return date.fromisoformat(value)
    except ValueError:
        return None
