"""Send a referral: people, family, case and the hub's grant, in one transaction or not at all."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction

from access import clock, notice, outbox, slots
from access.errors import Refused, need_reason
from access.grants import active_staff, require
from access.labels import worded
from access.models import Organisation, Team, User
from access.notifications import notify
from cases.models import (
    Address,
    Case,
    Family,
    MatchDecision,
    Member,
    Person,
    Professional,
    Referral,
    Relationship,
)
from cases.models.families import Part, Tie
from cases.models.matches import Same
from cases.models.people import Precision
from cases.models.professionals import Agrees
from cases.models.referrals import Channel
from cases.models.tasks import TaskKind
from cases.operations import days, grants, services, tasks
from cases.operations.asking import need_asked
from earlyhelp.policy import working_time
from earlyhelp.policy.vocabulary import ANOTHER_INFORMANT

LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # nothing that is read for something else
BECAUSE = "referral sent"
CHANNELS = {  # the policy's words for the ways in, as this record names them
    "online_form": Channel.ONLINE,
    "telephone": Channel.TELEPHONE,
    "secure_email": Channel.EMAIL,
    "post": Channel.POST,
    "face_to_face": Channel.FACE_TO_FACE,
}
WAYS = {channel: code for code, channel in CHANNELS.items()}
OF_ANYBODY = ("full_name", "known_as", "born", "expected", "phone", "school", "nhs_number", "interpreter")


@dataclass(frozen=True)
class SomeoneNamed:
    """A person as a referral names them. `tie` is what they are to the first who is named, the child."""

    full_name: str
    part: Part
    born: date | None = None
    expected: date | None = None
    born_precision: str = Precision.DAY
    known_as: str = ""
    phone: str = ""
    school: str = ""
    nhs_number: str = ""
    interpreter: str = ""
    whereabouts_protected: bool = False
    tie: str = ""
    responsibility: str = ""
    key: str = ""  # by which other pages know them; their place in the list where none is said
    address: str = ""  # where it is not the household's
    postcode: str = ""
    unnamed: bool = False  # then the name describes them

    @property
    def is_child(self) -> bool:
        """Born or to come."""
        return self.part in (Part.CHILD, Part.UNBORN)


@dataclass(frozen=True)
class Involved:
    """A professional who knows the family."""

    name: str
    job: str = ""
    works_for: str = ""
    phone: str = ""
    agrees: str = Agrees.NOT_ASKED


@dataclass(frozen=True)
class MatchAnswer:
    """What the sender said about somebody who may be the person with this key of the referral."""

    about: str
    other_key: UUID
    decision: str
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True)
class Origin:
    """How the referral came, and from whom, where the hub takes it down for somebody else."""

    channel: str = Channel.ONLINE
    informant: str = "referrer"
    taken_from: str = ""
    gave_no_name: bool = False
    informant_words: str = ""  # who they are, where the list has no word


@dataclass(frozen=True)
class ReferralAnswers:
    """What the referral's pages asked. `told` holds the answers to the questions that other floors added."""

    people: tuple[SomeoneNamed, ...]
    address: str
    postcode: str
    happening: str
    help_wanted: str
    going_well: str = ""
    child_words: str = ""
    services: tuple[str, ...] = ()
    outside_because: str = ""
    involved: tuple[Involved, ...] = ()
    matches: tuple[MatchAnswer, ...] = ()
    origin: Origin = Origin()
    told: dict[str, Any] = field(default_factory=dict)


def someones(people: Sequence[SomeoneNamed]) -> list[slots.Someone]:
    """Those who are named, as the questions of other floors know them."""
    return [
        slots.Someone(
            named.key or str(place),
            named.full_name,
            grown_up=not named.is_child,
            to_come=named.part == Part.UNBORN,
            youngest=services.youngest(named.part, named.born, named.born_precision),
        )
        for place, named in enumerate(people)
    ]


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
    _check(answers, by)
    for questions in slots.referral_questions.fillings:
        questions.clean(answers.told, someones(answers.people))
    hub = _hub()
    family, people = _family(answers, by)
    case = _case(family, answers, by)
    _members(family, people, answers, by)
    _referral(case, answers, by, key)
    _involved(case, answers, by)
    _matches(case, _by_key(answers, people), answers, by)
    for questions in slots.referral_questions.fillings:
        questions.keep(case, _by_key(answers, people), answers.told, by, named=someones(answers.people))
    grants.give_team(case, hub, by=by, because=BECAUSE)
    if not answers.origin.gave_no_name:  # else there is nobody whom anybody could thank
        notify(by, "referral.acknowledged", case)
    outbox.leave("referral.sent", case.pk)
    outbox.leave("referral.match_seals", case.pk)
    return case


def takes_down(user: User) -> bool:
    """Whether this person takes referrals down for others: the hub does."""
    staff = active_staff(user)
    return staff is not None and "hub" in staff.roles


def _check(answers: ReferralAnswers, by: User) -> None:
    if answers.origin != Origin() and not takes_down(by):
        raise Refused(worded("Only the {hub} takes a referral down for somebody else."))
    if answers.origin != Origin():
        check_origin(answers.origin)
    unknown = set(answers.services) - {service.code for service in notice.policy().services}
    if unknown:
        raise Refused("Choose from the services in the list.", "services")
    for named in answers.people:
        days.check_birth(named.born, named.expected)
        need_asked({name: getattr(named, name) for name in OF_ANYBODY}, named.part)
    children, today = (one for one in answers.people if one.is_child), clock.today()
    ages = [services.ages_of(one.born, one.expected, one.born_precision, today) for one in children]
    for why in filter(None, (services.outside(notice.policy().service(code), ages) for code in answers.services)):
        need_reason(answers.outside_because, f"One of them is for {why}. Write why you choose it.", "outside_because")


