"""What the retention clocks tell of the notice's promises. Counts only."""

from datetime import timedelta

from django.urls import reverse

from access import clock
from access.slots import Finding
from cases.models import Case
from retention.models import Clock

GRACE = timedelta(days=90)  # two people, seven days and a month's holidays: nothing has to wait longer


def period() -> Finding:
    """No record is kept past its period. One whose time has just come has to be approved by two people first."""
    dated = Clock.objects.filter(state="dated", case__in=Case.objects.countable())
    return Finding(
        wrong=dated.filter(held=False, dispose_from__lt=clock.today() - GRACE).count(),
        looked_at=dated.count(),
        one="record is kept more than three months past its period",
        many="records are kept more than three months past their period",
        href=reverse("retention:records"),
    )
