"""Invented people and their cases, shared by the tests and the demo's families. They write as the installation's robot."""

import datetime

import factory
from django.contrib.auth.models import Group
from faker import Faker

from access import clock, duty, notice, terms
from access.grants import work_permission
from access.models import CouncilReading, DutyAcceptance, Membership, Organisation, Staff, Team, User
from access.records import uuid7
from cases.models import (
    Address,
    Allocation,
    Case,
    CaseGroupGrant,
    CaseUserGrant,
    Family,
    Member,
    Note,
    Person,
    Referral,
    Triage,
)
from cases.models.families import Part
from cases.operations.referrals import new_reference
from cases.stages import Stage

fake = Faker("en_GB")


def name() -> str:
    """An invented name, each once. Its apostrophe is the one that pages write as it is: those of HTML have tests of their own."""
    return fake.unique.name().replace("'", "’")


BECAUSE = "made for a test"


def installation() -> User:
    return User.objects.robot("earlyhelp_owner")


class RecordFactory(factory.django.DjangoModelFactory):
    """Writes with a person and a reason, like everything here."""

    class Meta:
        abstract = True

    @classmethod
    def _create(cls, model_class, *args, **kwargs):
        return model_class(*args, **kwargs).write(by=installation(), because=BECAUSE)


class OrganisationFactory(RecordFactory):
    class Meta:
        model = Organisation

    name = factory.Sequence(lambda n: f"Organisation {n}")
    kind = "council"
    terms = factory.LazyAttribute(lambda o: None if o.kind == "council" else terms.in_force().since)


class TeamFactory(RecordFactory):
    class Meta:
        model = Team

    name = factory.Sequence(lambda n: f"Team {n}")
    group = factory.LazyAttribute(lambda o: Group.objects.get_or_create(name=o.name)[0])
    organisation = factory.SubFactory(OrganisationFactory)


class UserFactory(factory.django.DjangoModelFactory):
    """An account with a staff record: `UserFactory(roles=["hub"], team=team)`."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"user{n}-{uuid7().hex[-6:]}@example.org")
    name = factory.LazyFunction(name)
    password = "!"

    @factory.post_generation
    def staff_record(
        self, create, extracted, *, roles=("practitioner",), team=None, organisation=None, active=True, accepts=True
    ):
        """`UserFactory(staff_record__roles=["hub"], staff_record__team=team)`. The duty in force is accepted."""
        organisation = organisation or (team.organisation if team else OrganisationFactory())
        Staff(user=self, organisation=organisation, roles=list(roles), is_active=active, phone="01632 960 123").write(
            by=installation(), because=BECAUSE
        )
        if team:
            Membership(user=self, group=team.group).write(by=installation(), because=BECAUSE)
        self.accepts = accepts  # read by whoever signs them in: tests/conftest.py
        if accepts:
            accept_duty(self)


def accept_duty(user):
    """They have accepted the duty of staff, where the notice in force states one."""
    for one in duty.texts():
        said = {"notice": one.notice, "dated": one.dated, "text": one.text, "digest": one.digest}
        if not DutyAcceptance.objects.filter(user=user, digest=one.digest).exists():
            DutyAcceptance(user=user, accepted_at=clock.now(), **said).write(by=installation(), because=BECAUSE)


def somebody(*roles, team=None, **kwargs):
    """A person at work with these roles (practitioner if none is named)."""
    return UserFactory(staff_record__roles=list(roles or ("practitioner",)), staff_record__team=team, **kwargs)


class PersonFactory(RecordFactory):
    class Meta:
        model = Person

    full_name = factory.LazyFunction(name)
    born = datetime.date(2015, 5, 3)


class FamilyFactory(RecordFactory):
    class Meta:
        model = Family

    made_on = factory.LazyFunction(clock.today)


class CaseFactory(RecordFactory):
    """A case held by a team: `CaseFactory(team=…, stage=Stage.OPEN)`. Open by default, with a child and an address."""

    class Meta:
        model = Case

    reference = factory.LazyFunction(new_reference)
    family = factory.SubFactory(FamilyFactory)
    sent_by = factory.LazyFunction(lambda: somebody("referrer"))
    stage = Stage.OPEN
    work_basis = factory.LazyFunction(lambda: notice.policy().bases[0].code)
    notice_fingerprint = factory.LazyFunction(lambda: notice.policy().fingerprint)
    received_at = factory.LazyFunction(clock.now)
    changed_at = factory.LazyFunction(clock.now)

    @classmethod
    def _create(cls, model_class, *args, team=None, **kwargs):
        case = super()._create(model_class, *args, **kwargs)
        person = PersonFactory()
        AddressFactory(person=person)
        Member(family=case.family, person=person, part=Part.CHILD, since=clock.today()).write(
            by=installation(), because=BECAUSE
        )
        give_team(case, team or TeamFactory())
        return Case.objects.get(pk=case.pk)


def give_team(case, team):
    return CaseGroupGrant(
        content_object=case, group=team.group, permission=work_permission(Case), starts_at=clock.now(), why=BECAUSE
    ).write(by=installation(), because=BECAUSE)


def give_person(case, user, ends_at=None):
    return CaseUserGrant(
        content_object=case,
        user=user,
        permission=work_permission(Case),
        starts_at=clock.now(),
        ends_at=ends_at,
        why=BECAUSE,
    ).write(by=installation(), because=BECAUSE)


def worker_on(case, *roles):
    """Somebody of the case's team."""
    return somebody(*(roles or ("practitioner",)), team=case.team)


