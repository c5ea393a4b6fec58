"""What the hub has before it about one referral: what was sent, asked, decided and found out, looked up in one go."""

from dataclasses import dataclass
from typing import Any, Self

from django.db.models import QuerySet

from cases.models import Case, LevelOfNeed, MatchDecision, Message, Pause, Referral, Triage
from cases.models.triage import Decision
from cases.operations import levels
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
        }
        ask_together(*found.values())
        return cls(case, **found)

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
    def paused(self) -> bool:
        """Whether the hub's clock stands still."""
        return any(one.until is None for one in self.pauses)

    @property
    def level(self) -> LevelOfNeed | None:
        """The level of need that holds, or None before the first."""
        return next(iter(self.levels), None)
