"""Keeping somebody at work out of a family's record, and saying so about oneself."""

from html import unescape

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from access.errors import Forbidden, Refused
from access.grants import require
from access.models import AccessEvent, Notification
from access.records import acting, uuid7
from cases.models import Action, Allocation, Case, CaseUserGrant, Exclusion, Restriction, Task
from cases.operations import allocation, cover, exclusions
from cases.operations.due import without_lead
from tests.conftest import as_
from tests.factories import (
    AllocationFactory,
    CaseFactory,
    NoteFactory,
    TeamFactory,
    give_person,
    installation,
    somebody,
    worker_on,
)
from tests.factories.states import keep_out
from tests.factories.working_day import casework


@pytest.fixture
def case(db):
    return CaseFactory()


@pytest.fixture
def manager(case):
    return worker_on(case, "team_manager")


def exclude(case, user, by, kind="conflict"):
    with as_(by):
        return exclusions.exclude(case, user=user, kind=kind, because="They are cousins.", by=by)


@pytest.mark.parametrize("role", ["practitioner", "team_manager", "hub"])
def test_at_once_nothing_of_it_is_there_for_them_and_the_page_is_the_one_of_what_is_missing(
    role, case, manager, signed_in
):
    """Goals A3 and A6. Seen to fail with the exclusion left out of scope() and of `works`."""
    worker = worker_on(case, role)
    give_person(case, worker)
    NoteFactory(case=case, author=worker)
    client = signed_in(worker)
    assert client.get(case.get_absolute_url()).status_code == 200
    exclude(case, worker, manager)
    hidden = client.get(case.get_absolute_url())
    assert hidden.status_code == 404
    assert hidden.content == client.get(case.get_absolute_url().replace(case.reference, "EH-2222222")).content
    for url in (reverse("cases:cases") + "?show=all", "/", reverse("access:news_list"), reverse("cases:my_referrals")):
        assert case.reference not in client.get(url).content.decode(), url


def test_the_log_of_readings_does_not_tell_them_either(case, manager, signed_in):
    worker = worker_on(case)
    exclude(case, worker, manager)
    signed_in(worker).get(case.get_absolute_url())
    assert AccessEvent.objects.filter(user_key=worker.pk, outcome="refused").exists()
    with as_(worker):
        assert not AccessEvent.objects.exists() and not Exclusion.objects.exists()


def test_what_they_led_and_had_to_do_falls_to_others(case, manager):
    casework(case)
    worker, lead = worker_on(case), worker_on(case)
    AllocationFactory(case=case, worker=lead.staff)
    with acting(installation(), "given"):
        Task.objects.filter(case=case).update(for_user=worker, done_at=None)
        Action.objects.filter(case=case).update(owner=worker.staff, done=None, ended_on=None)
    exclude(case, worker, manager)
    assert set(Task.objects.values_list("for_user", flat=True)) == {None}
    assert {one.owner for one in Action.objects.all()} == {lead.staff}
    exclude(case, lead, manager)
    assert not Allocation.objects.filter(case=case, until=None).exists()
    with as_(manager):
        assert case in without_lead(manager.staff)


def test_nobody_gives_it_to_them_and_the_sentence_says_no_more_than_that(case, manager):
    worker = worker_on(case)
    AllocationFactory(case=case, worker=worker_on(case).staff)
    exclude(case, worker, manager)
    with as_(manager), pytest.raises(Refused) as refused:
        allocation.allocate(case, team=case.team, worker=worker.staff, by=manager, because="Near.")
    assert refused.value.sentence == f"{worker.staff} cannot lead this case. Choose somebody else."
    for give in (
        lambda: give_person(case, worker),
        lambda: AllocationFactory(case=case, worker=worker.staff),
    ):
        with pytest.raises(DatabaseError, match="cannot have this case"), transaction.atomic():
            give()


@pytest.mark.parametrize(("name", "field"), [("cases:add_action", "owner"), ("cases:add_task", "for_user")])
def test_no_form_offers_them_anything_to_do_there(name, field, case, manager, signed_in):
    """A task was theirs that they could not see. Seen to fail without the question who is kept out."""
    worker, colleague = worker_on(case), worker_on(case)
    exclude(case, worker, manager)
    form = signed_in(colleague).get(reverse(name, args=[case.reference])).context["form"]
    names = [str(words) for _, words in form.fields[field].choices]
    assert colleague.name in " ".join(names) and worker.name not in " ".join(names)


def test_nor_does_cover(case, manager):
    lead, worker = worker_on(case), worker_on(case)
    AllocationFactory(case=case, worker=lead.staff)
    exclude(case, worker, manager)
    with as_(manager), pytest.raises(Refused, match="cannot stand in"):
        cover.arrange(
            absent=lead.staff, covering=worker.staff, until=case.received_at.date(), because="Leave.", by=manager
        )


