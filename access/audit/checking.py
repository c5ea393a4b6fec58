"""Verify, and remember: the mark in the anchors where the next increment begins, and a row for whoever looks after the audit."""

import logging
from datetime import UTC, datetime

from django.db import connection, transaction

from access.audit import anchors
from access.audit.findings import Result
from access.audit.verifying import ONE_STATE, verify
from access.models import AuditCheck

logger = logging.getLogger(__name__)


def check(*, whole: bool) -> Result:
    """Verify, in one state of the database where no transaction is open already, and keep what was found."""
    own = not connection.in_atomic_block
    with transaction.atomic(), connection.cursor() as cursor:
        if own:
            cursor.execute(ONE_STATE)
        result = verify(cursor, whole=whole)
    AuditCheck(
        checked_at=datetime.now(UTC),
        whole=whole,
        rows=result.rows,
        findings=len(result.findings),
        first_finding=str(result.findings[0])[:300] if result.findings else "",
    ).save(force_insert=True)
    if result.findings:
        logger.error("audit.does_not_hold", extra={"findings": len(result.findings), "first": str(result.findings[0])})
    elif result.number:
        anchors.mark_verified(result.number, result.chain.hex(), result.horizon)
    return result


def found_something() -> bool:
    """Whether the last verification found anything."""
    last = AuditCheck.objects.order_by("-checked_at").first()
    return last is not None and last.findings > 0
