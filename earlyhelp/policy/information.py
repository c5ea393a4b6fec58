"""What a notice says about information: how it comes in, from whom, what it is, what it is for, on which basis."""

from __future__ import annotations

from dataclasses import dataclass

from earlyhelp.policy import vocabulary as words
from earlyhelp.policy.classes import CLASSES
from earlyhelp.policy.fields import one_of, refers
from earlyhelp.policy.law import CATEGORIES, LAWS, PAIRS, POWER_KINDS


@dataclass(frozen=True, kw_only=True)
class Intake:
    """How families come in, and which stages wait for a consent. Agreement to take part is another thing."""

    consent: str = one_of(words.CONSENT_RULES)
    ask_consent_before: tuple[str, ...] = one_of(words.STAGES)
    explanation: str = ""  # what the form says about consent to whoever fills it in
    open_to: tuple[str, ...] = one_of(words.PEOPLE, default=())
    single_point: bool = False
    also_for: tuple[str, ...] = one_of(words.COMING, default=())
    source: str


@dataclass(frozen=True, kw_only=True)
class Subject:
    """Somebody about whom information is kept."""

    code: str = one_of(words.SUBJECTS)
    label: str
    source: str


@dataclass(frozen=True, kw_only=True)
class Records:
    """In what form records are kept, how they are kept safe, and whether the notice promises that they are right and up to date."""

    kept_on: tuple[str, ...] = one_of(words.MEDIA, default=())
    safeguards: tuple[str, ...] = one_of(words.SAFEGUARDS, default=())
    accurate: bool = False
    source: str


@dataclass(frozen=True, kw_only=True)
class AgreementToTakePart:
    """A family's yes to being helped: asked everywhere, and never a legal basis for using their information.

    No stage waits for it: no notice says that help depends on a record of it. Before `ask_before` the case says that it is to be asked.
    """

    label: str
    ask_before: str = one_of(words.STAGES)
    source: str


@dataclass(frozen=True, kw_only=True)
class Channel:
    """A way in which information arrives, and who may use it."""

    code: str = one_of(words.CHANNELS)
    label: str
    open_to: tuple[str, ...] = one_of(words.PEOPLE)
    source: str


@dataclass(frozen=True, kw_only=True)
class Informant:
    """Somebody from whom information about a family comes. Without a scope, everywhere."""

    code: str = one_of(words.INFORMANTS)
    label: str
    where_possible: bool = False
    only_if_person_cannot: bool = False
    scopes: tuple[str, ...] = one_of(words.INFORMANT_SCOPES, default=())
    source: str


@dataclass(frozen=True, kw_only=True)
class AgeRange:
    """Whom the service is for: up to, and not including, the birthday."""

    code: str
    label: str
    unborn: bool = False
    from_age: int = 0
    until_birthday: int
    condition: str = one_of(words.AGE_CONDITIONS, default="")
    source: str

    def is_for(self, ages: range, *, unborn: bool = False) -> bool:
        """Whether it takes in somebody who is one of these ages, or who is not born yet."""
        if unborn:
            return self.unborn
        return ages.start < self.until_birthday and self.from_age < ages.stop


@dataclass(frozen=True, kw_only=True)
class Level:
    """A level of need; above the threshold the form warns and shows the way to social care."""

    code: str
    label: str
    number: int
    above_threshold: bool = False
    source: str


@dataclass(frozen=True, kw_only=True)
class Hub:
    """The meeting that discusses new referrals."""

    meets: str = one_of(words.MEETINGS)
    source: str

    @property
    def days_between(self) -> int:
        return words.MEETINGS[self.meets]


@dataclass(frozen=True, kw_only=True)
class Basis:
    """One pair that may be relied on: a point of Article 6, with the Article 9 condition that goes with it, if any."""

    code: str
    label: str
    article_6: str = one_of(PAIRS)
    article_9: str = ""
    schedule_1: str = ""
    law: str = one_of(LAWS, default="uk_gdpr")  # which the notice names
    powers: tuple[str, ...] = refers("powers", default=())
    source: str

    @property
    def covers_special(self) -> bool:
        return bool(self.article_9)


@dataclass(frozen=True, kw_only=True)
class Power:
    """A law or guidance that the notice names behind its work: a duty, a power, or advice."""

    code: str
    law: str = one_of(LAWS)
    provision: str = ""
    label: str
    kind: str = one_of(POWER_KINDS)
    source: str


@dataclass(frozen=True, kw_only=True)
class ByReason:
    """A class of information that an open list takes in though it does not name it, with the DPO's reason."""

    what: str = one_of(CLASSES)
    about: tuple[str, ...] = one_of(words.ABOUT, default=())
    because: str
    source: str


@dataclass(frozen=True, kw_only=True)
class Category:
    """A kind of information: what the law calls it, what the notice calls it, and what has to be said before it is asked."""

    code: str = one_of(CATEGORIES)
    label: str
    special: bool = False
    criminal: bool = False
    notice_marks_special: bool = False
    only_for: tuple[str, ...] = one_of(words.RECORDS, default=())
    open_items: bool = False  # the notice gives examples: “such as”, “etc.”
    about: tuple[str, ...] = one_of(words.ABOUT, default=())
    reason_needed: str = one_of(words.REASONS, default="")
    serves: tuple[str, ...] = refers("powers", "services", default=())
    asked_because: str = ""
    covers: tuple[str, ...] = one_of(CLASSES, default=())
    covered_by_reason: tuple[ByReason, ...] = ()
    covered_if_read: tuple[str, ...] = one_of(CLASSES, default=())
    source: str

    @property
    def of_every_case(self) -> bool:
        """Whether it is kept of cases as such, and not for other classes of record alone."""
        return not self.only_for or "case" in self.only_for

    @property
    def protected(self) -> bool:
        """Treated as special, because the law says so or because the council said it would."""
        return self.special or self.notice_marks_special


@dataclass(frozen=True, kw_only=True)
class Purpose:
    """What information is used for. No basis means that the notice states none for it."""

    code: str
    label: str
    scope: str = one_of(words.PURPOSE_SCOPES, default="service")
    bases: tuple[str, ...] = refers("bases", default=())
    while_consent_awaited: bool = False
    source: str