def test_they_cannot_allocate_it_to_themselves(case, manager):
    other = worker_on(case, "team_manager")
    exclude(case, other, manager)
    with as_(other), pytest.raises((Forbidden, Case.DoesNotExist)):
        allocation.allocate(case, team=case.team, worker=other.staff, by=other, because="Mine.")
    with as_(other), pytest.raises(Forbidden):
        require(other, "cases.work_case", case)


def test_what_they_sent_is_out_of_their_sight_too(case, manager, signed_in):
    sender = case.sent_by
    assert case.reference in signed_in(sender).get(reverse("cases:my_referrals")).content.decode()
    exclude(case, sender, manager)
    assert case.reference not in signed_in(sender).get(reverse("cases:my_referrals")).content.decode()
    assert signed_in(sender).get(reverse("cases:referral_sent", args=[case.reference])).status_code == 404


@pytest.mark.parametrize("kind", ["related", "ex_partner", "subject"])
def test_a_family_to_whom_somebody_at_work_is_tied_is_restricted_by_default(kind, case, manager):
    worker, colleague, lead = worker_on(case), worker_on(case), worker_on(case)
    AllocationFactory(case=case, worker=lead.staff)
    exclude(case, worker, manager, kind)
    made = Restriction.objects.get()
    assert (made.level, made.ground, made.owner, set(made.keeps)) == (
        "restricted",
        "staff_relative",
        manager,
        {manager.pk, lead.pk},
    )
    with as_(colleague):
        assert not Case.objects.exists()
    with as_(lead):
        assert Case.objects.visible_to(lead).exists()


def test_somebody_says_so_about_themselves_and_is_out_at_once(case, manager, signed_in):
    worker = worker_on(case)
    client, url = signed_in(worker), reverse("cases:declare", args=[case.reference])
    once = client.get(url).context["form"]["once"].value()
    assert client.post(url, {"kind": "ex_partner", "because": "Her brother.", "once": once}).url == "/"
    assert client.get(case.get_absolute_url()).status_code == client.get(url).status_code == 404
    made = Exclusion.objects.get()
    assert (made.user, made.made_by) == (worker, worker)
    assert Restriction.objects.get().owner == manager
    assert Notification.objects.get(user=manager).kind == "restriction.owned"


def test_so_does_somebody_who_only_found_the_name(case, manager):
    stranger = somebody(team=TeamFactory())
    with as_(stranger):
        exclusions.declare(case.reference, kind="related", because="My niece.", by=stranger, key=uuid7())
    assert Exclusion.objects.get().user == stranger and Restriction.objects.get().owner == manager


def test_the_officer_keeps_somebody_out_without_seeing_the_record(case, manager, signed_in):
    officer, worker = somebody("dpo"), worker_on(case)
    client, url = signed_in(officer), reverse("cases:exclude", args=[case.reference])
    page = client.get(url)
    assert case.children[0].full_name not in page.content.decode()
    answers = {
        "user": worker.pk,
        "kind": "related",
        "because": "HR told us.",
        "once": page.context["form"]["once"].value(),
    }
    assert client.post(url, answers).status_code == 302
    assert Exclusion.objects.get().made_by == officer and Restriction.objects.exists()


def test_ended_their_team_counts_again_and_who_ended_it_and_why_stays(case, manager):
    worker = worker_on(case)
    made = exclude(case, worker, manager)
    with as_(manager):
        exclusions.end(made, because="Another person of that name.", by=manager)
    with as_(worker):
        assert Case.objects.visible_to(worker).get() == case
    made.refresh_from_db()
    assert (made.ended_by, made.ended_because) == (manager, "Another person of that name.")


def test_the_page_that_ends_it_says_whose_it_is(case, manager, signed_in):
    """It named nobody. Seen to fail so."""
    made = exclude(case, worker_on(case), manager)
    page = signed_in(manager).get(reverse("cases:end_exclusion", args=[case.reference, made.pk]))
    assert f"{made.user} sees the record again" in unescape(page.content.decode())


def test_nobody_ends_their_own(case, manager):
    made = keep_out(case, manager)
    with as_(manager), pytest.raises(Case.DoesNotExist):
        exclusions.end(made, because="It is nothing.", by=manager)
    with as_(manager), acting(manager, "by hand"):
        assert Exclusion.objects.update(ended_at=case.received_at) == 0


def test_a_single_grant_goes_with_it_and_never_comes_back(case, manager):
    helper = somebody(team=TeamFactory())
    give_person(case, helper)
    made = exclude(case, helper, manager)
    with as_(manager):
        exclusions.end(made, because="A mistake.", by=manager)
    assert not CaseUserGrant.objects.filter(user=helper).exists()
