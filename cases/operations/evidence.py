"""What cases tell of the notice's promises. Counts only: it is looked at in the night, by a job that reads no words about families."""

from django.db import connection

from access import notice
from access.slots import Finding
from cases.models import Case
from cases.models.families import Part
from cases.operations.asking import OF_PERSON, Asking, about
from cases.stages import Stage


def bases() -> Finding:
    """Cases that are worked on rest on bases that the notice names."""
    open_cases = Case.objects.countable().filter(stage=Stage.OPEN)
    named = [basis.code for basis in notice.policy().bases]
    return Finding(
        wrong=open_cases.exclude(work_basis__in=named).count(),
        looked_at=open_cases.count(),
        one="open case rests on nothing that the notice names",
        many="open cases rest on nothing that the notice names",
    )


def categories() -> Finding:
    """What is recorded about people is of classes that the notice in force covers for them."""
    asking = Asking()
    beyond = [(field, part) for field in OF_PERSON for part in Part if not asking.is_listed(field, about(part))]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT beyond, of_all FROM earlyhelp_beyond_the_notice(%s::text[], %s::text[])",
            [[field for field, _ in beyond], [part.value for _, part in beyond]],
        )
        wrong, looked_at = cursor.fetchone()
    return Finding(
        wrong=wrong,
        looked_at=looked_at,
        one="person has something recorded that the notice in force does not list for them",
        many="people have something recorded that the notice in force does not list for them",
    )
