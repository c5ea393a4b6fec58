"""Proof 2: insert and move under row security."""

import pytest
from django.db import DatabaseError, transaction

from access.models import Membership
from access.records import acting, uuid7
from cases.models import Case, CaseGroupGrant, CaseUserGrant, Family, Member, Note, Person, Referral
from cases.models.families import Part
from cases.operations import allocation, referrals
from cases.stages import Stage
from tests.conftest import as_
from tests.factories import (
    CaseFactory,
    OrganisationFactory,
    PersonFactory,
    TeamFactory,
    TriageFactory,
    give_person,
    somebody,
    worker_on,
)

ANSWERS = referrals.ReferralAnswers(
    people=(
        referrals.SomeoneNamed("Invented Child", Part.CHILD),
        referrals.SomeoneNamed("Invented Carer", Part.CARER),
    ),
    address="1 Invented Street",
    postcode="ZZ1 1ZZ",
    happening="Mornings are hard.",
    help_wanted="Somebody to talk to.",
    told={"told_told": "yes", "told_how": "talked", "told_on": None},
)


@pytest.fixture
def hub(db):
    return TeamFactory(is_hub=True, name="The hub")


@pytest.fixture
def referrer(db):
    return somebody("referrer", team=None)


def send(referrer, **kwargs):
    with as_(referrer):
        return referrals.send(ANSWERS, by=referrer, key=uuid7(), **kwargs)


def test_a_referrer_of_another_organisation_sends_what_the_hub_then_holds(hub, referrer):
    case = send(referrer)

    case = Case.objects.get(pk=case.pk)
    assert (case.team, case.stage, case.sent_by) == (hub, Stage.RECEIVED, referrer)
    with as_(somebody("hub", team=hub)):
        assert Referral.objects.get().happening == "Mornings are hard."
        assert Person.objects.count() == 2


def test_the_referrer_sees_reference_and_stage_and_nothing_below(hub, referrer):
    case = send(referrer)
    with as_(referrer):
        assert list(Case.objects.sent_by(referrer)) == [case]
        assert not Case.objects.visible_to(referrer).exists()
        assert not (Person.objects.exists() or Member.objects.exists() or Family.objects.exists())


def test_sending_twice_with_one_key_makes_one_referral(hub, referrer):
    key = uuid7()
    with as_(referrer):
        first = referrals.send(ANSWERS, by=referrer, key=key)
        again = referrals.send(ANSWERS, by=referrer, key=key)
    assert first == again
    assert Referral.objects.count() == 1


def test_after_allocation_the_sender_can_add_nothing_below_the_case(hub, referrer):
    case = send(referrer)
    move(case, somebody("hub", team=hub))
    with as_(referrer), pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
        _referral(case, referrer).write(by=referrer, because="one more thing")


def _referral(case, by):
    return Referral(
        case=case,
        sent_by=by,
        organisation=by.staff.organisation,
        sent_at=case.received_at,
        happening="x",
        help_wanted="y",
    )


def test_nobody_pulls_a_known_person_into_a_family_of_their_own(hub, referrer):
    victim = CaseFactory().children[0]
    case = send(referrer)
    with as_(referrer), pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
        Member(family_id=case.family_id, person_id=victim.pk, part=Part.OTHER, since="2026-01-01").write(
            by=referrer, because="curious"
        )


def test_nobody_grants_themselves_a_case(hub, referrer):
    case = CaseFactory()
    stranger = somebody("team_manager", team=TeamFactory())
    grant = CaseUserGrant(
        content_object_id=case.pk,
        user=stranger,
        permission_id=case.group_grants.get().permission_id,
        starts_at=case.received_at,
        why="curious",
    )
    with as_(stranger), pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
        with acting(stranger, "curious"):
            CaseUserGrant.objects.bulk_create([grant])


def move(case, by, team=None):
    team = team or TeamFactory()
    worker = somebody("practitioner", team=team)
    TriageFactory(case=case)
    with as_(by):
        allocation.allocate(case, team=team, worker=worker.staff, by=by, because="nearest team")
    return worker


def test_a_manager_allocates_a_case_away_from_his_own_team(db):
    case = CaseFactory()
    manager = worker_on(case, "team_manager")

    worker = move(case, manager)

    case = Case.objects.get(pk=case.pk)
    assert case.team_id == Membership.objects.get(user=worker).group_id
    assert CaseGroupGrant.objects.filter(content_object=case).count() == 1
    with as_(manager):
        assert not Case.objects.exists()
    with as_(worker):
        assert Case.objects.visible_to(worker).get() == case


def test_the_move_stands_in_the_history_with_its_reason(db):
    case = CaseFactory()
    manager = worker_on(case, "team_manager")
    move(case, manager)
    version = Case.objects.get(pk=case.pk).history.first()
    assert (version.history_user, version.history_change_reason) == (manager, "nearest team")


def test_a_single_grant_shows_the_case_until_it_ends(db):
    case, helper = CaseFactory(), somebody("practitioner", team=TeamFactory())
    give_person(case, helper)
    with as_(helper):
        assert Case.objects.visible_to(helper).get() == case
        assert Person.objects.count() == 1
    with acting(case.sent_by, "ended"):
        CaseUserGrant.objects.update(ends_at=case.received_at)
    with as_(helper):
        assert not Case.objects.visible_to(helper).exists()
        assert not Case.objects.exists()


def test_a_stopped_case_takes_no_note_whatever_the_program_says(db):
    case = CaseFactory(stage=Stage.AWAITING_CONSENT, work_basis="")
    worker = worker_on(case)
    note = Note(
        case=case, kind="visit", happened_on="2026-01-01", recorded_at=case.received_at, author=worker, text="x"
    )
    with as_(worker), pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
        note.write(by=worker, because="note added")


def test_a_person_who_is_new_stays_unseen_by_others(hub, referrer):
    PersonFactory()
    with as_(referrer):
        assert not Person.objects.exists()


def test_an_organisation_is_not_changed_by_a_practitioner(db):
    organisation = OrganisationFactory()
    somebody_else = somebody("practitioner")
    organisation.name = "Mine now"
    with as_(somebody_else), pytest.raises(DatabaseError), transaction.atomic():
        organisation.write(by=somebody_else, because="why not")


def test_a_grant_is_ended_and_never_turned_into_another(db):
    case, colleague = CaseFactory(), somebody()
    worker = worker_on(case)
    give_person(case, worker)
    with as_(worker), pytest.raises(DatabaseError, match="not rewritten"), transaction.atomic():
        with acting(worker, "a favour"):
            case.user_grants.update(user=colleague)
