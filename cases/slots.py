"""What the casework puts on a person's Today page."""

from django.urls import reverse

from access.models import Draft, Staff
from access.slots import Job
from cases.models import Case
from cases.stages import Stage


def jobs_of(staff: Staff) -> list[Job]:
    """Drafts to finish, and for the hub the referrals that wait."""
    user, found = staff.user, []
    if any("cases.send_referral" in role.may for role in staff.known_roles):
        drafts = Draft.objects.filter(author=user, kind="referral").count()
        found.append(Job("referrals to finish", drafts, reverse("cases:my_referrals")))
    if "hub" in staff.roles:
        waiting = len(Case.objects.newest_for(user, stage=Stage.RECEIVED, size=100))
        stopped = len(Case.objects.newest_for(user, stage=Stage.AWAITING_CONSENT, size=100))
        found.append(Job("referrals waiting in the queue", waiting + stopped, reverse("cases:queue")))
    if any(code in staff.roles for code in ("practitioner", "team_manager")):
        found.append(
            Job("open cases", len(Case.objects.newest_for(user, stage=Stage.OPEN, size=100)), reverse("cases:cases"))
        )
    return [job for job in found if job.count]
