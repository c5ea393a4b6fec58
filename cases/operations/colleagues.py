"""Who works on a case: whoever may be given something to do there."""

from django.contrib.postgres.fields import ArrayField
from django.db.models import Func, Q, QuerySet, UUIDField

from access import clock
from access.models import Staff
from cases.models import Case


def who_work_on(case: Case) -> "QuerySet[Staff]":
    """Everybody at work with families in the case's team, by name; of a case that is shut, those who hold it singly.

    Nobody who is kept out: asked of the database, because whoever looks may not read who that is.
    """
    kept_out_of = Func("user_id", function="earlyhelp_excluded_of", output_field=ArrayField(UUIDField()))
    at_work = Staff.objects.at_work().who_may("cases.work_case").annotate(kept_out_of=kept_out_of)
    if case.team is None:
        current = Q(ends_at=None) | Q(ends_at__gt=clock.now())
        found = at_work.filter(user__in=case.user_grants.filter(current).values("user"))
    else:
        found = at_work.filter(user__memberships__group=case.team.group)
    others = found.exclude(kept_out_of__contains=[case.pk])  # type: ignore[misc]  # the annotation is an array of keys
    return others.select_related("user").order_by("user__name")
