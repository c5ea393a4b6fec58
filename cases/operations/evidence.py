"""What cases tell of the notice's promises. Counts only: it is looked at in the night, by a job that reads no words about families."""

from access import notice
from access.slots import Finding
from cases.models import Case
from cases.stages import Stage


def bases() -> Finding:
    """Cases that are worked on rest on bases that the notice names."""
    open_cases = Case.objects.filter(stage=Stage.OPEN)
    named = [basis.code for basis in notice.policy().bases]
    return Finding(
        wrong=open_cases.exclude(work_basis__in=named).count(),
        looked_at=open_cases.count(),
        one="open case rests on nothing that the notice names",
        many="open cases rest on nothing that the notice names",
    )