def check_origin(origin: Origin) -> None:
    """Raise Refused for somebody whom the notice does not name, or who may not come this way by it."""
    policy, way = notice.policy(), WAYS[Channel(origin.channel)]
    if origin.informant not in policy.informant_choices():
        raise Refused("Choose who told you from the list.", "informant")
    if origin.informant == ANOTHER_INFORMANT and not origin.informant_words.strip():
        raise Refused("Write who they are.", "informant_words")
    if not policy.may_come(origin.informant, way):
        named = next((one.label for one in policy.channels if one.code == way), Channel(origin.channel).label)
        raise Refused(
            f"{named} is for professionals alone, by the notice. Choose how it came, or who told you.", "channel"
        )


def _by_key(answers: ReferralAnswers, people: list[Person]) -> dict[str, Person]:
    keys = [named.key or str(place) for place, named in enumerate(answers.people)]
    return dict(zip(keys, people, strict=True))


def _hub() -> Team:
    hub = Team.objects.filter(is_hub=True).order_by("pk").first()
    if hub is None:
        raise Refused(
            worded("No team is set up as the {hub}, so nobody would receive this. A user administrator can add one.")
        )
    return hub


def _family(answers: ReferralAnswers, by: User) -> tuple[Family, list[Person]]:
    family = Family(made_on=clock.today()).write(by=by, because=BECAUSE)
    people = [_person(named).write(by=by, because=BECAUSE) for named in answers.people]
    for person, named in zip(people, answers.people, strict=True):
        lines, postcode = (named.address, named.postcode) if named.address else (answers.address, answers.postcode)
        if lines or postcode:
            Address(person=person, lines=lines, postcode=postcode).write(by=by, because=BECAUSE)
    return family, people


def _person(named: SomeoneNamed) -> Person:
    return Person(
        full_name=named.full_name,
        unnamed=named.unnamed,
        known_as=named.known_as,
        born=named.born,
        born_precision=named.born_precision,
        expected=named.expected,
        phone=named.phone,
        school=named.school,
        nhs_number=named.nhs_number,
        interpreter=named.interpreter,
        whereabouts_protected=named.whereabouts_protected,
    )


def _case(family: Family, answers: ReferralAnswers, by: User) -> Case:
    moment = clock.now()
    bases = [questions.basis(answers.told) for questions in slots.referral_questions.fillings]
    return Case(
        reference=new_reference(),
        family=family,
        sent_by=by,
        notice_fingerprint=notice.base().fingerprint,
        work_basis=next(filter(None, bases), ""),
        received_at=moment,
        changed_at=moment,
    ).write(by=by, because=BECAUSE)


def _members(family: Family, people: list[Person], answers: ReferralAnswers, by: User) -> None:
    """Everybody's place in the family, and what each is to the child who is named first."""
    today, child = clock.today(), people[0]
    for person, named in zip(people, answers.people, strict=True):
        Member(family=family, person=person, part=named.part, since=today).write(by=by, because=BECAUSE)
    for person, named in zip(people[1:], answers.people[1:], strict=True):
        if named.tie or named.responsibility:
            Relationship(
                family=family,
                one=person,
                other=child,
                tie=named.tie or Tie.OTHER,
                responsibility=named.responsibility,
                responsibility_source="the referral" if named.responsibility else "",
            ).write(by=by, because=BECAUSE)


def _referral(case: Case, answers: ReferralAnswers, by: User, key: UUID) -> Referral:
    staff = active_staff(by)
    assert staff is not None  # require() has asked
    return Referral(
        id=key,
        case=case,
        sent_by=by,
        organisation=staff.organisation,
        channel=answers.origin.channel,
        informant=answers.origin.informant,
        informant_words=answers.origin.informant_words,
        taken_from=answers.origin.taken_from,
        gave_no_name=answers.origin.gave_no_name,
        sent_at=clock.now(),
        happening=answers.happening,
        going_well=answers.going_well,
        child_words=answers.child_words,
        help_wanted=answers.help_wanted,
        services=list(answers.services),
        outside_because=answers.outside_because,
    ).write(by=by, because=BECAUSE)


def _involved(case: Case, answers: ReferralAnswers, by: User) -> None:
    known = {row.name.casefold(): row for row in Organisation.objects.filter(is_active=True)}
    for somebody in answers.involved:
        organisation = known.get(somebody.works_for.casefold())
        Professional(
            case=case,
            name=somebody.name,
            job=somebody.job,
            organisation=organisation,
            works_for="" if organisation else somebody.works_for,
            phone=somebody.phone,
            agrees=somebody.agrees,
            since=clock.today(),
        ).write(by=by, because=BECAUSE)


def _matches(case: Case, people: dict[str, Person], answers: ReferralAnswers, by: User) -> None:
    """What the sender said about each possible match; whoever is not sure leaves it to the hub, as a task."""
    policy, moment = notice.policy(), clock.now()
    due = working_time.due(policy.clock("triage"), moment, policy.working_time)
    assert due is not None  # nothing pauses it
    for answer in answers.matches:
        MatchDecision(
            case=case,
            person=people[answer.about],
            other_key=answer.other_key,
            decision=Same(answer.decision),
            reasons=list(answer.reasons),
            decided_by=by,
            decided_at=moment,
        ).write(by=by, because=BECAUSE)
    # one task for each of the others, who may be thought of for two people here: the sender cannot see those that are there
    for other_key in dict.fromkeys(row.other_key for row in answers.matches if row.decision == Same.NOT_SURE):
        tasks.give(case, kind=TaskKind.SETTLE_MATCH, due_on=due.date(), by=by, about_key=other_key)
