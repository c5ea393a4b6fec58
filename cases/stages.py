"""The stages of a case and the legal moves between them. docs/stages.md is drawn from MOVES (`make stages`)."""

from access.errors import Refused
from access.labels import CalledChoices


class Stage(CalledChoices):
    """Where the work on a case stands."""

    RECEIVED = "received", "Received"
    ASKED = "asked", "Waiting for the referrer"
    FOR_MEETING = "for_meeting", "For the {hub_meeting}"
    AWAITING_CONSENT = "awaiting_consent", "Awaiting consent"
    OPEN = "open", "Open"
    CLOSED = "closed", "Closed"


MOVES: dict[Stage, set[Stage]] = {
    Stage.RECEIVED: {Stage.ASKED, Stage.FOR_MEETING, Stage.AWAITING_CONSENT, Stage.OPEN, Stage.CLOSED},
    Stage.ASKED: {Stage.RECEIVED, Stage.FOR_MEETING, Stage.AWAITING_CONSENT, Stage.OPEN, Stage.CLOSED},
    Stage.FOR_MEETING: {Stage.ASKED, Stage.AWAITING_CONSENT, Stage.OPEN, Stage.CLOSED},
    Stage.AWAITING_CONSENT: {Stage.ASKED, Stage.FOR_MEETING, Stage.OPEN, Stage.CLOSED},
    Stage.OPEN: {Stage.AWAITING_CONSENT, Stage.CLOSED},  # consent withdrawn: work stops, the record stays
    Stage.CLOSED: {Stage.OPEN, Stage.RECEIVED},  # to the hub again: it was joined to the wrong case
}
WAITING = (Stage.RECEIVED, Stage.ASKED, Stage.FOR_MEETING, Stage.AWAITING_CONSENT)  # what the hub has still to decide


def check_move(current: str, to: Stage) -> None:
    """Every change of stage asks here first. Raises Refused for a move that is not in MOVES."""
    if to not in MOVES[Stage(current)]:
        raise Refused(f"A case that is “{Stage(current).worded}” cannot become “{to.worded}”.")


def drawing() -> str:
    """MOVES as a page for readers: a table, and a diagram that many viewers draw."""
    lines = ["# Stages of a case", "", "Drawn from `cases/stages.py` by `make stages`; do not edit.", "", "```mermaid"]
    lines.append("stateDiagram-v2")
    lines += [f"    {stage.value} --> {to.value}" for stage, moves in MOVES.items() for to in sorted(moves)]
    lines += ["```", "", "| From | To |", "|---|---|"]
    lines += [
        f"| {stage.by_code} | {', '.join(to.by_code for to in sorted(moves, key=lambda s: s.by_code))} |"
        for stage, moves in MOVES.items()
    ]
    return "\n".join(lines) + "\n"
