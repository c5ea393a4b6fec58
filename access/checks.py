"""`manage.py check`: the notice of this deployment is in force today."""

from datetime import UTC, date, datetime
from typing import Any

from django.conf import settings
from django.core import checks
from django.db import DatabaseError

from access import clock, notice


@checks.register
def the_notice_is_in_force(app_configs: Any, **kwargs: Any) -> list[checks.CheckMessage]:
    """By the day of business: in the demo that may lie ahead of the machine's."""
    why = notice.base().why_not_in_force(_today())
    hint = "COUNCIL names the file of the version that is in force (docs/council-profile.md, step 8)"
    return [checks.Error(why, hint=hint, id="access.E001")] if why else []


def _today() -> date:
    """Without a database, or before it has its functions, the machine's day; in production they are the same."""
    machine = clock.uk_date(datetime.now(UTC))
    if settings.PRODUCTION:
        return machine
    try:
        return clock.today()
    except DatabaseError:
        return machine


@checks.register(deploy=True)
def files_are_scanned(app_configs: Any, **kwargs: Any) -> list[checks.CheckMessage]:
    """Documents are handed in and out: without a scanner nobody looks for viruses, and the page says so."""
    if settings.VIRUS_SCANNER:
        return []
    hint = "VIRUS_SCANNER=unix:/run/clamav/clamd.ctl or tcp:host:3310 (docs/howto/production.md)"
    return [checks.Warning("Documents are not checked for viruses.", hint=hint, id="access.W001")]
