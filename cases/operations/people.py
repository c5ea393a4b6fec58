"""The people of a family: who belongs to it, what is known about them, how they are related, who else is involved, what to beware of."""

from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F

from access import clock
from access.errors import Refused, need_reason
from access.grants import require
from access.models import User
from cases.models import Address, Alert, Case, FormerName, Member, Person, Professional, Relationship
from cases.models.families import Part
from cases.operations import assessments, days, homes, kinship
from cases.operations.asking import Asking, need_asked
from cases.operations.own_kinds import need_fields
from cases.operations.work import require_open

OF_PERSON = {field.name for field in Person._meta.concrete_fields} - {"id"}


class ChangedMeanwhile(Refused):
    """Somebody else changed what is known about this person since the page was opened. `theirs` is what stands there now."""

    def __init__(self, person: Person) -> None:
        who = person.history.select_related("history_user").first().history_user
        super().__init__(
            f"{who} has changed this since you opened it. Both versions are below: nothing was overwritten."
        )
        self.theirs = person


def version_of(person: Person) -> str:
    """Which version of a person a page shows."""
    return str(person.history.values_list("history_id", flat=True).first())


@transaction.atomic
def change(case: Case, person: Person, *, by: User, because: str, answers: dict[str, Any], seen: str = "") -> Person:
    """Put right or add what is known about somebody of this family, on closed cases too. Only the fields in `answers` change.

    A child who is born stops being an unborn child of the family, and becomes one again where that was a mistake. `seen` is the
    version that the page showed. Raises ChangedMeanwhile where another one says something else, Refused for what the notice in
    force does not let be asked of them (what was recorded before may stay), and Forbidden for a kind that is not theirs to write.
    """
    case = _case(case, by)
    need_reason(because)
    unknown = answers.keys() - OF_PERSON
    assert not unknown, unknown
    person = _of_family(case, person)
    _check(answers, person)
    if seen and seen != version_of(person) and any(getattr(person, name) != value for name, value in answers.items()):
        raise ChangedMeanwhile(person)
    part = _part_of(case, person)
    if part not in (Part.CHILD, Part.UNBORN) and answers.get("expected") != person.expected:
        days.check_to_come(part, answers.get("born"), answers.get("expected"))
    asking = Asking(case)
    need_fields((name for name, value in answers.items() if getattr(person, name) != value), by, asking)
    need_asked(answers, part, before=person, asking=asking)
    for name, value in answers.items():
        setattr(person, name, value)
    person.write(by=by, because=because)
    _born_or_not(case, person, by, because)
    return person


@transaction.atomic
def add_member(case: Case, *, part: str, by: User, key: UUID, answers: dict[str, Any]) -> Person:
    """Add somebody new to the family of an open case. `key` becomes the person's own: sent twice they are added once."""
    case = _case(case, by)
    if there := Person.objects.filter(pk=key).first():
        return there
    require_open(case)
    _check(answers)
    days.check_to_come(part, answers.get("born"), answers.get("expected"))
    asking = Asking(case)
    need_fields((name for name, value in answers.items() if value), by, asking)
    need_asked(answers, part, asking=asking)
    later = {name: value for name, value in answers.items() if value and asking.needs_consent(name)}
    person = Person(id=key, **{name: value for name, value in answers.items() if name not in later})
    person.write(by=by, because="joined the family")
    Member(family=case.family, person=person, part=Part(part), since=clock.today()).write(
        by=by, because="joined the family"
    )
    _add(person, later, by)
    assessments.ask_about_everybody(case, by=by)
    return person


@transaction.atomic
def end_member(case: Case, member: Member, *, until: date, because: str, by: User) -> Member:
    """Somebody does not belong to the family any more. They stay in its past, and in everything that was written."""
    case = _case(case, by)
    need_reason(because)
    member = case.family.members.for_change().get(pk=member.pk)
    if member.until is not None:
        raise Refused("They have left the family already.")
    if until > clock.today():
        raise Refused("The day must not be in the future.", "until")
    if until < member.since:
        raise Refused(f"They joined the family on {member.since:%-d %B %Y}: they cannot have left before.", "until")
    if case.family.members.filter(until=None).count() == 1:
        raise Refused("A family has at least one member. Add the others first.")
    member.until = until
    return member.write(by=by, because=because)


@transaction.atomic
def return_member(case: Case, person: Person, *, part: str, since: date, by: User, because: str) -> Member:
    """Somebody who left the family belongs to it again: the same person, in a new place from a day on. Done twice it stays done."""
    case = _case(case, by)
    need_reason(because)
    person = _of_family(case, person)
    require_open(case)
    if there := case.family.members.filter(person=person, until=None).first():
        return there
    left = case.family.members.filter(person=person).latest("until").until
    assert left is not None  # the others have left
    if not left <= since <= clock.today():
        raise Refused(f"They left on {left:%-d %B %Y}: the day must be between then and today.", "since")
    if part == Part.UNBORN and not person.expected:
        raise Refused("Only a child who is to come is an unborn child.", "part")
    if part != Part.UNBORN and person.expected:
        raise Refused(f"{person} is not born yet: choose “{Part.UNBORN.label}”.", "part")
    member = Member(family=case.family, person=person, part=Part(part), since=since).write(by=by, because=because)
    assessments.ask_about_everybody(case, by=by)
    return member


@transaction.atomic
def move(
    case: Case,
    person: Person,
    *,
    lines: str,
    postcode: str,
    since: date,
    by: User,
    key: UUID,
    until: date | None = None,
) -> Address:
    """An address from a day on, or for a time in the past: it takes its place by its day, and never ends a later one."""
    case = _case(case, by)
    person = _of_family(case, person)
    if there := person.addresses.filter(pk=key).first():
        return there
    return homes.place(
        person, key=key, lines=lines, postcode=postcode, since=since, until=until, by=by, because="moved"
    )


