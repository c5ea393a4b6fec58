"""Proof 2: a plan that is kept shows nobody what is another's. Asked again and again on one connection, by one after the other."""

from datetime import timedelta

import pytest
from django.db import connection
from django.db.models import Count
from django.test.utils import CaptureQueriesContext

from access import clock
from access.grants import active_staff
from cases.models import Allocation, Case, Note
from cases.stages import Stage
from cases.views.base import nothing_more
from earlyhelp.database.questions import Given, Question
from tests.conftest import as_, become
from tests.factories import AllocationFactory, CaseFactory, NoteFactory, TeamFactory, give_person, somebody, worker_on
from tests.factories.states import keep_out, shut

EVERYTHING = Question(lambda: Case.objects.order_by("reference"))
NOTES = Question(lambda: Note.objects.filter(case=Given("case")).select_related("author").order_by("pk"))


def references():
    return {case.reference for case in EVERYTHING()}


def take_role(login):
    """Somebody goes on looking, as this login."""
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL ROLE earlyhelp_{login}")


def plans_of(part):
    """How often a statement with these words ran by a kept plan, and how often by one of its own."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT sum(generic_plans)::int, sum(custom_plans)::int FROM pg_prepared_statements"
            " WHERE statement LIKE %s AND statement NOT LIKE '%%pg_prepared%%'",
            [f"%{part}%"],
        )
        return cursor.fetchone()


def test_one_plan_shows_each_their_own_and_nobody_anything(db):
    """Seen to fail with `earlyhelp_me()` in the walls declared IMMUTABLE: the plan then holds whoever was first."""
    one, other = CaseFactory(), CaseFactory()
    first, second = worker_on(one), worker_on(other)
    for _ in range(8):
        with as_(first):
            assert references() == {one.reference}
        with as_(second):
            assert references() == {other.reference}
        with as_(None):
            assert references() == set()
    kept, own = plans_of('FROM "cases_case" ORDER BY "cases_case"."reference"')
    assert kept >= 24
    assert own == 0


def test_a_plan_made_for_the_owner_is_not_the_webs(db):
    one, other = CaseFactory(), CaseFactory()
    worker = worker_on(one)
    for _ in range(3):
        become("owner")
        assert references() >= {one.reference, other.reference}
        with as_(worker):
            assert references() == {one.reference}


def test_what_hangs_under_a_case_keeps_its_wall(db):
    note, other = NoteFactory(text="Ours."), NoteFactory(text="Theirs.")
    worker, stranger = worker_on(note.case), worker_on(other.case)
    for _ in range(8):
        with as_(worker):
            assert [one.text for one in NOTES(case=note.case.pk)] == ["Ours."]
            assert NOTES(case=other.case.pk) == []
        with as_(stranger):
            assert NOTES(case=note.case.pk) == []


def test_a_grant_that_ends_ends_what_the_kept_plan_shows(db):
    case = CaseFactory()
    guest = somebody("practitioner")
    grant = give_person(case, guest, ends_at=clock.now() + timedelta(days=1))
    for _ in range(6):
        with as_(guest):
            assert Case.objects.newest_for(guest) == [case]
    become("owner")
    grant.ends_at = clock.now() - timedelta(minutes=1)
    grant.write(by=guest, because="over")
    with as_(guest):
        assert Case.objects.newest_for(guest) == []
        assert references() == set()


def test_somebody_who_left_is_nobody_by_the_kept_plan(db):
    case = CaseFactory()
    worker = worker_on(case)
    for _ in range(6):
        with as_(worker):
            assert active_staff(worker).user == worker
    worker.staff.is_active = False
    worker.staff.write(by=worker, because="left")
    with as_(worker):
        assert active_staff(worker) is None
        assert Case.objects.newest_for(worker) == []


def test_a_wall_that_changes_changes_the_kept_plan(db):
    case = CaseFactory()
    worker = worker_on(case)
    for _ in range(3):
        with as_(worker):
            assert references() == {case.reference}
    with connection.cursor() as cursor:
        cursor.execute("CREATE POLICY nothing ON cases_case AS RESTRICTIVE FOR SELECT TO earlyhelp_web USING (false)")
    with as_(worker):
        assert references() == set()


@pytest.mark.parametrize("stage", ["", Stage.OPEN, Stage.RECEIVED])
def test_the_list_is_what_the_orm_finds(stage, db):
    team = TeamFactory()
    worker = somebody("practitioner", team=team)
    cases = [CaseFactory(team=team, stage=one) for one in (Stage.OPEN, Stage.RECEIVED, Stage.OPEN)] + [CaseFactory()]
    give_person(cases[-1], worker)
    CaseFactory()
    with as_(worker):
        seen = Case.objects.visible_to(worker).listed()
        wanted = list(seen.filter(stage=stage) if stage else seen)
        found = Case.objects.newest_for(worker, stage=stage)
        assert found == wanted
        assert [said(case) for case in found] == [said(case) for case in wanted]
        for place, case in enumerate(wanted):
            assert Case.objects.newest_for(worker, stage=stage, after=(case.changed_at, case.pk)) == wanted[place + 1 :]


def said(case):
    return case.reference, case.child_names, case.lead_name, case.next_review, case.team, case.changed_at


def test_what_one_leads_is_found_by_the_lead_alone(db):
    allocation = AllocationFactory()
    worker, case = allocation.worker.user, allocation.case
    other = CaseFactory(team=case.team)
    with as_(worker):
        assert Case.objects.led_by(worker) == [case]
        assert other in Case.objects.newest_for(worker)
        assert Case.objects.led_by(worker, after=(case.changed_at, case.pk)) == []
    become("owner")
    Allocation.objects.get(pk=allocation.pk)
    allocation.until = clock.now()
    allocation.write(by=worker, because="handed over")
    with as_(worker):
        assert Case.objects.led_by(worker) == []


def test_a_question_is_compiled_once_and_counts_as_one_query(db):
    made = []
    question = Question(lambda: made.append(1) or Case.objects.annotate(n=Count("notes")).filter(reference=Given("it")))
    case = NoteFactory().case
    with CaptureQueriesContext(connection) as seen:
        assert [(one, one.n) for one in question(it=case.reference)] == [(case, 1)]
        assert question(it="none") == []
    assert made == [1]
    assert [one["sql"].count(case.reference) for one in seen.captured_queries] == [1, 0]


def test_nothing_that_the_walls_ask_is_settled_while_planning(db):
    """An IMMUTABLE function is worked out once, into the plan: who was looking then would be looking for everybody.

    Two of the audit's are: they know nothing but what they are given, and no wall asks them.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT proname FROM pg_proc WHERE proname ~ '^(earlyhelp|app_now)' AND provolatile = 'i'")
        assert {name for (name,) in cursor.fetchall()} == {"earlyhelp_ledger_key", "earlyhelp_digest_of"}
        cursor.execute(
            "SELECT count(*) FROM pg_policies WHERE concat(qual, with_check) ~ 'earlyhelp_(ledger_key|digest_of)'"
        )
        assert cursor.fetchone() == (0,)


