"""Agreement to take part: help is voluntary. It never is the basis for using information."""

from datetime import date
from uuid import UUID

from django.db import transaction

from access import clock
from access.errors import Refused
from access.grants import require
from access.models import User
from cases.models import Case, Person
from consent.models import Agreement


@transaction.atomic
def record(case: Case, *, person: Person, agreed_on: date, by: User, key: UUID) -> Agreement:
    """Record that `person` agreed that the family takes part."""
    require(by, "cases.work_case", case)
    if there := Agreement.objects.filter(pk=key, case=case).first():
        return there
    if agreed_on > clock.today():
        raise Refused("The day they agreed must not be in the future.", "agreed_on")
    return Agreement(
        id=key, case=case, person=person, agreed_on=agreed_on, recorded_by=by, recorded_at=clock.now()
    ).write(by=by, because="agreement to take part recorded")
