"""What a notice says about information that leaves: to whom, on which ground, for which study, and what never happens."""

from __future__ import annotations

from dataclasses import dataclass

from earlyhelp.policy import vocabulary as words
from earlyhelp.policy.fields import one_of, refers


@dataclass(frozen=True, kw_only=True)
class Sharing:
    """When sharing with partners may begin, what each sharing has to pass, and the principles that the council binds itself to."""

    starts: str = one_of({"", *words.SHARING_STARTS}, default="")
    tests: tuple[str, ...] = one_of(words.SHARING_TESTS, default=())
    principles: tuple[str, ...] = one_of(words.PRINCIPLES, default=())
    source: str


@dataclass(frozen=True, kw_only=True)
class Pathway:
    """A team or a pathway that a family can ask for, and who hears of it then."""

    code: str
    label: str
    kind: str = one_of(words.PATHWAY_KINDS)
    from_age: int = 0
    until_birthday: int = 0  # 0: no upper age
    recipients: tuple[str, ...] = refers("recipients")
    listing: str = one_of({"open", "closed"})
    source: str


@dataclass(frozen=True, kw_only=True)
class Telling:
    """What a family is told without asking. `each_person`: every adult, and every child who understands it."""

    code: str = one_of(words.TELLINGS)
    each_person: bool = False
    source: str


@dataclass(frozen=True, kw_only=True)
class Condition:
    """What has to be so before a recipient may have information for one of its purposes. Somebody says why it is, or it is looked up."""

    code: str
    purpose: str
    text: str
    kind: str = one_of(words.CONDITION_KINDS, default="confirmed")


@dataclass(frozen=True, kw_only=True)
class Recipient:
    """A kind of partner, with the purposes it may receive information for. Ages are whole years, both included."""

    code: str
    label: str
    names: tuple[str, ...] = ()  # where the notice names organisations
    names_are_examples: bool = False  # others of the kind are meant too
    purposes: tuple[str, ...] = refers("purposes")
    only_if: tuple[Condition, ...] = ()
    min_age: int | None = None
    max_age: int | None = None
    parents_too: bool = False
    needs_involvement: bool
    source: str

    def takes_age(self, age: int) -> bool:
        """Whether a child of this age is one that the notice names this partner for."""
        return (self.min_age is None or age >= self.min_age) and (self.max_age is None or age <= self.max_age)

    def conditions(self, purpose: str) -> tuple[Condition, ...]:
        """What has to be so before it may have information for this purpose; empty where the notice asks nothing more."""
        return tuple(condition for condition in self.only_if if condition.purpose == purpose)


@dataclass(frozen=True, kw_only=True)
class OutsideRecipient:
    """Somebody whom the notice does not list: reached on a ground only, never by purpose."""

    code: str
    label: str
    source: str


@dataclass(frozen=True, kw_only=True)
class Ground:
    """A reason to share that does not rest on involvement in the support. An empty `only_to` means anybody it fits."""

    code: str
    label: str
    force: str = one_of(words.FORCES)
    authority: str = one_of(words.AUTHORITIES)
    reference_required: bool
    who_was_told_required: bool = False
    not_sharing_needs_manager: bool = False
    only_to: tuple[str, ...] = refers("recipients", "outside_recipients", default=())
    source: str


@dataclass(frozen=True, kw_only=True)
class Minimum:
    """The least that a purpose needs: what is proposed before anybody has chosen. An empty `only_to` means every recipient.

    The first entry that fits a recipient is the purpose that is proposed for it.
    """

    code: str
    purpose: str = refers("purposes")
    only_to: tuple[str, ...] = refers("recipients", default=())
    categories: tuple[str, ...] = refers("categories")
    source: str


@dataclass(frozen=True, kw_only=True)
class Research:
    """A study that families are told about, and its terms. What the notice does not say is a reading, and until then nothing goes."""

    code: str
    study: str
    question: str
    recipient: str
    commissioners: tuple[str, ...] = ()
    linked_with: tuple[str, ...] = ()
    purpose: str = refers("purposes")
    cohort: str = one_of(words.COHORTS)
    told_first: bool = False
    columns: tuple[str, ...] = one_of(words.COLUMNS, default=())
    anonymised: str = one_of(words.ANONYMISED)
    opt_out: str = one_of(words.OPT_OUTS)
    opt_out_contact: str = refers("contacts", default="")
    comes_back: str = one_of(words.RESEARCH_RETURNS)
    conditions: tuple[str, ...] = one_of(words.RESEARCH_CONDITIONS, default=())
    destroy_after_years: int | None = None
    destroy_from: str = one_of(words.DESTRUCTION_STARTS, default="")
    readings: tuple[str, ...] = refers("readings", default=())
    source: str


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where something may happen: the processing, or a recipient's."""

    code: str = one_of(words.PLACE_KINDS)
    within: tuple[str, ...] = one_of(words.TERRITORIES)
    notice_within: tuple[str, ...] = one_of(words.TERRITORIES, default=())  # the notice's own words, where we name more
    source: str


@dataclass(frozen=True, kw_only=True)
class Marketing:
    """What the notice says about marketing."""

    rule: str = one_of(words.MARKETING)
    source: str


@dataclass(frozen=True, kw_only=True)
class Breach:
    """Who is told of a breach, and whether a suspicion counts."""

    tells: str = one_of(words.BREACH_TELLS)
    suspected_too: bool
    mistakes_too: bool = False  # people are told of a mistake with their information that is no breach
    source: str
