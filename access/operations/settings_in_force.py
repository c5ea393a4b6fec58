"""Put in force what two people decided, on its day. Done by the nightly login, who may write settings; people may not."""

from uuid import UUID

from django.db import transaction
from django.db.models import Max, QuerySet

from access import clock, notice, outbox
from access.jobs import robot
from access.models import ChangeState, CouncilReading, Setting, SettingChange, User
from access.operations.council_settings import CHANGING, note, setting_of
from earlyhelp.database.turns import one_at_a_time
from earlyhelp.policy import PolicyError
from earlyhelp.policy.answers import READING
from earlyhelp.policy.layer import KINDS, fault, layered, that_fit

NO_LONGER = "It no longer fits the notice: "


def due() -> "QuerySet[SettingChange]":
    """What two people decided and whose day has come, and which is not in force yet."""
    return SettingChange.objects.filter(state=ChangeState.APPROVED, effective_from__lte=clock.today())


def take_effect() -> int:
    """Put in force every approved change whose day has come, in the order of their days. Safe to repeat. Returns how many."""
    keys = list(due().order_by("effective_from", "decided_at", "pk").values_list("pk", flat=True))
    return sum(_take_effect(key) for key in keys)


@transaction.atomic
def _take_effect(key: UUID) -> bool:
    one_at_a_time(CHANGING)
    change = SettingChange.objects.for_change().filter(pk=key, state=ChangeState.APPROVED).first()
    if change is None:
        return False  # another worker was faster
    with notice.as_of(notice.newest_in_the_database()):
        if why := _why_not(change):
            change.state, change.withdrawn_because = ChangeState.WITHDRAWN, why
            change.write(by=robot(), because=why)
            note(change.state.value, change, robot())
            return False
        _put_in_force(change, robot())
    return True


def _why_not(change: SettingChange) -> str:
    """Why it cannot be after all: between decision and day the notice may have changed, or something else that was set."""
    setting, file = setting_of(change), notice.base()
    if sentence := fault(file, setting):
        return NO_LONGER + sentence
    others = [one for one in notice.layer() if one.thing != setting.thing]
    try:
        layered(file, [*that_fit(file, others), setting])
    except PolicyError as error:
        return NO_LONGER + str(error)
    return ""


def _put_in_force(change: SettingChange, by: User) -> None:
    number = (Setting.objects.aggregate(last=Max("number"))["last"] or 0) + 1
    because = f"setting {number}: {change.because}"
    Setting(
        number=number,
        change=change,
        what=change.what,
        entry=change.entry,
        subject=change.subject,
        value=change.value,
        since=change.effective_from,
    ).save(force_insert=True)
    if change.what == READING.code:
        _answer(change, by, because)
        outbox.leave("reading.changed", change.pk)
    elif KINDS[change.what].keeping:
        outbox.leave("setting.about_keeping", change.pk)
    change.state, change.number = ChangeState.IN_FORCE, number
    change.write(by=by, because=because)
    note(change.state.value, change, by)


def _answer(change: SettingChange, by: User, because: str) -> None:
    """The answer that stood before is withdrawn the same day, and stays readable."""
    for earlier in CouncilReading.objects.for_change().filter(
        key=change.entry, subject=change.subject, withdrawn_on=None
    ):
        earlier.withdrawn_on = change.effective_from
        earlier.write(by=by, because=because)
    if change.value:
        CouncilReading(
            key=change.entry,
            subject=change.subject,
            value=change.value,
            because=change.because,
            decided_by=change.proposed_by,
            decided_on=change.effective_from,
            change=change,
        ).write(by=by, because=because)
