"""What sharing/ puts into places on lower pages."""

from datetime import timedelta
from urllib.parse import urlencode
from uuid import UUID

from django.urls import reverse

from access import clock
from access.models import Staff
from access.slots import Happening, Job, Shortcut
from cases.models import Case
from sharing.models import Disclosure


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


def shared_about(staff: Staff, person_key: UUID) -> list[Shortcut]:
    """For the DPO, beside somebody found: what was shared about them. The address has their key, never their name."""
    if "dpo" not in staff.roles:
        return []
    return [Shortcut("What was shared about them", f"{reverse('sharing:log')}?person={person_key}")]


def activity_of(case: Case) -> list[Happening]:
    """What was shared with whom, and what it was decided not to share."""
    href = reverse("sharing:case_disclosures", args=[case.reference])
    found = Disclosure.objects.filter(case_key=case.pk).select_related("recipient", "recorded_by")
    return [
        Happening(
            one.recorded_at, "Sharing", f"{one.get_decision_display()}: {one.recipient}", "", str(one.recorded_by), href
        )
        for one in found
    ]
