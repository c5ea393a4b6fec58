"""What the casework puts on a person's Today page."""

from collections.abc import Iterator

from django.db.models import QuerySet
from django.urls import reverse

from access import clock
from access.grants import allows
from access.labels import worded
from access.models import Draft, Staff, User
from access.slots import Due, Job, Shortcut
from cases.models import BreakGlass, Case, Flag, Restriction
from cases.models.flags import TO_REVIEW, FlagState
from cases.models.openings import who_opened_what_is_sealed
from cases.operations import access_reviews, cover, note_drafts
from cases.operations.due import due_for, manages, without_lead
from cases.stages import Stage
from earlyhelp.database.together import ask_together, count_together
from earlyhelp.govuk.words import moment

SHORTCUTS = 5
HUB_JOBS = {
    Stage.RECEIVED: ("new referral in the queue", "new referrals in the queue"),
    Stage.ASKED: ("referral that waits for the referrer", "referrals that wait for the referrer"),
    Stage.FOR_MEETING: ("referral for the next {hub_meeting}", "referrals for the next {hub_meeting}"),
    Stage.AWAITING_CONSENT: ("referral that waits for consent", "referrals that wait for consent"),
}


def jobs_of(staff: Staff) -> list[Job]:
    """Drafts to finish, and for the hub the referrals that wait."""
    found = list(_possible(staff))
    counts = count_together(*(rows for *_, rows in found))
    return [
        Job(worded(one), worded(several), count, href)
        for ((one, several), href, _), count in zip(found, counts, strict=True)
        if count
    ]


def _possible(staff: Staff) -> Iterator[tuple[tuple[str, str], str, QuerySet]]:
    """What somebody of these roles may have: what one and several are called, where to go on, and the rows that it is."""
    user, cases = staff.user, reverse("cases:cases")
    if allows(staff, "cases.send_referral"):
        drafts = Draft.objects.filter(author=user, kind="referral")
        yield ("referral to finish", "referrals to finish"), reverse("cases:my_referrals"), drafts
    for stage, words in HUB_JOBS.items() if "hub" in staff.roles else ():
        yield words, f"{reverse('cases:queue')}?stage={stage.value}", Case.objects.waiting_for(user, stage)
    if any(code in staff.roles for code in ("practitioner", "team_manager")):
        open_cases = Case.objects.visible_to(user).filter(stage=Stage.OPEN)
        yield ("open case", "open cases"), f"{cases}?show={Stage.OPEN.value}", open_cases
    words = ("question to you about something that you opened", "questions to you about something that you opened")
    yield words, reverse("cases:asked"), Flag.objects.filter(user=user, state=FlagState.ASKED)
    words = ("colleague stands in for you", "colleagues stand in for you")
    yield words, reverse("cases:end_my_cover"), cover.of(staff)
    words = ("access review that waits for you", "access reviews that wait for you")
    yield words, reverse("cases:access_reviews"), access_reviews.waiting_for(staff)
    if "dpo" in staff.roles:
        yield from _for_the_officer(user)
    if manages(staff):
        words = ("case in need of a new lead", "cases in need of a new lead")
        yield words, f"{cases}?show=unled", without_lead(staff)


def sees(user: User, reference: str) -> bool:
    """Whether this person works with the case now."""
    return Case.objects.visible_to(user).filter(reference=reference).exists()


def _for_the_officer(user: User) -> Iterator[tuple[tuple[str, str], str, QuerySet]]:
    """Openings and flags that nobody has looked at, access reviews that are late, and seals that wait for the second person."""
    words = ("opening by break-glass to look at", "openings by break-glass to look at")
    yield words, reverse("cases:glass_list"), BreakGlass.objects.filter(reviewed_at=None)
    words = ("colleague who opened what is sealed now", "colleagues who opened what is sealed now")
    yield words, reverse("cases:glass_list"), User.objects.filter(pk__in=who_opened_what_is_sealed())
    words = ("flag among the readings to look at", "flags among the readings to look at")
    yield words, reverse("cases:flags"), Flag.objects.exclude(user=user).filter(state__in=TO_REVIEW)
    words = ("access review that is late", "access reviews that are late")
    yield words, reverse("cases:access_reviews"), access_reviews.late()
    yield (
        ("seal that waits for you", "seals that wait for you"),
        reverse("cases:seals"),
        Restriction.objects.to_decide(),
    )


def due_of(staff: Staff) -> list[Due]:
    """Tasks, actions, reviews and assessments of those who work on cases."""
    return due_for(staff) if allows(staff, "cases.work_case") else []


def shortcuts_of(staff: Staff) -> list[Shortcut]:
    """The notes that somebody has begun and not saved, then the page of a visit note for each of the cases that they lead newest."""
    if not allows(staff, "cases.work_case"):
        return []
    seen = Case.objects.visible_to(staff.user)
    begun = note_drafts.begun_by(staff.user)
    kept = seen.filter(pk__in=begun.order_by().values("of"))
    led = seen.filter(stage=Stage.OPEN, allocations__until=None, allocations__worker=staff)
    ask_together(begun, kept, newest := led.order_by("-allocations__since")[:SHORTCUTS])
    cases = {case.pk: case for case in kept}
    return [
        *(_unfinished(draft, cases.get(draft.of)) for draft in begun),
        *(Shortcut(f"Visit note on {case.reference}", f"{note_page(case.reference)}?kind=visit") for case in newest),
    ]


def _unfinished(draft: Draft, case: Case | None) -> Shortcut:
    """The way to a note that is not saved yet: to finish it, or, where its case takes none from them any more, to read it."""
    if case and case.stage == Stage.OPEN:
        return Shortcut(f"Finish your note on {case.reference}", f"{note_page(case.reference)}?draft={draft.pk}")
    which = (
        f"note on {case.reference}" if case else f"unfinished note of {moment(draft.changed_at.astimezone(clock.UK))}"
    )
    return Shortcut(f"Read your {which}, which cannot be saved", reverse("cases:left_note", args=[draft.pk]))


def note_page(reference: str) -> str:
    """Where a note on a case is written."""
    return reverse("cases:add_note", args=[reference])
