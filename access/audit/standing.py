"""How the audit stands, in plain words: when it was verified and what was found, how far the anchors are, what waits outside."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from access.audit import anchors, checking, ingest, sealing, sinks
from access.jobs import last_alive
from access.models import AuditCheck
from earlyhelp.govuk.words import moment

GREEN, AMBER, RED = "green", "amber", "red"
WORDS = {GREEN: "As it should be", AMBER: "Look at it", RED: "Does not hold"}
A_NIGHT = timedelta(hours=36)  # machine time: verified every night, so that one night left out shows on the next day
ANCHORED = "audit.anchored"


@dataclass(frozen=True)
class Line:
    """One part of the audit: what it is, its light, and a sentence on how it stands."""

    part: str
    light: str
    sentence: str

    @property
    def word(self) -> str:
        return WORDS[self.light]


def lines() -> list[Line]:
    """Every part. One that cannot be asked is as bad as one that is broken."""
    return [_ask(part, ask) for part, ask in PARTS.items()]


def _ask(part: str, ask: Callable[[], tuple[str, str]]) -> Line:
    try:
        return Line(part, *ask())
    except OSError:
        return Line(part, RED, "This cannot be seen: the disk does not answer.")


def verified() -> tuple[str, str]:
    """When it was verified last, and what was found then."""
    last = AuditCheck.objects.order_by("-checked_at").first()
    if last is None:
        return AMBER, "It was never verified. That is done every night."
    when = f"Verified on {moment(last.checked_at)}: {last.rows:,} rows looked at"
    if checking.found_something():
        places = "1 place is" if last.findings == 1 else f"{last.findings} places are"
        return RED, f"{when}, and {places} not as they were. The first: {last.first_finding}."
    if datetime.now(UTC) - last.checked_at > A_NIGHT:
        return AMBER, f"{when}, nothing was wrong. It should have been verified again since: that is done every night."
    return GREEN, f"{when}, nothing was wrong. {_whole()}"


def _whole() -> str:
    last = AuditCheck.objects.filter(whole=True).order_by("-checked_at").first()
    return f"Last from its first row on {moment(last.checked_at)}." if last else "Never yet from its first row."


def anchored() -> tuple[str, str]:
    """How far the anchors have come: what the worker last wrote down outside the database."""
    last = last_alive(ANCHORED)
    if last is None:
        return AMBER, "No anchor was written yet. One is written every minute in which something happens."
    how_far = f"The last one says that {last.done:,} rows were chained by {moment(last.heartbeat_at)}"
    if datetime.now(UTC) - last.heartbeat_at > anchors.QUIET + timedelta(minutes=5):
        return RED, f"{how_far}. There should be one every hour at least: what came since could be cut off unseen."
    return GREEN, f"{how_far}."


def chained() -> tuple[str, str]:
    """Whether what comes in gets its number."""
    behind = sealing.behind()
    if behind > sealing.LATE:
        return RED, f"The oldest event without a number has waited for {int(behind.total_seconds() // 60)} minutes."
    return GREEN, "Every event gets its number within two minutes."


def outside() -> tuple[str, str]:
    """What lies in the local file of the machine that shows this page."""
    if (strange := ingest.strange()) > 0:
        return (
            RED,
            f"{strange} {'line' if strange == 1 else 'lines'} in the local file were not written by this program.",
        )
    if ingest.waiting():
        return AMBER, "Events wait in the local file: the database did not take them when they happened."
    return GREEN, "Nothing waits in the local file."


def taken() -> tuple[str, str]:
    """Whether events would be taken now, and by which of the two places."""
    database, file = sinks.database_works(), sinks.file_works()
    if database and file:
        return GREEN, "The database and the local file both take events."
    if database or file:
        return RED, f"Only the {'database' if database else 'local file'} takes events. If it fails too, no page opens."
    return RED, "Nothing takes events."


PARTS: dict[str, Callable[[], tuple[str, str]]] = {
    "Verification": verified,
    "Anchors": anchored,
    "Numbering": chained,
    "Local file": outside,
    "Taking events": taken,
}
