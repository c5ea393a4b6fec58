"""What a notice says about information that leaves: to whom, on which ground, for which study, and what never happens."""

from __future__ import annotations

from dataclasses import dataclass

from earlyhelp.policy import vocabulary as words
from earlyhelp.policy.fields import one_of, refers


@dataclass(frozen=True, kw_only=True)
class Sharing:
    """When sharing with partners may begin."""

    starts: str = one_of(words.SHARING_STARTS)
    source: str


@dataclass(frozen=True, kw_only=True)
class Recipient:
    """A kind of partner, with the purposes it may receive information for. Ages are whole years, both included."""

    code: str
    label: str
    purposes: tuple[str, ...] = refers("purposes")
    min_age: int | None = None
    max_age: int | None = None
    parents_too: bool = False
    needs_involvement: bool
    source: str

    def takes_age(self, age: int) -> bool:
        """Whether a child of this age is one that the notice names this partner for."""
        return (self.min_age is None or age >= self.min_age) and (self.max_age is None or age <= self.max_age)


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
    """The one study that families are told about, and its terms."""

    study: str
    question: str
    recipient: str
    commissioner: str
    purpose: str = refers("purposes")
    cohort: str = one_of(words.COHORTS)
    columns: tuple[str, ...]
    opt_out: str = one_of(words.OPT_OUTS)
    opt_out_contact: str = refers("contacts", default="")
    comes_back: str = one_of(words.RESEARCH_RETURNS)
    conditions: tuple[str, ...] = one_of(words.RESEARCH_CONDITIONS)
    destroy_after_years: int
    source: str


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where something may happen: the processing, or a recipient's."""

    code: str = one_of(words.PLACE_KINDS)
    within: tuple[str, ...] = one_of(words.TERRITORIES)
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
    source: str
