"""What the hub has before it about one referral: what was sent, asked, decided and found out, looked up in one go."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self

from django.db.models import QuerySet

from access import slots
from access.slots import Happening, Telling
from cases.models import Case, LevelOfNeed, MatchDecision, Message, Pause, Professional, Referral, Triage
from cases.models.case import Outcome
from cases.models.triage import Decision
from cases.operations import levels, waiting
from cases.stages import WAITING
from earlyhelp.database.together import ask_together


@dataclass(frozen=True)
class Referred:
    """One referral as it stands now. Decisions and levels newest first, messages in their order."""

    case: Case
    referrals: "QuerySet[Referral]"
    decided: "QuerySet[Triage]"
    levels: "QuerySet[LevelOfNeed]"
    pauses: "QuerySet[Pause]"
    messages: "QuerySet[Message]"
    matches: "QuerySet[MatchDecision]"
    professionals: "QuerySet[Professional]"
    tellings: "list[tuple[Telling, Iterable[Any]]]"

    @classmethod
    def of(cls, case: Case) -> Self:
        """Everything at once: the same few questions however much there is."""
        found: dict[str, Any] = {
            "referrals": case.referrals.select_related("organisation", "sent_by"),
            "decided": case.triages.select_related("decided_by").order_by("-decided_at", "-pk"),
            "levels": levels.judged(case),
            "pauses": case.pauses.order_by("since"),
            "messages": case.messages.select_related("author").order_by("written_at"),
            "matches": case.match_decisions.order_by("decided_at"),
            "professionals": case.professionals.filter(until=None).select_related("organisation").order_by("name"),
        }
        tellings = [(one, one.rows.all()) for tell in slots.family_told.fillings for one in tell(case)]
        ask_together(*found.values(), *(rows for _, rows in tellings))
        return cls(case, tellings=tellings, **found)

    @property
    def family_told(self) -> "list[Happening]":
        """Who of the family was told, agreed and consented, or why not yet: newest first."""
        said = [line for telling, rows in self.tellings for row in rows for line in telling.lines(row)]
        return sorted(said, key=lambda one: one.at, reverse=True)

    @property
    def joined_to(self) -> str:
        """The reference of the open case that it belongs to; empty where it was joined to none."""
        newest = next(iter(self.decided), None)
        return newest.other_case_reference if newest and self.case.outcome == Outcome.ATTACHED else ""

    @property
    def waits(self) -> bool:
        """Whether the hub has to decide."""
        return self.case.stage in WAITING

    @property
    def nobody_to_tell(self) -> bool:
        """Whether it came from somebody who gave no name."""
        return any(one.gave_no_name for one in self.referrals)

    @property
    def stepping_up(self) -> bool:
        """Whether the newest decision is to step up."""
        return next((one.decision == Decision.STEP_UP for one in self.decided), False)

    @property
    def ended_at(self) -> datetime | None:
        """When the hub's clock ended; None while the hub has still to decide."""
        newest = next(iter(self.decided), None)
        return waiting.ended_at(newest.decision, newest.decided_at) if newest else None

    @property
    def paused(self) -> bool:
        """Whether the hub's clock stands still."""
        return any(one.until is None for one in self.pauses)

    @property
    def level(self) -> LevelOfNeed | None:
        """The level of need that holds, or None before the first."""
        return next(iter(self.levels), None)