@pytest.mark.parametrize("login", ["web", "owner"])  # with row security, and by the first wall alone
def test_a_page_and_the_few_of_a_list_find_what_scope_finds(login, db):
    """By team, singly, no longer, kept out, shut to the team, sealed, a stranger's: seen to fail with each part of the condition left out."""
    team = TeamFactory()
    worker, colleague = somebody("practitioner", team=team), somebody("practitioner", team=team)
    ours, mine_too, restricted, sealed = (CaseFactory(team=team) for _ in range(4))
    single, over, foreign = CaseFactory(), CaseFactory(), CaseFactory()
    give_person(single, worker)
    give_person(over, worker, ends_at=clock.now() - timedelta(minutes=1))
    keep_out(mine_too, worker)
    shut(restricted)
    shut(sealed, level="sealed")
    every = [ours, mine_too, restricted, sealed, single, over, foreign]
    for _ in range(7):
        with as_(worker):
            take_role(login)
            wanted = {case.pk for case in Case.objects.visible_to(worker)}
            opened = {one.pk for one in every if Case.objects.opened(one.reference, by=worker, also=nothing_more)}
            few = set(Case.objects.seen_among([one.pk for one in every], by=worker))
            assert opened == few == wanted == {ours.pk, single.pk}
            assert set(Case.objects.seen_among([ours.pk, foreign.pk], by=worker)) == {ours.pk}
        with as_(colleague):  # a page is opened for the one who is looking, and for nobody else
            take_role(login)
            assert Case.objects.opened(ours.reference, by=worker, also=nothing_more) is None
            assert Case.objects.seen_among([ours.pk], by=worker) == {}
