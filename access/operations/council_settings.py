"""What the council says instead of its file: proposed by one person with what it moves in view, decided by another. Nothing here
takes effect by itself: on its day the nightly login puts it in force (settings_in_force.py).
"""

from datetime import date
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse

from access import clock, notice, outbox, security
from access.errors import Refused, need_reason
from access.grants import allows, require
from access.models import ChangeState, SettingChange, Staff, User
from access.models.settings import UNDECIDED
from access.operations.setting_previews import Preview, preview
from access.slots import Job
from earlyhelp.database.turns import one_at_a_time
from earlyhelp.policy.adjustments import Adjustment
from earlyhelp.policy.answers import READING
from earlyhelp.policy.layer import KINDS, thing
from earlyhelp.policy.years import said

PROPOSE, DECIDE = "access.propose_setting", "access.decide_setting"
PROPOSE_KEEPING = "access.propose_keeping"  # what says how long records are kept
DECIDED = "setting.decided"
CHANGING = "access.setting"  # one change at a time, and no number twice
LATEST = 2200  # a year beyond it is a slip of the keyboard


@transaction.atomic
def propose(
    setting: Adjustment, *, on: date, because: str, by: User, seen: str, key: UUID | None = None
) -> SettingChange:
    """Propose a setting from a day on. `seen` is the digest of the preview that was shown: it has to be the one of now.

    `key` makes sending a page twice one proposal.
    """
    require(by, right_to_propose(setting.what))
    need_reason(because)
    if key and (there := SettingChange.objects.filter(pk=key, proposed_by=by).first()):
        return there
    one_at_a_time(CHANGING)
    check_day(on)
    what, entry, subject = setting.thing
    if waiting := undecided(what, entry, subject):
        raise Refused(
            f"Another change of this was proposed by {waiting.proposed_by} on {said(clock.uk_date(waiting.proposed_at))}."
            " It has to be decided, or taken back, first."
        )
    now = _as_seen(setting, on, seen)
    change = SettingChange(
        what=what,
        entry=entry,
        subject=subject,
        value=setting.value,
        effective_from=on,
        because=because,
        proposed_by=by,
        proposed_at=clock.now(),
        preview=now.stored(),
        digest=now.digest,
        **({"id": key} if key else {}),
    ).write(by=by, because=because)
    note("proposed", change, by)
    return change


def note(event: str, change: SettingChange, by: User) -> None:
    """Put it among the security events. By its codes: what it was set to stands in the change's own history."""
    about = " ".join(filter(None, (change.what, change.entry, change.subject)))
    security.record(f"setting_{event}", by=by, because=about)


def right_to_propose(what: str) -> str:
    """The action that a role needs to propose a setting of this kind, or to take one back."""
    return PROPOSE_KEEPING if what in KINDS and KINDS[what].keeping else PROPOSE


def undecided(what: str, entry: str, subject: str = "") -> SettingChange | None:
    """The change of this thing that is still to come, if there is one."""
    waiting = SettingChange.objects.filter(what=what, entry=entry, subject=subject, state__in=UNDECIDED)
    return waiting.select_related("proposed_by").first()


def still_to_come() -> "QuerySet[SettingChange]":
    """The changes that wait for a second person or for their day, the oldest first."""
    return history().filter(state__in=UNDECIDED).order_by("pk")


def check_day(on: date) -> None:
    """Raise Refused for a day on which no setting can begin."""
    if on < clock.today():
        raise Refused("It cannot begin on a day that has passed.", "on")
    if on.year > LATEST:
        raise Refused("Check the year.", "on")


def _as_seen(setting: Adjustment, on: date, seen: str) -> Preview:
    now = preview(setting, on)
    if now.digest != seen:
        raise Refused(
            "What this changes is not what was shown to you any more. Read what it changes now, and decide then."
        )
    return now


def setting_of(change: SettingChange) -> Adjustment:
    """What a change would set, as the policy knows it."""
    return Adjustment(
        what=change.what,
        entry=change.entry,
        subject=change.subject,
        value=change.value,
        number=change.number or 0,
        since=change.effective_from,
    )


