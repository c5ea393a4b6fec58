"""What the casework puts on a person's Today page."""

from collections import Counter

from django.urls import reverse

from access.labels import worded
from access.models import Draft, Staff
from access.slots import Due, Job, Shortcut
from cases.models import Case
from cases.operations.due import due_for, manages, without_lead
from cases.stages import Stage

SHORTCUTS = 5
HUB_JOBS = {
    Stage.RECEIVED: ("new referral in the queue", "new referrals in the queue"),
    Stage.ASKED: ("referral that waits for the referrer", "referrals that wait for the referrer"),
    Stage.FOR_MEETING: ("referral for the next {hub_meeting}", "referrals for the next {hub_meeting}"),
    Stage.AWAITING_CONSENT: ("referral that waits for consent", "referrals that wait for consent"),
}


def jobs_of(staff: Staff) -> list[Job]:
    """Drafts to finish, and for the hub the referrals that wait."""
    user, found = staff.user, []
    if any("cases.send_referral" in role.may for role in staff.known_roles):
        drafts = Draft.objects.filter(author=user, kind="referral").count()
        found.append(Job("referral to finish", "referrals to finish", drafts, reverse("cases:my_referrals")))
    if "hub" in staff.roles:
        waiting = Counter(Case.objects.waiting_for(user, *HUB_JOBS).values_list("stage", flat=True))
        for stage, words in HUB_JOBS.items():
            count = waiting[stage]
            one, several = map(worded, words)
            found.append(Job(one, several, count, f"{reverse('cases:queue')}?stage={stage.value}"))
    if any(code in staff.roles for code in ("practitioner", "team_manager")):
        found.append(
            Job(
                "open case",
                "open cases",
                Case.objects.visible_to(user).filter(stage=Stage.OPEN).count(),
                f"{reverse('cases:cases')}?show={Stage.OPEN.value}",
            )
        )
    if manages(staff):
        left = without_lead(staff).count()
        found.append(
            Job(
                "case in need of a new lead",
                "cases in need of a new lead",
                left,
                f"{reverse('cases:cases')}?show=unled",
            )
        )
    return [job for job in found if job.count]


def due_of(staff: Staff) -> list[Due]:
    """Tasks, actions, reviews and assessments of those who work on cases."""
    return due_for(staff) if any("cases.work_case" in role.may for role in staff.known_roles) else []


def shortcuts_of(staff: Staff) -> list[Shortcut]:
    """The page of a visit note for each of the cases that somebody has led for the shortest time."""
    led = Case.objects.visible_to(staff.user).filter(
        stage=Stage.OPEN, allocations__until=None, allocations__worker=staff
    )
    return [
        Shortcut(f"Visit note on {case.reference}", f"{reverse('cases:add_note', args=[case.reference])}?kind=visit")
        for case in led.order_by("-allocations__since")[:SHORTCUTS]
    ]
