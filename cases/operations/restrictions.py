"""Restrict a family's record to a few people, or seal it; look at it again; lift it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Q

from access import clock, outbox
from access.errors import Refused, need_reason
from access.grants import allows, may, require
from access.jobs import robot
from access.labels import worded
from access.models import Notification, Staff, User
from access.notifications import notify
from access.records import acting, uuid7
from cases.models import Case, Restriction
from cases.models.case import Visibility
from cases.models.restrictions import Ground
from cases.operations.answerers import answerers, officers

RESTRICT, AGREE = "cases.restrict_case", "cases.agree_seal"


@dataclass(frozen=True)
class Rule:
    """What a level needs: whether a second person decides too, how many people keep a grant, when it is looked at again."""

    two_people: bool
    at_least: int
    within: timedelta


# A manager or the hub sets and lifts a restriction. A seal hides a family from everybody else, the Data Protection Officer too, so
# that officer agrees to it and to its end; and two people hold it, or a resignation would lose a family.
RULES: dict[str, Rule] = {
    Visibility.RESTRICTED: Rule(two_people=False, at_least=1, within=timedelta(days=366)),
    Visibility.SEALED: Rule(two_people=True, at_least=2, within=timedelta(days=183)),
}
DEFAULT_FOR = timedelta(days=183)  # sooner than what somebody has thought about
BY_DEFAULT = "Somebody at work is tied to the family, so its record is restricted until its owner has looked at it."


@transaction.atomic
def restrict(
    case: Case,
    *,
    level: str,
    ground: str,
    because: str,
    owner: User,
    keeps: Sequence[User],
    review_on: date,
    by: User,
    key: UUID | None = None,
) -> Restriction:
    """Leave the record to `owner` and those in `keeps`. A seal waits for the Data Protection Officer before it is in force.

    Raises Refused where there is one of this level already, the owner may not own it, too few people keep a grant, or the day to
    look at it again is too far away.
    """
    case = Case.objects.for_change().get(pk=case.pk)
    require(by, RESTRICT, case)
    key = key or uuid7()
    if there := Restriction.objects.filter(pk=key).first():
        return there
    need_reason(because)
    rule = RULES[level]
    check_review(review_on, rule)
    people = {owner.pk: owner} | {one.pk: one for one in keeps}
    if not may(owner, RESTRICT):
        raise Refused(worded("The owner must be a team manager or of the {hub}."), "owner")
    if len(people) < rule.at_least:
        raise Refused(f"Name at least {rule.at_least} people who keep seeing it, the owner among them.", "keeps")
    if case.exclusions.filter(user__in=people, ended_at=None).exists():
        raise Refused("Somebody whom you chose cannot have this case. Choose somebody else.", "keeps")
    if case.restrictions.filter(level=level, lifted_at=None).exists():
        raise Refused("There is one of this kind already. Lift it first.")
    made = Restriction(
        id=key,
        case=case,
        level=level,
        ground=Ground(ground),
        because=because,
        owner=owner,
        keeps=list(people),
        review_on=review_on,
        set_by=by,
        set_at=clock.now(),
    ).write(by=by, because=because)
    _news(made, case, by, rule)
    return made


def _news(made: Restriction, case: Case, by: User, rule: Rule) -> None:
    if rule.two_people:
        for officer in officers():
            notify(officer, "seal.asked")
    elif made.owner != by:
        notify(made.owner, "restriction.owned", case)


def by_default(case: Case, keeps: Sequence[User], managers: Sequence[User], *, by: User) -> Restriction | None:
    """Restrict a family to whom somebody at work is tied. None where it is shut already, or where no manager could own it.

    `keeps` and `managers` are known before the tie is recorded: `by` may see nothing of the family after it.
    """
    if not managers:
        return None
    made = Restriction(
        case_id=case.pk,
        level=Visibility.RESTRICTED,
        ground=Ground.STAFF_RELATIVE,
        because=BY_DEFAULT,
        owner=managers[0],
        keeps=[one.pk for one in keeps],
        review_on=clock.today() + DEFAULT_FOR,
        set_by=by,
        set_at=clock.now(),
    ).write(by=by, because=BY_DEFAULT)
    if managers[0] != by:
        notify(managers[0], "restriction.owned", case)
    return made


def check_review(review_on: date, rule: Rule) -> None:
    """Raise Refused for a day that has passed, or one too far away."""
    if review_on <= clock.today():
        raise Refused("The day to look at it again must be in the future.", "review_on")
    if review_on > clock.today() + rule.within:
        raise Refused(f"Look at it again within {rule.within.days} days.", "review_on")


@transaction.atomic
def keep_on(restriction: Restriction, *, review_on: date, because: str, by: User) -> Restriction:
    """It was looked at and stays, until the next day to look at it."""
    found = _of(restriction, by)
    need_reason(because)
    check_review(review_on, RULES[found.level])
    if found.lifted_at is not None:
        raise Refused("It has been lifted already.")
    found.review_on = review_on
    return found.write(by=by, because=because)


@transaction.atomic
def lift(restriction: Restriction, *, because: str, by: User) -> Restriction:
    """Lift a restriction, so that its team sees the record again; of a seal in force, ask the Data Protection Officer to."""
    found = _of(restriction, by)
    need_reason(because)
    if found.lifted_at is not None or found.lift_asked_at is not None:
        return found  # the page was sent twice
    if RULES[found.level].two_people and found.agreed_at is not None:
        found.lift_asked_by, found.lift_asked_at, found.lift_because = by, clock.now(), because
        for officer in officers():
            notify(officer, "seal.asked")
    else:
        found.lifted_by, found.lifted_at, found.lift_because = by, clock.now(), because
    return found.write(by=by, because=because)


def _of(restriction: Restriction, by: User) -> Restriction:
    case = Case.objects.for_change().get(pk=restriction.case_id)
    require(by, RESTRICT, case)
    found: Restriction = case.restrictions.for_change().get(pk=restriction.pk)
    return found


@transaction.atomic
def decide_seal(seal: Restriction, *, yes: bool, because: str, by: User) -> None:
    """The second person says yes or no to sealing, or to lifting a seal. What was decided already stays decided.

    A function of the database writes it: what a seal shuts its second person sees neither before nor after.
    """
    require(by, AGREE)
    need_reason(because)
    if by.pk in (seal.set_by_id, seal.lift_asked_by_id):
        raise Refused("You asked for it yourself. Another Data Protection Officer decides.")
    with acting(by, because), connection.cursor() as cursor:
        cursor.execute("SELECT earlyhelp_decide_seal(%s, %s)", [seal.pk, yes])


def tell_owners(sealed: Sequence[Case]) -> None:
    """The day has come on which these sealed cases would go: their owners hear of it, once, and nobody else."""
    for case in sealed:
        told = Notification.objects.filter(kind="seal.date", case_key=case.pk).values("user")
        seals = Restriction.objects.filter(case__family=case.family_id, level=Visibility.SEALED, lifted_at=None)
        for one in seals.exclude(owner__in=told).select_related("owner"):
            notify(one.owner, "seal.date", case)


@outbox.handles("referral.match_seals")
def match_seals(referred: UUID | None) -> None:
    """A referral has come: whoever owns the seal of somebody who may be meant hears of it. By a job, so that sending takes no longer."""
    with acting(robot(), "a referral was compared with what is sealed"), connection.cursor() as cursor:
        cursor.execute("SELECT owner, key, reference FROM earlyhelp_match_seals(%s)", [referred])
        found = cursor.fetchall()
    for owner, key, reference in found:
        notify(User.objects.get(pk=owner), "seal.match", Case(pk=key, reference=reference))


def owners_for(case: Case) -> list[Staff]:
    """Who may own a restriction of this case: the managers at work in its team, and the hub."""
    return [one for one in people_for(case) if allows(one, RESTRICT)]


def people_for(case: Case) -> list[Staff]:
    """Who may keep a grant: colleagues of its teams and of the hub who work with families and are not kept out."""
    teams = case.group_grants.values("group")
    out_of = case.exclusions.filter(ended_at=None).values("user")
    at_work = Staff.objects.at_work().who_may("cases.work_case").exclude(user__in=out_of)
    theirs = Q(user__memberships__group__in=teams) | Q(user__memberships__group__team__is_hub=True)
    return list(at_work.filter(theirs).select_related("user").distinct().order_by("user__name"))


def who_answers(case_key: UUID) -> tuple[list[User], list[User]]:
    """Those who keep seeing a family that is restricted by default, and which of them may own that."""
    return answerers(case_key), answerers(case_key, managers=True)