def begins(change: SettingChange) -> date:
    """From when it holds: the day that was proposed, or today where nobody decided in time."""
    waits = change.state == ChangeState.PROPOSED
    return max(change.effective_from, clock.today()) if waits else change.effective_from


@transaction.atomic
def approve(change: SettingChange, *, by: User, because: str, seen: str) -> SettingChange:
    """Say yes to what was shown. What records do now is what is kept with it; it begins on its day, or today where that has passed."""
    change = _to_decide(change, by, because)
    now = _as_seen(setting_of(change), begins(change), seen)
    change.preview, change.digest, change.effective_from = now.stored(), now.digest, now.on
    change = _decide(change, ChangeState.APPROVED, by, because)
    outbox.leave(DECIDED, change.pk)
    return change


@transaction.atomic
def refuse(change: SettingChange, *, by: User, because: str) -> SettingChange:
    """Say no. What stands goes on."""
    return _decide(_to_decide(change, by, because), ChangeState.REFUSED, by, because)


def _to_decide(change: SettingChange, by: User, because: str) -> SettingChange:
    require(by, DECIDE)
    need_reason(because)
    change = SettingChange.objects.for_change().get(pk=change.pk)
    check_undecided(change, by)
    return change


def check_undecided(change: SettingChange, by: User) -> None:
    """Raise Refused unless this change waits, and for somebody like this."""
    if change.state != ChangeState.PROPOSED:
        raise Refused(f"This change is decided already: {ChangeState(change.state).label.lower()}.")
    if change.proposed_by_id == by.pk:
        raise Refused("You proposed this change, so a second person has to decide on it.")


def _decide(change: SettingChange, state: ChangeState, by: User, because: str) -> SettingChange:
    change.state, change.decided_by, change.decided_at, change.decided_because = state, by, clock.now(), because
    note(state.value, change, by)
    return change.write(by=by, because=because)


@transaction.atomic
def take_back(change: SettingChange, *, by: User, because: str) -> SettingChange:
    """End a change before it takes effect, whoever proposed it: what stands goes on. One that is in force needs another change."""
    require(by, right_to_propose(change.what))
    need_reason(because)
    change = SettingChange.objects.for_change().get(pk=change.pk)
    if change.state == ChangeState.WITHDRAWN:
        return change  # sent twice
    if change.state not in UNDECIDED:
        raise Refused("This change waits no more: it cannot be taken back. Propose another one instead.")
    change.state, change.withdrawn_because = ChangeState.WITHDRAWN, because
    note(change.state.value, change, by)
    return change.write(by=by, because=because)


def jobs_of(staff: Staff) -> list[Job]:
    """For Today: changes that wait for a second person, where this may be the one."""
    if not allows(staff, DECIDE):
        return []
    waiting = SettingChange.objects.filter(state=ChangeState.PROPOSED).exclude(proposed_by=staff.user).count()
    words = ("change of a setting waits for your approval", "changes of settings wait for your approval")
    return [Job(*words, waiting, f"{reverse('access:settings')}#waiting")] if waiting else []


def label_of(change: SettingChange) -> str:
    """What a change is about, in words; its codes, where the notice of today has no such thing any more."""
    about = thing(notice.base(), change.what, change.entry)
    name = about.label if about else f"{change.what} {change.entry}"
    return f"{name} ({change.subject})" if change.subject else name


def in_words(what: str, entry: str, value: str) -> str:
    """A value in words; as it is stored, where the notice of today has no such thing any more."""
    if not value:
        return "as the file says" if what != READING.code else "not answered"
    about = thing(notice.base(), what, entry)
    return about.kind.say(notice.base(), entry, value) if about else value


def history() -> "QuerySet[SettingChange]":
    """Every change there was, the newest first: keys are in the order of their making."""
    return SettingChange.objects.select_related("proposed_by", "decided_by").order_by("-pk")
