"""Records that fewer people may see, and people who are kept out: written as the installation's robot, through the same triggers."""

from datetime import date, timedelta

from access import clock
from access.models import AccessReview, AccessReviewLine
from access.records import acting, uuid7
from cases.models import AccessRequest, BreakGlass, Case, Exclusion, Restriction, SealedMatch
from tests.factories import BECAUSE, TeamFactory, installation, somebody

GLASS = "The school rang: the boy says he will not go home tonight."


def shut(case, *people, level="restricted", owner=None):
    """Restrict or seal the case to these people; `owner` is a manager of its team where none is named. A seal is agreed to."""
    made = restriction(case, *people, level=level, owner=owner)
    if level == "sealed":
        made.agreed_by, made.agreed_at = somebody("dpo"), clock.now()
        made.write(by=installation(), because=BECAUSE)
    return Case.objects.get(pk=case.pk)


def restriction(case, *people, level, owner=None):
    """A restriction as it is set: a seal waits for the second person."""
    owner = owner or somebody("team_manager", team=case.team)
    return Restriction(
        case=case,
        level=level,
        ground="danger",
        because="Somebody looks for them.",
        owner=owner,
        keeps=[owner.pk, *(one.pk for one in people)],
        review_on=clock.today() + timedelta(days=90),
        set_by=owner,
        set_at=clock.now(),
    ).write(by=installation(), because=BECAUSE)


def keep_out(case, user, kind="conflict"):
    """`user` is kept out of the case."""
    made = Exclusion(
        case=case, user=user, kind=kind, because="They are cousins.", since=clock.now(), made_by=installation()
    )
    made.write(by=installation(), because=BECAUSE)
    return made


def asked_in_a_review(case):
    """A line of an access review about a single grant on the case, of which the words of the reason are the family's."""
    group = case.team_id or case.group_grants.get(is_primary=True).group_id
    begins, now = date(2026, 7, 1), clock.now()
    review = AccessReview.objects.filter(team_id=group, begins=begins).first() or AccessReview(
        team_id=group, begins=begins, ends=date(2026, 9, 30), opened_at=now, due_at=now + timedelta(days=14)
    ).write(by=installation(), because=BECAUSE)
    return AccessReviewLine(
        review=review,
        kind="grant",
        person=somebody(),
        case_key=case.pk,
        case_reference=case.reference,
        grant_key=uuid7(),
        came_from="request",
        why="asked: I work with his cousin.",
    ).write(by=installation(), because=BECAUSE)


def lift(case):
    """Whatever shuts the case ends."""
    officer, other = somebody("dpo"), somebody("team_manager")
    with acting(installation(), BECAUSE):
        for one in case.restrictions.filter(lifted_at=None):
            one.lift_asked_by, one.lift_asked_at = other, clock.now()
            one.lifted_by, one.lifted_at = officer, clock.now()
            one.save(force_update=True)
    return Case.objects.get(pk=case.pk)


def asked(case, by=None):
    """Somebody of another team asks to see the case."""
    by = by or somebody(team=TeamFactory())
    return AccessRequest(case=case, asked_by=by, because="His sister is mine.", asked_at=clock.now()).write(
        by=installation(), because=BECAUSE
    )


def broken(case, by=None):
    """Somebody of another team opens the case by break-glass."""
    by, now = by or somebody(team=TeamFactory()), clock.now()
    made = BreakGlass(case=case, user=by, because=GLASS, opened_at=now, ends_at=now, machine_at=now)
    return made.write(by=installation(), because=BECAUSE)


def states(case):
    """One row of everything that states and openings leave; none of it shuts the case."""
    restriction(case, level="sealed")
    keep_out(case, somebody())
    asked(case)
    broken(case)
    asked_in_a_review(case)
    SealedMatch(case=case, other_key=uuid7(), other_reference="EH-2345678", found_at=clock.now()).write(
        by=installation(), because=BECAUSE
    )
