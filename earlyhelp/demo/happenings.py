"""What happens in some services and not in others: levels of need, services received, a call from somebody who gave no name."""

from datetime import timedelta
from typing import Any

from access import clock, notice
from access.identity import looking
from access.models import User
from access.records import uuid7
from cases.models import Case
from cases.models.families import Part
from cases.models.referrals import Channel
from cases.operations import families, levels, needs, notes, referrals, services
from consent.operations import agreements

PUBLIC = "public"


def agree(case: Case, by: User) -> None:
    """The family agrees to take part: whoever is about to allocate the case, or leads it, has asked the parent or carer."""
    carer = [member.person for member in case.household][-1]
    met = "An interpreter was there." if needs.need_of(carer) else ""
    agreements.record(case, person=carer, agreed_on=clock.today(), needs_met=met, by=by, key=uuid7())


def judge_need(case: Case, worker: User) -> None:
    """The level of need, judged twice, where the notice names levels."""
    whys = ("It begins with the damp and the cough.", "The nights are too much for him alone.")
    with looking(worker):
        for level, because in zip(levels.levels(), whys, strict=False):
            levels.judge(case, level=level.code, because=because, by=worker, key=uuid7())


def receive_services(case: Case, worker: User) -> None:
    """Two services, one of which has ended, where the notice lists services received."""
    if not services.recorded():
        return
    today, policy = clock.today(), notice.policy()
    group = services.Wanted("Fernhill Library", today - timedelta(days=40), other="Story mornings")
    ours = services.Wanted(
        policy.council.name, today, service=policy.services[0].code, outside_because="It helps the whole family."
    )
    with looking(worker):
        row = services.begin(case, group, by=worker, key=uuid7())
        services.end(row, until=today, came_of_it="Saffron asks for the next story.", by=worker)
        services.begin(case, ours, by=worker, key=uuid7())


def take_a_call_without_a_name(hub: User) -> None:
    """The hub takes a call down, where the public may come to it: little is known, and there is nobody to ask or to tell."""
    if PUBLIC not in notice.policy().informant_choices():
        return
    told: dict[str, Any] = {"told_told": "no", "told_why_not": "not_reached"}
    answers = referrals.ReferralAnswers(
        people=(referrals.SomeoneNamed("A boy, about six", Part.CHILD, unnamed=True),),
        address="The flat above the bakery, Chandler’s Yard",
        postcode="",
        happening="He sits on the stairs until late. The caller lives near by and has heard nobody come home.",
        help_wanted="",
        origin=referrals.Origin(Channel.TELEPHONE, PUBLIC, gave_no_name=True),
        told=told,
    )
    with looking(hub):
        referrals.send(answers, by=hub, key=uuid7())


def children_seen(case: Case) -> list[notes.Seen]:
    """Every child of the family was there, and seen where it is born."""
    known = families.everybody(case)
    return [notes.Seen(one.person, present=True, seen=not one.unborn) for one in known if one.child and not one.left_on]
