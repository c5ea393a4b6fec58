"""What the deployment itself tells of the notice's promises."""

from django.conf import settings

from access import notice
from access.slots import Finding
from earlyhelp.policy.places import KINDS, faults


def places() -> Finding:
    """Every place where information is processed is registered, and lies where the notice says."""
    wrong = faults(notice.policy(), settings.PROCESSING_PLACES)
    return Finding(len(wrong), len(KINDS), " ".join(wrong), " ".join(wrong))
