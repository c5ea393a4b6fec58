"""Whether work may be done on a case now, and the sentence that says why not."""

from access.errors import Refused
from access.labels import worded
from cases.models import Case
from cases.stages import Stage

WHY_NOT = {
    Stage.RECEIVED: "Nobody has been allocated to this case yet, so no work can be recorded on it.",
    Stage.ASKED: "The {hub} has asked the referrer something, so no work can be recorded on it yet.",
    Stage.FOR_MEETING: "It is on the list for the next {hub_meeting}, so no work can be recorded on it yet.",
    Stage.AWAITING_CONSENT: "The family's consent is not recorded or was withdrawn, so work has stopped. The record is kept.",
    Stage.CLOSED: "This case is closed, so nothing more can be added to it.",
}


def why_stopped(case: Case) -> str:
    """A sentence for the page, or an empty string while the case is open."""
    return worded(WHY_NOT.get(Stage(case.stage), ""))


def require_open(case: Case) -> None:
    """Raise Refused unless the case is open. The database holds notes to the same (row security on cases_note)."""
    if why := why_stopped(case):
        raise Refused(why)
