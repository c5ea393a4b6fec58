"""What the casework puts on a person's Today page."""

from collections import Counter

from django.db.models import Q
from django.urls import reverse

from access.models import Draft, Staff
from access.slots import Due, Job, Shortcut
from cases.models import AccessRequest, BreakGlass, Case, Restriction
from cases.operations.due import due_for, manages, without_lead
from cases.stages import Stage

SHORTCUTS = 5
HUB_JOBS = {
    Stage.RECEIVED: ("new referral in the queue", "new referrals in the queue"),
    Stage.ASKED: ("referral that waits for the referrer", "referrals that wait for the referrer"),
    Stage.FOR_MEETING: ("referral for the next meeting", "referrals for the next meeting"),
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
            found.append(Job(*words, count, f"{reverse('cases:queue')}?stage={stage.value}"))
    if any(code in staff.roles for code in ("practitioner", "team_manager")):
        found.append(
            Job(
                "open case",
                "open cases",
                Case.objects.visible_to(user).filter(stage=Stage.OPEN).count(),
                f"{reverse('cases:cases')}?show={Stage.OPEN.value}",
            )
        )
    if manages(staff) or "hub" in staff.roles:
        asked = AccessRequest.objects.filter(answered_at=None, case__in=Case.objects.worked_by(user)).exclude(
            asked_by=user
        )
        found += [
            Job(f"request to see {one.case.reference}", "", 1, reverse("cases:requests", args=[one.case.reference]))
            for one in asked.select_related("case").order_by("asked_at")[:SHORTCUTS]
        ]
    if "dpo" in staff.roles:
        found += _for_the_officer()
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


def _for_the_officer() -> list[Job]:
    """Openings that nobody has looked at, and seals that wait for the second person."""
    seals = Restriction.objects.filter(level="sealed", lifted_at=None)
    seals = seals.filter(Q(agreed_at=None) | Q(lift_asked_at__isnull=False))
    opened = BreakGlass.objects.filter(reviewed_at=None)
    return [
        Job(
            "opening by break-glass to look at",
            "openings by break-glass to look at",
            opened.count(),
            reverse("cases:glass_list"),
        ),
        Job("seal that waits for you", "seals that wait for you", seals.count(), reverse("cases:seals")),
    ]


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
