"""What consents and tellings say of the notice's promises. Counts only."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from access import clock, notice
from access.slots import Finding
from cases.models import Case
from cases.models.case import Outcome
from cases.operations.times import due_at
from cases.stages import Stage
from consent.models import Consent, NoticeGiven
from consent.models.notices import WhyNot
from consent.operations.consents import relied_on


def consent() -> Finding:
    """Where the notice relies on consent nobody is worked with without; where it does not, nobody waits for one."""
    if not relied_on():
        waiting = Case.objects.countable().filter(stage=Stage.AWAITING_CONSENT)
        everything = Case.objects.countable().exclude(stage=Stage.CLOSED)
        one, many = "case waits for a consent that nobody needs", "cases wait for a consent that nobody needs"
        return Finding(waiting.count(), everything.count(), one, many)
    open_cases = Case.objects.countable().filter(stage=Stage.OPEN)
    standing = Consent.objects.filter(case=OuterRef("pk"), withdrawn_on=None)
    return Finding(
        wrong=open_cases.exclude(Exists(standing)).count(),
        looked_at=open_cases.count(),
        one="open case has no consent that stands",
        many="open cases have no consent that stands",
    )


def told() -> Finding:
    """Families have been told what happens with their information, or it is written down why not, within the council's time.

    Why not yet is no answer any more once the case is closed: nobody goes on to tell them. One that was joined to another case is told there.
    """
    open_cases = Case.objects.countable().filter(stage=Stage.OPEN)
    closed = Case.objects.countable().filter(stage=Stage.CLOSED).exclude(outcome=Outcome.ATTACHED)
    said = NoticeGiven.objects.filter(case=OuterRef("pk"), notice=notice.version())
    now = clock.now()
    silent = open_cases.exclude(Exists(said)).values_list("received_at", flat=True)
    unheard = closed.exclude(Exists(_settled())).values_list("received_at", flat=True)
    return Finding(
        wrong=sum(
            (due := due_at("tell_family", received)) is not None and due < now for received in [*silent, *unheard]
        ),
        looked_at=open_cases.count() + closed.count(),
        one="family has not been told in time and nobody wrote why, or was still to be told when its case closed",
        many="families have not been told in time and nobody wrote why, or were still to be told when their cases closed",
    )


def _settled() -> "QuerySet[NoticeGiven]":
    """Of a closed case: somebody was told, whatever notice was in force; or it is not safe; or it was written after the closing why nobody was."""
    stays = Q(told=True) | Q(why_not=WhyNot.UNSAFE) | Q(recorded_at__gte=OuterRef("changed_at"))
    return NoticeGiven.objects.filter(stays, case=OuterRef("pk"))
