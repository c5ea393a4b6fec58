"""Records that fewer people see, and who opened one without a grant: one restricted, one sealed, somebody kept out, a request, a broken glass."""

from datetime import timedelta

from access import clock
from access.identity import looking
from access.models import User
from access.records import uuid7
from cases.models import Case, Restriction
from cases.models.case import Visibility
from cases.models.families import Part
from cases.models.restrictions import Conflict, Ground
from cases.operations import exclusions, openings, referrals, restrictions

KNOWN = ("Wren Applegarth", "Isolde Applegarth", "3 Invented Mews")
SOUGHT = ("Juniper Harrowgate", "Maren Harrowgate", "Flat 9, Quillon House")


def keep_apart(users: dict[str, User], sender: User, colleagues: list[User], case: Case) -> None:
    """Two families whose records are shut; on `case` somebody who is kept out, somebody who asks and somebody who broke the glass."""
    hub, manager, officer = users["hub"], users["team_manager"], users["dpo"]
    _shut(_send(sender, *KNOWN), hub, manager, ground=Ground.KNOWN, because="Her mother is on the council.")
    seal = _shut(
        _send(sender, *SOUGHT),
        hub,
        manager,
        level=Visibility.SEALED,
        ground=Ground.DANGER,
        because="Their father looks for them. The police know.",
    )
    with looking(officer):
        restrictions.decide_seal(seal, yes=True, because="I have spoken with the police.", by=officer)
    with looking(hub):
        restrictions.lift(seal, because="The order has ended. They want their school to know again.", by=hub)
    kept_out, asks, opens = colleagues
    with looking(manager):
        exclusions.exclude(
            case, user=kept_out, kind=Conflict.CONFLICT, because="They were neighbours and fell out.", by=manager
        )
    with looking(asks):
        openings.ask(case.reference, because="I work with his cousin and want to plan together.", by=asks, key=uuid7())
    with looking(opens):
        openings.break_glass(
            case.reference,
            because="The school rang: the boy says he will not go home tonight, and nobody at North answers.",
            by=opens,
            key=uuid7(),
        )


def _send(sender: User, child: str, carer: str, address: str) -> Case:
    answers = referrals.ReferralAnswers(
        people=(referrals.SomeoneNamed(child, Part.CHILD), referrals.SomeoneNamed(carer, Part.CARER)),
        address=address,
        postcode="ZZ9 4QX",
        happening="She is often late, and tired when she comes.",
        help_wanted="Somebody to talk to in the mornings.",
        told={"told_told": "yes", "told_how": "talked", "told_on": None},
    )
    with looking(sender):
        return referrals.send(answers, by=sender, key=uuid7())


def _shut(
    case: Case,
    hub: User,
    manager: User,
    *,
    ground: Ground,
    because: str,
    level: Visibility = Visibility.RESTRICTED,
) -> Restriction:
    with looking(hub):
        return restrictions.restrict(
            case,
            level=level,
            ground=ground,
            because=because,
            owner=hub,
            keeps=[manager],
            review_on=clock.today() + timedelta(days=60),
            by=hub,
        )
