"""Send a referral: people, family, case and the hub's grant, in one transaction or not at all."""

import secrets
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction

from access import clock, notice, outbox, slots
from access.errors import Refused
from access.grants import active_staff, require
from access.models import Team, User
from cases.models import Address, Case, Family, Member, Person, Referral
from cases.models.families import Part
from cases.operations import grants

LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # nothing that is read for something else
BECAUSE = "referral sent"


@dataclass(frozen=True)
class SomeoneNamed:
    """A person as a referral names them."""

    full_name: str
    part: Part
    born: date | None = None
    expected: date | None = None


@dataclass(frozen=True)
class ReferralAnswers:
    """What the referral's pages asked. `told` holds the answers to the questions that other floors added."""

    people: tuple[SomeoneNamed, ...]
    address: str
    postcode: str
    happening: str
    help_wanted: str
    going_well: str = ""
    told: dict[str, Any] = field(default_factory=dict)


def new_reference() -> str:
    """A reference that people can say on the telephone and that tells nothing, not even how many there are."""
    return "EH-" + "".join(secrets.choice(LETTERS) for _ in range(7))


@transaction.atomic
def send(answers: ReferralAnswers, *, by: User, key: UUID) -> Case:
    """Make the case and hand it to the hub. `key` becomes the referral's own: sending it twice makes one.

    Raises Refused where the answers do not fit, or where no hub team has been set up.
    """
    require(by, "cases.send_referral")
    if sent := Referral.objects.filter(pk=key, sent_by=by).select_related("case").first():
        return sent.case
    for questions in slots.referral_questions.fillings:
        questions.clean(answers.told)
    family, people = _family(answers, by)
    case = _case(family, answers, by)
    _members(family, people, answers, by)
    _referral(case, answers, by, key)
    for questions in slots.referral_questions.fillings:
        questions.keep(case, people, answers.told, by)
    grants.give_team(case, _hub(), by=by, because=BECAUSE)
    outbox.leave("referral.sent", case.pk)
    return case


def _hub() -> Team:
    hub = Team.objects.filter(is_hub=True).order_by("pk").first()
    if hub is None:
        raise Refused("No hub team has been set up, so nobody would receive this. A user administrator can add one.")
    return hub


def _family(answers: ReferralAnswers, by: User) -> tuple[Family, list[Person]]:
    family = Family(made_on=clock.today()).write(by=by, because=BECAUSE)
    people = [
        Person(full_name=named.full_name, born=named.born, expected=named.expected).write(by=by, because=BECAUSE)
        for named in answers.people
    ]
    for person in people:
        Address(person=person, lines=answers.address, postcode=answers.postcode).write(by=by, because=BECAUSE)
    return family, people


def _case(family: Family, answers: ReferralAnswers, by: User) -> Case:
    moment = clock.now()
    bases = [questions.basis(answers.told) for questions in slots.referral_questions.fillings]
    return Case(
        reference=new_reference(),
        family=family,
        sent_by=by,
        notice_fingerprint=notice.policy().fingerprint,
        work_basis=next(filter(None, bases), ""),
        received_at=moment,
        changed_at=moment,
    ).write(by=by, because=BECAUSE)


def _members(family: Family, people: list[Person], answers: ReferralAnswers, by: User) -> None:
    today = clock.today()
    for person, named in zip(people, answers.people, strict=True):
        Member(family=family, person=person, part=named.part, since=today).write(by=by, because=BECAUSE)


def _referral(case: Case, answers: ReferralAnswers, by: User, key: UUID) -> Referral:
    staff = active_staff(by)
    assert staff is not None  # require() has asked
    return Referral(
        id=key,
        case=case,
        sent_by=by,
        organisation=staff.organisation,
        sent_at=clock.now(),
        happening=answers.happening,
        going_well=answers.going_well,
        help_wanted=answers.help_wanted,
    ).write(by=by, because=BECAUSE)