@transaction.atomic
def add_former_name(case: Case, person: Person, *, full_name: str, by: User, key: UUID) -> FormerName:
    """Another name that somebody had or is called by: they are found by it too."""
    person = _of_family(_case(case, by), person)
    if there := person.former_names.filter(pk=key).first():
        return there
    return FormerName(id=key, person=person, full_name=full_name).write(by=by, because="another name")


@transaction.atomic
def relate(
    case: Case,
    *,
    one: Person,
    other: Person,
    tie: str,
    by: User,
    key: UUID,
    in_words: str = "",
    responsibility: str = "",
    responsibility_source: str = "",
) -> Relationship:
    """`one` is the `tie` of `other`. Says who has parental responsibility, and how one knows, where `other` is a child."""
    case = _case(case, by)
    if there := case.family.relationships.filter(pk=key).first():
        return there
    one, other = _of_family(case, one), _of_family(case, other)
    if one.pk == other.pk:
        raise Refused("Choose two different people.", "other")
    kinship.check(case.family.relationships.filter(until=None), one, other, tie)
    if responsibility == "yes" and not responsibility_source.strip():
        raise Refused("Write how you know who has parental responsibility.", "responsibility_source")
    return Relationship(
        id=key,
        family=case.family,
        one=one,
        other=other,
        tie=tie,
        in_words=in_words,
        responsibility=responsibility,
        responsibility_source=responsibility_source,
    ).write(by=by, because="relationship recorded")


@transaction.atomic
def end_relationship(case: Case, relationship: Relationship, *, because: str, by: User) -> Relationship:
    """It does not hold any more, or never did: the reason says which."""
    case = _case(case, by)
    need_reason(because)
    relationship = case.family.relationships.for_change().get(pk=relationship.pk)
    relationship.until = relationship.until or clock.today()
    return relationship.write(by=by, because=because)


@transaction.atomic
def add_professional(case: Case, *, by: User, key: UUID, answers: dict[str, Any]) -> Professional:
    """Somebody of another service who works with the family."""
    case = _case(case, by)
    if there := case.professionals.filter(pk=key).first():
        return there
    if not answers.get("organisation") and not answers.get("works_for", "").strip():
        raise Refused("Say where they work.", "works_for")
    return Professional(id=key, case=case, since=clock.today(), **answers).write(by=by, because="professional added")


@transaction.atomic
def end_professional(case: Case, professional: Professional, *, because: str, by: User) -> Professional:
    """They are not involved any more."""
    case = _case(case, by)
    need_reason(because)
    professional = case.professionals.for_change().get(pk=professional.pk)
    professional.until = professional.until or clock.today()
    return professional.write(by=by, because=because)


@transaction.atomic
def warn(case: Case, *, words: str, review_on: date, by: User, key: UUID, person: Person | None = None) -> Alert:
    """An alert that everybody who opens the case sees first, until somebody ends it."""
    case = _case(case, by)
    if there := case.alerts.filter(pk=key).first():
        return there
    require_open(case)
    if review_on <= clock.today():
        raise Refused("The day to look at it again must be in the future.", "review_on")
    days.check_not_far(review_on, "review_on")
    return Alert(
        id=key, case=case, person=person, words=words, made_at=clock.now(), made_by=by, review_on=review_on
    ).write(by=by, because="alert")


@transaction.atomic
def end_alert(case: Case, alert: Alert, *, because: str, by: User) -> Alert:
    """It does not hold any more."""
    case = _case(case, by)
    need_reason(because)
    alert = case.alerts.for_change().get(pk=alert.pk)
    if alert.ended_on is None:
        alert.ended_on, alert.because = clock.today(), because
        alert.write(by=by, because=because)
    return alert


def _add(person: Person, later: dict[str, Any], by: User) -> None:
    """What rests on a consent of the case, once the database knows that they belong to it."""
    if later:
        for name, value in later.items():
            setattr(person, name, value)
        person.write(by=by, because="joined the family")


def _case(case: Case, by: User) -> Case:
    case = Case.objects.for_change().get(pk=case.pk)
    require(by, "cases.work_case", case)
    return case


def _of_family(case: Case, person: Person) -> Person:
    if not case.family.members.filter(person=person).exists():
        raise Refused("Choose somebody of this family.")
    return Person.objects.for_change().get(pk=person.pk)


def _part_of(case: Case, person: Person) -> str:
    """What somebody is in this family; what they were last, where they have left it."""
    parts = case.family.members.filter(person=person).order_by(F("until").desc(nulls_first=True))
    return str(parts.values_list("part", flat=True)[0])


def _born_or_not(case: Case, person: Person, by: User, because: str) -> None:
    was, now = (Part.CHILD, Part.UNBORN) if person.expected else (Part.UNBORN, Part.CHILD)
    for member in case.family.members.for_change().filter(person=person, part=was):
        member.part = now
        member.write(by=by, because=because)


def _check(answers: dict[str, Any], before: Person | None = None) -> None:
    if answers.get("born") and answers.get("expected"):
        raise Refused("Enter a date of birth or an expected date of delivery, not both.", "expected")
    new = {name: day for name in ("born", "expected") if (day := answers.get(name)) != getattr(before, name, None)}
    days.check_birth(new.get("born"), new.get("expected"))  # what was recorded before may stay
    if (died := answers.get("died_on")) and died > clock.today():
        raise Refused("The date of death must not be in the future.", "died_on")
    if (born := answers.get("born")) and (died := answers.get("died_on")) and died < born:
        raise Refused("The date of death must not be before the date of birth.", "died_on")
