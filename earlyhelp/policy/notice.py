"""What a notice says about itself: whose it is, what it covers, how it calls things, what it leaves to the council."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from earlyhelp.policy import vocabulary as words
from earlyhelp.policy.fields import one_of, refers
from earlyhelp.policy.law import LAWS


@dataclass(frozen=True, kw_only=True)
class Council:
    """Whose notice this is, which version of it, and from when this file is used."""

    name: str
    notice: str
    version: str
    effective_from: date
    effective_until: date | None = None  # the last day, where a newer version has come
    registration: str = ""
    corporate_notice: str = ""
    promises: (
        str  # which ones the file holds, such as “DUR-01 to DUR-30”: none is lost unseen, and none is another notice's
    )
    source: str


@dataclass(frozen=True, kw_only=True)
class Controller:
    """An organisation that answers for the information, or takes part in it. One that the notice does not name has a reading."""

    code: str
    name: str = ""
    reading: str = refers("readings", default="")
    role: str = one_of(words.CONTROLLER_ROLES)
    handles: str = ""  # what a processor does for the controller
    source: str


@dataclass(frozen=True, kw_only=True)
class Contact:
    """Whom a person can turn to, and how. A contact that the notice does not give has a reading."""

    code: str = one_of(words.CONTACTS)
    label: str
    email: str = ""
    post: str = ""
    telephone: str = ""
    web: str = ""
    found_on_case: bool = False  # the family's own worker
    reading: str = refers("readings", default="")
    source: str

    @property
    def ways(self) -> tuple[str, ...]:
        return tuple(way for way in (self.email, self.post, self.telephone, self.web) if way)


@dataclass(frozen=True, kw_only=True)
class Topic:
    """What the notice does with a topic: it states it, is silent, points elsewhere or leaves it to the council."""

    code: str = one_of(words.TOPICS)
    state: str = one_of(words.STATES)
    listing: str = one_of(words.LISTINGS, default="")
    reference: str = ""
    contact: str = refers("contacts", default="")
    reading: str = refers("readings", default="")
    source: str

    @property
    def label(self) -> str:
        return words.TOPICS[self.code]


@dataclass(frozen=True, kw_only=True)
class Label:
    """The council's own word for something that every council has."""

    code: str = one_of(words.LABELS)
    text: str
    source: str


@dataclass(frozen=True, kw_only=True)
class Choice:
    """One of the answers that the council may give."""

    code: str
    label: str


@dataclass(frozen=True, kw_only=True)
class Reading:
    """A question that only the council can answer. `default`, where there is one, is the cautious answer until it does."""

    code: str
    question: str
    kind: str = one_of(words.READING_KINDS)
    choices: tuple[Choice, ...] = ()
    default: str = ""
    for_each: str = ""
    earliest: date | None = None  # of a day: an earlier one cannot be right
    record: str = one_of({"", *words.RECORDS}, default="")  # of years: the class of record that they are about
    starts: str = one_of({"", *words.STARTS}, default="")  # of years: from when they are counted
    because: str
    source: str

    @property
    def key(self) -> str:
        return self.code

    @property
    def may_be_running(self) -> bool:
        """Whether it asks when something ended of which there may be several: each has an end, or is still running."""
        return self.kind == "date" and bool(self.for_each)


@dataclass(frozen=True, kw_only=True)
class Wording:
    """A text that somebody accepts: staff before they open a record, a partner before a package opens."""

    code: str = one_of(words.WORDINGS)
    text: str
    dated: date
    source: str


@dataclass(frozen=True, kw_only=True)
class Promise:
    """One thing that the notice promises families, and how the program keeps it. Tests name it by its code.

    `capability` is the part of the product that keeps it: before that part is delivered the promise is not yet kept, whatever tests
    say. `evidence` names what is counted of live records each night to see whether it is kept here.
    """

    code: str
    area: str = one_of(words.AREAS)
    capability: str = one_of(words.CAPABILITIES)
    text: str
    kept_by: str
    evidence: tuple[str, ...] = one_of(words.EVIDENCE, default=())
    rests_on: tuple[str, ...] = one_of(words.TOPICS, default=())  # unset, they leave the promise waiting
    source: str

    @property
    def delivered(self) -> bool:
        """Whether the part of the product that keeps it is here."""
        return self.capability in words.DELIVERED


@dataclass(frozen=True, kw_only=True)
class Right:
    """A right, who answers a request, and who else can be turned to."""

    code: str = one_of(words.RIGHTS)
    label: str
    contact: str = refers("contacts")
    then: tuple[str, ...] = refers("contacts", default=())
    contact_first_is_optional: bool = False
    condition: str = ""
    free: bool = False
    extension: bool = True  # false where the notice promises an answer without one
    test: str = one_of(words.RIGHT_TESTS, default="")
    law: str = one_of(LAWS, default="uk_gdpr")  # whose words the notice uses
    source: str
