"""One version of one council's notice as data, and the questions that the product asks of it."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol, TypeVar

from earlyhelp.policy import vocabulary as words
from earlyhelp.policy.adjustments import Adjustment
from earlyhelp.policy.called import Called
from earlyhelp.policy.errors import UnknownCode
from earlyhelp.policy.fields import named
from earlyhelp.policy.information import (
    AgeRange,
    AgreementToTakePart,
    Basis,
    Category,
    Channel,
    Hub,
    Informant,
    Intake,
    Level,
    Power,
    Purpose,
    Records,
    Subject,
)
from earlyhelp.policy.keeping import Hold, Rule
from earlyhelp.policy.notice import Contact, Controller, Council, Label, Promise, Reading, Right, Topic, Wording
from earlyhelp.policy.sharing import (
    Breach,
    Condition,
    Ground,
    Marketing,
    Minimum,
    OutsideRecipient,
    Pathway,
    Place,
    Recipient,
    Research,
    Sharing,
    Telling,
)
from earlyhelp.policy.work import AssessmentSection, Clock, Service, WorkingTime
from earlyhelp.policy.years import said

# What a file may say and nothing reads yet: the parts of the product that will read it (words.CAPABILITIES). Everything else acts.
LATER = {
    "records.kept_on": "casework",  # paper files beside the record
    "records.accurate": "casework",  # the page of quality
    "ground.who_was_told_required": "sharing",
    "ground.not_sharing_needs_manager": "sharing",
    "pathway.kind": "hub",  # the standard set of recipients of a pathway
    "pathway.listing": "hub",
    "pathway.recipients": "hub",
    "research.told_first": "sharing",  # membership of the programme
    "breach.suspected_too": "sharing",  # the breach register
    "breach.mistakes_too": "sharing",
}


class Coded(Protocol):
    """An entry that is found by its code."""

    @property
    def code(self) -> str: ...


Entry = TypeVar("Entry", bound=Coded)


@dataclass(frozen=True)
class Joined:
    """The notices that one policy is made of, where two are in force together."""

    notices: tuple[Policy, ...]


@dataclass(frozen=True, kw_only=True)
class Policy:
    """One version of one council's notice. Decisions store its fingerprint and the source of the entry they rest on."""

    name: str
    file_name: str
    fingerprint: str
    layer: tuple[Adjustment, ...] = ()  # what the council has set instead (layer.py); a file has none

    council: Council = field(metadata=named("council"))
    intake: Intake = field(metadata=named("intake"))
    agreement_to_take_part: AgreementToTakePart = field(metadata=named("agreement_to_take_part"))
    sharing: Sharing | None = field(default=None, metadata=named("sharing"))
    working_time: WorkingTime = field(metadata=named("working_time"))
    hub: Hub | None = field(default=None, metadata=named("hub"))
    records: Records | None = field(default=None, metadata=named("records"))
    marketing: Marketing | None = field(default=None, metadata=named("marketing"))
    breach: Breach | None = field(default=None, metadata=named("breach"))

    topics: tuple[Topic, ...] = field(default=(), metadata=named("topic"))
    controllers: tuple[Controller, ...] = field(default=(), metadata=named("controller"))
    contacts: tuple[Contact, ...] = field(default=(), metadata=named("contact"))
    labels: tuple[Label, ...] = field(default=(), metadata=named("label"))
    channels: tuple[Channel, ...] = field(default=(), metadata=named("channel"))
    informants: tuple[Informant, ...] = field(default=(), metadata=named("informant"))
    subjects: tuple[Subject, ...] = field(default=(), metadata=named("subject"))
    ages: tuple[AgeRange, ...] = field(default=(), metadata=named("age_range"))
    levels: tuple[Level, ...] = field(default=(), metadata=named("level"))
    services: tuple[Service, ...] = field(default=(), metadata=named("service"))
    clocks: tuple[Clock, ...] = field(default=(), metadata=named("clock"))
    assessment_sections: tuple[AssessmentSection, ...] = field(default=(), metadata=named("assessment_section"))
    powers: tuple[Power, ...] = field(default=(), metadata=named("power"))
    bases: tuple[Basis, ...] = field(default=(), metadata=named("lawful_basis"))
    categories: tuple[Category, ...] = field(default=(), metadata=named("category"))
    purposes: tuple[Purpose, ...] = field(default=(), metadata=named("purpose"))
    recipients: tuple[Recipient, ...] = field(default=(), metadata=named("recipient"))
    outside_recipients: tuple[OutsideRecipient, ...] = field(default=(), metadata=named("outside_recipient"))
    grounds: tuple[Ground, ...] = field(default=(), metadata=named("ground"))
    pathways: tuple[Pathway, ...] = field(default=(), metadata=named("pathway"))
    tellings: tuple[Telling, ...] = field(default=(), metadata=named("telling"))
    minimums: tuple[Minimum, ...] = field(default=(), metadata=named("minimum"))
    research: tuple[Research, ...] = field(default=(), metadata=named("research"))
    places: tuple[Place, ...] = field(default=(), metadata=named("place"))
    rights: tuple[Right, ...] = field(default=(), metadata=named("right"))
    retention: tuple[Rule, ...] = field(default=(), metadata=named("retention"))
    holds: tuple[Hold, ...] = field(default=(), metadata=named("hold"))
    readings: tuple[Reading, ...] = field(default=(), metadata=named("reading"))
    wordings: tuple[Wording, ...] = field(default=(), metadata=named("wording"))
    promises: tuple[Promise, ...] = field(default=(), metadata=named("promise"))
    joined: Joined | None = None

    @property
    def notices(self) -> tuple[Policy, ...]:
        """Each notice in force by itself."""
        return self.joined.notices if self.joined else (self,)

    @property
    def version(self) -> str:
        return self.council.version

    @property
    def effective_from(self) -> date:
        return self.council.effective_from

    def why_not_in_force(self, day: date) -> str:
        """Why nothing may be decided under it on this day, in a sentence; empty where it is in force."""
        until, called = self.council.effective_until, f"“{self.council.notice}”, version {self.version},"
        if day < self.effective_from:
            return f"{called} is in force from {said(self.effective_from)} on, and not yet on {said(day)}."
        if until and day > until:
            return f"{called} was in force until {said(until)}, and no more on {said(day)}."
        return ""

    def setting(self, what: str, entry: str) -> Adjustment | None:
        """The council's setting of this thing; None where the file's own stands."""
        return next((one for one in self.layer if (one.what, one.entry) == (what, entry)), None)

    def topic(self, code: str) -> Topic:
        return self._find(self.topics, code, "topic")

    def contact(self, code: str) -> Contact:
        return self._find(self.contacts, code, "contact")

    def label(self, code: str) -> str:
        """The council's word, as it stands in a sentence."""
        return self._find(self.labels, code, "label").text

    def worded(self, text: str, **more: object) -> str:
        """A text with the council's words where it names things by their codes: “The {hub} decides”."""
        return text.format_map(Called(self.label, **more))

    def power(self, code: str) -> Power:
        return self._find(self.powers, code, "power")

    def study(self, code: str) -> Research:
        return self._find(self.research, code, "study")

    def pathway(self, code: str) -> Pathway:
        return self._find(self.pathways, code, "pathway")

    def basis(self, code: str) -> Basis:
        return self._find(self.bases, code, "lawful basis")

    def category(self, code: str) -> Category:
        return self._find(self.categories, code, "category")

    def purpose(self, code: str) -> Purpose:
        return self._find(self.purposes, code, "purpose")

    def recipient(self, kind: str) -> Recipient:
        return self._find(self.recipients, kind, "kind of recipient")

    def ground(self, code: str) -> Ground:
        return self._find(self.grounds, code, "ground")

    def right(self, code: str) -> Right:
        return self._find(self.rights, code, "right")

    def reading(self, key: str) -> Reading:
        return self._find(self.readings, key, "reading")

    def service(self, code: str) -> Service:
        return self._find(self.services, code, "service")

    def level(self, code: str) -> Level:
        return self._find(self.levels, code, "level of need")

    def clock(self, code: str) -> Clock:
        return self._find(self.clocks, code, "clock")

    def assessment_section(self, code: str) -> AssessmentSection:
        return self._find(self.assessment_sections, code, "assessment section")

    def promise(self, code: str) -> Promise:
        return self._find(self.promises, code, "promise")

    def wording(self, code: str) -> Wording:
        return self._find(self.wordings, code, "wording")

    def rules(self, record: str) -> tuple[Rule, ...]:
        """The rules for a class of record: none where no period is stated, two where two notices in force each state one."""
        return tuple(rule for rule in self.retention if rule.record == record)

    def period_reading(self, record: str) -> Reading | None:
        """The question to the council for how many years a class of record is kept, where the notice leaves it open."""
        return next((reading for reading in self.readings if reading.record == record), None)

    def minimum(self, kind: str, purpose: str = "") -> Minimum | None:
        """The first entry that fits a recipient of this kind, for the purpose where one is given; None where none does."""
        for entry in self.minimums:
            fits = (kind, entry.purpose) in self.allowed_pairs() and (not entry.only_to or kind in entry.only_to)
            if fits and purpose in ("", entry.purpose):
                return entry
        return None

    def purposes_of(self, scope: str) -> tuple[Purpose, ...]:
        """The purposes that belong there, such as those of the front door."""
        return tuple(purpose for purpose in self.purposes if purpose.scope == scope)

    def condition(self, code: str) -> Condition:
        return self._find(tuple(one for kind in self.recipients for one in kind.only_if), code, "condition")

    def is_open(self, topic: str) -> bool:
        """Whether the notice's list leaves room for others, with a reason."""
        return self.topic(topic).listing == "open"

    def allowed_pairs(self) -> Iterable[tuple[str, str]]:
        """Every kind of recipient with every purpose that the notice allows it."""
        return tuple((recipient.code, purpose) for recipient in self.recipients for purpose in recipient.purposes)

    def informants_at(self, scope: str) -> tuple[Informant, ...]:
        """Those from whom information comes there: at the front door, or in the service."""
        return tuple(informant for informant in self.informants if not informant.scopes or scope in informant.scopes)

    def informant_choices(self) -> dict[str, str]:
        """Whom the hub may say a referral came from: those whom the notice names, others where its list is open or it names none,
        and families who no longer need a specialist service where it is for them too."""
        found = {one.code: one.label for one in self.informants_at("front_door")} or dict(words.USUAL_INFORMANTS)
        if words.STEPS_DOWN in self.intake.also_for:
            found[words.STEPS_DOWN] = "A specialist service that the family no longer needs: it steps down"
        if self.is_open("informants"):
            found = {**words.INFORMANTS, **found} | {words.ANOTHER_INFORMANT: "Somebody else"}
        return found

    def may_come(self, informant: str, channel: str) -> bool:
        """Whether the notice lets somebody like this come by this way: some ways are for professionals alone."""
        if informant not in words.THE_PUBLIC:
            return True
        ways = [one.open_to for one in self.channels if one.code == channel]
        return all("public" in people for people in (*ways, self.intake.open_to) if people)

    def channel_choices(self) -> tuple[tuple[str, str], ...]:
        """The ways in that the notice names; every way that the product knows where it names none."""
        return tuple((channel.code, channel.label) for channel in self.channels) or tuple(words.CHANNELS.items())

    def unset_topics(self, entered: Collection[str] = ()) -> tuple[Topic, ...]:
        """The topics that nothing may rest on yet, given the keys of the readings that the council has entered."""
        return tuple(topic for topic in self.topics if topic.state != "stated" and topic.reading not in entered)

    def _find(self, entries: tuple[Entry, ...], code: str, what: str) -> Entry:
        for entry in entries:
            if entry.code == code:
                return entry
        there = ", ".join(entry.code for entry in entries) or "none"
        raise UnknownCode(f"{self.file_name} has no {what} called “{code}”. It has: {there}.")