class AddressFactory(RecordFactory):
    class Meta:
        model = Address

    person = factory.SubFactory(PersonFactory)
    lines = factory.LazyFunction(fake.unique.street_address)
    postcode = "ZZ1 1ZZ"


class NoteFactory(RecordFactory):
    class Meta:
        model = Note

    case = factory.SubFactory(CaseFactory)
    kind = "visit"
    happened_on = factory.LazyFunction(clock.today)
    recorded_at = factory.LazyFunction(clock.now)
    author = factory.LazyAttribute(lambda o: worker_on(o.case))
    text = "A visit at home."


class ReferralFactory(RecordFactory):
    class Meta:
        model = Referral

    case = factory.SubFactory(CaseFactory)
    sent_by = factory.LazyAttribute(lambda o: o.case.sent_by)
    organisation = factory.LazyAttribute(lambda o: o.sent_by.staff.organisation)
    sent_at = factory.LazyFunction(clock.now)
    happening = "Mornings are hard."
    help_wanted = "Somebody to talk to."


def at_the_hub() -> Case:
    """A referral that somebody sent and that waits for the hub's decision."""
    case = CaseFactory(stage=Stage.RECEIVED, work_basis="", team=TeamFactory(is_hub=True))
    ReferralFactory(case=case)
    return case


class AllocationFactory(RecordFactory):
    class Meta:
        model = Allocation

    case = factory.SubFactory(CaseFactory)
    team = factory.LazyAttribute(lambda o: o.case.team)
    worker = factory.LazyAttribute(lambda o: worker_on(o.case).staff)
    decided_by = factory.LazyFunction(installation)
    because = BECAUSE
    since = factory.LazyFunction(clock.now)


class TriageFactory(RecordFactory):
    """The hub has decided that it may be allocated."""

    class Meta:
        model = Triage

    case = factory.SubFactory(CaseFactory)
    decision = "allocate"
    because = BECAUSE
    decided_by = factory.LazyFunction(installation)
    decided_at = factory.LazyFunction(clock.now)


def council_says(key, value, subject=""):
    """A reading of the council, in force since today."""
    return CouncilReading(
        key=key, subject=subject, value=value, because=BECAUSE, decided_by=installation(), decided_on=clock.today()
    ).write(by=installation(), because=BECAUSE)
