"""What sharing/ puts into places on lower pages."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from urllib.parse import urlencode
from uuid import UUID

from django.db.models import F
from django.urls import reverse

from access import clock, notice
from access.grants import allows
from access.models import Staff
from access.slots import Happening, Job, Shortcut, Telling, Worked
from cases.models import Case
from sharing.models import Disclosure, Extract
from sharing.models.disclosures import Decision
from sharing.operations import extracts, stepping_up


def sharing_tab(case: object) -> tuple[str, str]:
    return "Sharing", "sharing:case_disclosures"


def jobs_of(staff: Staff) -> list[Job]:
    """For the DPO: what was recorded in the last seven days."""
    if "dpo" not in staff.roles:
        return []
    since = clock.today() - timedelta(days=7)
    recent = Disclosure.objects.recorded_from(since).count()
    asked = urlencode({f"recorded_{part}": getattr(since, part) for part in ("day", "month", "year")})
    address = f"{reverse('sharing:log')}?{asked}"
    return (
        [
            Job(
                "disclosure recorded in the last seven days",
                "disclosures recorded in the last seven days",
                recent,
                address,
            )
        ]
        if recent
        else []
    )


def extracts_waiting(staff: Staff) -> list[Job]:
    """For whoever may approve one: specifications by somebody else that wait, and those in force that no longer fit."""
    if not allows(staff, extracts.APPROVE):
        return []
    waiting = Extract.objects.waiting().exclude(proposed_by=staff.user).count()
    wrong = sum(bool(extracts.missing(one)) for one in Extract.objects.in_force())
    address = reverse("sharing:extracts")
    found = [
        Job(
            "specification for research waits for your approval",
            "specifications for research wait for your approval",
            waiting,
            f"{address}?show=waiting",
        ),
        Job(
            "specification for research says more than the notice in force allows",
            "specifications for research say more than the notice in force allows",
            wrong,
            f"{address}?show=wrong",
        ),
    ]
    return [job for job in found if job.count]


def shared_about(staff: Staff, person_key: UUID) -> list[Shortcut]:
    """For the DPO, beside somebody found: what was shared about them. The address has their key, never their name."""
    if "dpo" not in staff.roles:
        return []
    return [Shortcut("What was shared about them", f"{reverse('sharing:log')}?person={person_key}")]


def social_care_told(case: Case, moment: datetime) -> bool:
    """Whether it is recorded since then that something about the family was shared with social care, and stands."""
    found = Disclosure.objects.filter(
        case_key=case.pk, decision=Decision.SHARED, correction=None, recorded_at__gte=moment
    )
    if kind := stepping_up.goes_to(notice.policy()):
        found = found.filter(recipient_kind=kind)
    return found.exists()


def activity_of(case: Case) -> list[Telling]:
    """What was shared with whom, and what it was decided not to share."""
    href = reverse("sharing:case_disclosures", args=[case.reference])

    def lines(one: Disclosure) -> Iterator[Happening]:
        title = f"{one.get_decision_display()}: {one.recipient}"
        yield Happening(one.recorded_at, "Sharing", title, "", str(one.recorded_by), href)

    found = Disclosure.objects.filter(case_key=case.pk).select_related("recipient", "recorded_by")
    return [Telling(found.order_by("-recorded_at", "pk"), lines)]


def days_worked(case: Case) -> list[Worked]:
    """When something was shared or it was decided not to: by the entries that stand, without those that were a mistake."""
    standing = Disclosure.objects.filter(case_key=case.pk, correction=None).exclude(decision=Decision.MISTAKE)
    return [Worked("an entry about sharing", standing, F("shared_on"))]
