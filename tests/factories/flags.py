"""Readings of days that are past, and what stands out among them."""

from datetime import date, datetime, time, timedelta

from django.db import connection

from access import clock
from access.models import AccessEvent, User
from access.records import uuid7
from cases.models import Flag
from cases.operations import flags
from cases.operations.flag_rules import RULES
from tests.conftest import as_robot
from tests.factories import BECAUSE, installation


def days_ago(days: int) -> date:
    return clock.today() - timedelta(days=days)


def read(
    by, *cases, on=None, at=time(12), kind="case_page", outcome="shown", because="", fields=(), purpose="casework"
):
    """Readings of one person on a day that is past (yesterday), one for each case; one of no case where there is none."""
    moment = datetime.combine(on or days_ago(1), at, clock.UK)
    AccessEvent.objects.bulk_create(
        AccessEvent(
            at=moment,
            machine_at=moment,
            kind=kind,
            outcome=outcome,
            user_key=by.pk,
            user_name=by.name,
            route="cases:case",
            case_key=getattr(case, "pk", case),
            case_reference=getattr(case, "reference", "EH-2222222" if case else ""),
            fields=list(fields),
            purpose=purpose,
            because=because,
        )
        for case in (cases or [None])
    )


def strangers(number):
    """Cases of which nobody here knows more than the key."""
    return [uuid7() for _ in range(number)]


def night():
    """What the nightly job does. Returns how many flags are new."""
    with as_robot():
        return flags.find(User.objects.robot("earlyhelp_worker"))


def forget_readings():
    """Events are committed by a connection of their own: those of other tests are out of the way for this one."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM access_accessevent")


def flag(user, *, case=None, rule="refused_often", **other):
    """One that the night found."""
    evidence = {"times": 12, "pages": 3, "cases": 30, "usual": 4.0, "days": 50}
    assert rule in RULES
    return Flag(
        rule=rule,
        user=user,
        case_key=case.pk if case else None,
        case_reference=case.reference if case else "",
        evidence=evidence,
        **{"on": days_ago(1), "found_at": clock.now()} | other,
    ).write(by=installation(), because=BECAUSE)
