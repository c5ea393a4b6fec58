"""What stands about a referral at the hub. A page carries it, so that nobody overwrites in silence what somebody else decided meanwhile."""

from collections.abc import Iterable
from datetime import timedelta
from hashlib import sha256
from uuid import UUID

from django.db.models import OuterRef, Subquery

from access import clock
from access.errors import Refused
from access.labels import worded
from cases.models import Allocation, Case, Triage
from cases.models.triage import Decision
from cases.stages import Stage
from earlyhelp.govuk.words import moment

AT_ONCE = timedelta(minutes=1)  # a decision moves its case in the same breath
LOOK_AGAIN = "What you wrote is kept below: look again, then record it or change it."


class Overtaken(Refused):
    """Somebody else decided while the page was open. `now` is what stands, by the key of the case: the next press is made knowing it."""

    def __init__(self, sentence: str, now: dict[UUID, str]) -> None:
        super().__init__(sentence)
        self.now = now


def standing(cases: Iterable[Case]) -> dict[UUID, str]:
    """A mark of what stands about each case: its stage, the hub's newest decision and who leads. In one question."""
    decided = Triage.objects.filter(case=OuterRef("pk")).order_by("-decided_at", "-pk").values("pk")[:1]
    leads = Allocation.objects.filter(case=OuterRef("pk"), until=None).order_by("-since", "-pk").values("pk")[:1]
    found = Case.objects.filter(pk__in=[case.pk for case in cases])
    rows = found.values_list("pk", "stage", Subquery(decided), Subquery(leads))
    return {key: sha256("/".join(map(str, facts)).encode()).hexdigest()[:12] for key, *facts in rows}


def need_unchanged(case: Case, seen: str) -> None:
    """Raise Overtaken where something else stands now than the page showed. `seen` is empty where no page was shown."""
    now = standing([case])
    if seen and now[case.pk] != seen:
        raise Overtaken(f"While this page was open, {_newest(case)}. {LOOK_AGAIN}", now)


def _newest(case: Case) -> str:
    """What happened last, in words: a decision, an allocation, or that the case stands elsewhere."""
    decided = case.triages.select_related("decided_by").order_by("-decided_at", "-pk").first()
    lead = case.lead
    if lead is not None and (decided is None or lead.since >= decided.decided_at):
        return worded(
            "{by} made {worker} the {lead_practitioner} on {moment}",
            by=lead.decided_by,
            worker=lead.worker,
            moment=moment(lead.since.astimezone(clock.UK)),
        )
    if decided is not None and case.changed_at - decided.decided_at < AT_ONCE:
        return f"{decided.decided_by} decided “{Decision(decided.decision).worded}” on {moment(decided.decided_at.astimezone(clock.UK))}"
    return f"this referral moved: it is now “{Stage(case.stage).worded.lower()}”"
