"""How each promise of the notice in force stands: looked at every night in live records, and answered for by somebody when it is red."""

from collections.abc import Callable, Iterable
from functools import cache

from django.db import transaction

from access import clock, notice, slots
from access.errors import Refused, need_reason
from access.grants import require
from access.models import Light, NoticeVersion, PromiseState, Staff, User
from access.slots import Finding
from earlyhelp.policy import Policy
from earlyhelp.policy.notice import Promise
from earlyhelp.policy.proofs import proofs
from earlyhelp.policy.vocabulary import CAPABILITIES

LOOKED = "looked at in the night"


def look_again(by: User) -> int:
    """Look at every promise of the notice in force and write how it stands. Returns how many are red."""
    policy, version = notice.policy(), notice.version()
    entered = {reading.key for reading in notice.readings()}
    found = cache(_found)
    return sum(_write(version, one, judge(policy, one, entered, found), by) for one in policy.promises)


def judge(
    policy: Policy, promise: Promise, entered: Iterable[str], found: Callable[[str], list[Finding]]
) -> PromiseState:
    """How a promise stands, unsaved: red where records do not fit, amber where something is still missing, else green.

    `entered` are the keys of the readings that the council has entered; `found` gives what live records say, by kind of evidence.
    """
    findings = [finding for kind in promise.evidence for finding in found(kind)]
    wrong = [finding for finding in findings if finding.wrong]
    unset = [topic.label for topic in policy.unset_topics(set(entered)) if topic.code in promise.rests_on]
    if wrong:  # of a part that is still to come too: what does not fit does not wait for it
        light, because = Light.RED, [finding.words for finding in wrong]
    elif not promise.delivered:
        part = policy.worded(CAPABILITIES[promise.capability])
        light, because = Light.AMBER, [f"Not yet kept: it waits for another part of the program, {part}."]
    elif unset:
        light, because = (
            Light.AMBER,
            [f"The notice does not say, and the council has not entered its reading: {label}." for label in unset],
        )
    else:
        looked = sum(finding.looked_at for finding in findings)
        light, because = Light.GREEN, [f"{looked} looked at, all as promised." if findings else by_test(promise.code)]
    return PromiseState(
        code=promise.code,
        light=light,
        because="\n".join(because),
        href=next((finding.href for finding in wrong if finding.href), "") if light == Light.RED else "",
        wrong=sum(finding.wrong for finding in findings),
        looked_at=sum(finding.looked_at for finding in findings),
    )


def by_test(code: str) -> str:
    """What is said of a promise that nothing counted shows: that a test alone proves it, and which."""
    if not (named := proofs().get(code, ())):
        return "Nothing proves this."
    more = f", and {len(named) - 1} more" if len(named) > 1 else ""
    return f"Nothing that is counted shows this: a test alone proves it, “{named[0]}”{more}."


def _found(kind: str) -> list[Finding]:
    return [count() for named, count in slots.evidence.fillings if named == kind]


@transaction.atomic
def _write(version: NoticeVersion, promise: Promise, now: PromiseState, by: User) -> bool:
    """Put tonight's light where last night's was; the night before becomes a version. Whether it is red."""
    row = PromiseState.objects.for_change().filter(notice=version, code=promise.code).first()
    now.red_since = (row.red_since if row else None) or clock.today() if now.light == Light.RED else None
    now.owner = row.owner if row and now.light == Light.RED else None
    now.notice, now.checked_at = version, clock.now()
    if row:
        now.pk, now._state.adding = row.pk, False
    now.write(by=by, because=LOOKED)
    return now.light == Light.RED


@transaction.atomic
def give_to(state: PromiseState, owner: Staff, *, because: str, by: User) -> PromiseState:
    """Name who puts a red promise right: it stands on their Today page until it is. Refused for one that is not red."""
    require(by, "access.answer_promise")
    need_reason(because)
    state = PromiseState.objects.for_change().get(pk=state.pk)
    if state.light != Light.RED:
        raise Refused("This promise is kept, or waits for something: there is nothing to put right.")
    if not owner.user.is_active:
        raise Refused("Choose somebody who still works here.", "owner")
    if state.owner_id == owner.user_id:
        return state  # sent twice
    state.owner = owner.user
    return state.write(by=by, because=because)
