"""Places on lower pages that upper floors fill. Each app fills its own in ready(); a house test lists who fills what.

A lower floor never imports an upper one: it calls the slot and shows what comes back.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Generic, Protocol, TypeVar

from earlyhelp.policy.adjustments import Adjustment

Filling = TypeVar("Filling")


@dataclass
class Slot(Generic[Filling]):
    """A named place. `fill` is called once by each app that has something to put there, in the order of the apps."""

    name: str
    fillings: list[Filling] = field(default_factory=list)

    def fill(self, filling: Filling) -> Filling:
        if filling not in self.fillings:
            self.fillings.append(filling)
        return filling


@dataclass(frozen=True)
class Job:
    """A line of somebody's Today page: what one of it is called and what several are, how many, and where to go on."""

    one: str
    many: str
    count: int
    href: str

    @property
    def text(self) -> str:
        """What there is, after its number."""
        return self.one if self.count == 1 else self.many


@dataclass(frozen=True)
class Someone:
    """Somebody whom a referral names, before there is a row: `key` is theirs for as long as the draft lives."""

    key: str
    name: str
    grown_up: bool
    to_come: bool = False
    youngest: int | None = None  # how old they are at least; None for a grown-up of unknown age


@dataclass(frozen=True)
class Shortcut:
    """A link that saves somebody a way on their Today page."""

    text: str
    href: str


@dataclass(frozen=True)
class Happening:
    """A line of a case's activity: when, what kind, in which words, by whom; and where it stands in full."""

    at: datetime
    kind: str
    title: str
    text: str = ""
    by: str = ""
    href: str = ""
    gone: str = ""  # why the words do not count any more: corrected or taken back


@dataclass(frozen=True)
class Telling:
    """One kind of row that a case's activity tells of: a queryset of them, newest first, and the lines that one of them is.

    A page asks for the rows of all kinds in one statement: `lines` asks nothing, so what it needs beside the row is joined to it.
    """

    rows: Any
    lines: Callable[[Any], Iterable[Happening]]


@dataclass(frozen=True)
class Worked:
    """One kind of thing that is done on a case, such as “a note”: a queryset of them, and the expression that says on which day each was."""

    kind: str
    rows: Any
    day: Any


@dataclass(frozen=True)
class Due:
    """One thing that somebody has to do: its words, the case's reference, the day, the page where it is done."""

    words: str
    reference: str
    on: date
    href: str


@dataclass(frozen=True)
class Finding:
    """What live records say about one kind of evidence: how many were looked at, how many of them do not fit, where to look.

    `one` and `many` say what does not fit, after its number, such as “case rests on a basis that the notice does not name”.
    """

    wrong: int
    looked_at: int
    one: str
    many: str
    href: str = ""

    @property
    def words(self) -> str:
        """“2 of 40: cases rest …”, or nothing where all fits."""
        return f"{self.wrong} of {self.looked_at}: {self.one if self.wrong == 1 else self.many}" if self.wrong else ""


@dataclass(frozen=True)
class Count:
    """How many closed records of one class a setting moves, and how."""

    record_class: str
    earlier: int = 0
    later: int = 0
    newly_dated: int = 0
    no_longer_dated: int = 0
    newly_due: int = 0


@dataclass(frozen=True)
class Moved:
    """One record that a setting moves: its reference and class, until when it is kept, until when it would be, and why."""

    reference: str
    record_class: str
    before: str
    after: str
    why: str
    href: str = ""


@dataclass(frozen=True)
class Effect:
    """What a setting would change, seen from one floor. `digest` is of everything that was counted, sample or not."""

    sentences: tuple[str, ...] = ()
    counts: tuple[Count, ...] = ()
    sample: tuple[Moved, ...] = ()
    digest: str = ""


class ReferralQuestions(Protocol):
    """Questions that an upper floor adds to the referral, and what it does with the answers once the case is there."""

    def fields(self, people: list[Someone]) -> dict[str, Any]:
        """Name to form field, asked on the page about telling the family. The names begin with `told_`."""

    def clean(self, answers: dict[str, Any], people: list[Someone]) -> None:
        """Raise Refused where the answers about these people do not fit together."""

    def basis(self, answers: dict[str, Any]) -> str:
        """The lawful basis (a code of the policy) that the answers give the case from the start, or an empty string."""

    def keep(
        self, case: Any, people: dict[str, Any], answers: dict[str, Any], by: Any, *, named: list[Someone]
    ) -> None:
        """Store the answers about these people, by the key that the questions knew them by, inside the transaction that sends the
        referral. `named` are the same people as the questions knew them: the sender may not see their rows."""


banner_lines: Slot[Callable[[Any], dict[str, Any]]] = Slot("banner_lines")  # case -> keys of the family banner
case_tabs: Slot[Callable[[Any], tuple[str, str]]] = Slot("case_tabs")  # case -> (words, href)
referral_questions: Slot[ReferralQuestions] = Slot("referral_questions")
explicit_consent: Slot[Callable[[Any], bool]] = Slot("explicit_consent")  # case -> whether one is in force on it
social_care_told: Slot[Callable[[Any, datetime], bool]] = Slot(
    "social_care_told"
)  # case, moment -> whether sharing was recorded
sees_case: Slot[Callable[[Any, str], bool]] = Slot("sees_case")  # user, reference -> whether the case is theirs to open
family_told: Slot[Callable[[Any], Iterable[Telling]]] = Slot(
    "family_told"
)  # case -> who was told and agreed, or why not
closing_preview: Slot[Callable[[Any, date, str], list[str]]] = Slot(
    "closing_preview"
)  # case, day and outcome, if it is known -> what closing so means for retention
days_worked: Slot[Callable[[Any], Iterable[Worked]]] = Slot("days_worked")  # case -> when upper floors did what on it
activity: Slot[Callable[[Any], Iterable[Telling]]] = Slot("activity")  # case -> what upper floors did on it
due_work: Slot[Callable[[Any], list[Due]]] = Slot("due_work")  # staff -> what they have to do, by when
shortcuts: Slot[Callable[[Any], list[Shortcut]]] = Slot("shortcuts")  # staff -> links
found_links: Slot[Callable[[Any, Any], list[Shortcut]]] = Slot("found_links")  # staff, key of somebody found -> links
today_jobs: Slot[Callable[[Any], list[Job]]] = Slot("today_jobs")  # staff -> jobs
setting_effects: Slot[Callable[[Adjustment, date], "Effect | None"]] = Slot(
    "setting_effects"
)  # what a setting would move from a day on
evidence: Slot[tuple[str, Callable[[], Finding]]] = Slot("evidence")  # a kind of evidence, and what counts it
on_paper: Slot[Callable[[], Iterable[tuple[str, tuple[str, ...]]]]] = Slot(
    "on_paper"
)  # who answers for information, on what families get

ALL_SLOTS = (
    on_paper,
    banner_lines,
    case_tabs,
    referral_questions,
    explicit_consent,
    closing_preview,
    social_care_told,
    sees_case,
    family_told,
    days_worked,
    activity,
    due_work,
    shortcuts,
    found_links,
    today_jobs,
    setting_effects,
    evidence,
)
