"""What the walls ask of the database, function by function: each condition of them has a row here that lacks that one thing alone."""

from datetime import timedelta

from django.db import connection

from access import clock
from cases.models import Case
from cases.models.families import Member, Part
from tests.database.asking import DAY, asked, grant, mine, write
from tests.factories import (
    BECAUSE,
    CaseFactory,
    PersonFactory,
    TeamFactory,
    installation,
    somebody,
    worker_on,
)
from tests.factories.states import keep_out, shut


def granted_singly(me):
    """Cases by what I have of each."""
    cases = {
        what: CaseFactory() for what in ("always", "until tomorrow", "until yesterday", "from tomorrow", "to read")
    }
    grant(cases["always"], me)
    grant(cases["until tomorrow"], me, ends=DAY)
    grant(cases["until yesterday"], me, starts=-2 * DAY, ends=-DAY)
    grant(cases["from tomorrow"], me, starts=DAY)
    grant(cases["to read"], me, reads=True)
    grant(CaseFactory(), somebody())
    return cases


def granted_by_team(me):
    team = mine(me)
    cases = {
        what: CaseFactory()
        for what in ("second", "until tomorrow", "until yesterday", "from tomorrow", "shut", "kept out of")
    }
    grant(cases["second"], team)
    grant(cases["until tomorrow"], team, ends=DAY)
    grant(cases["until yesterday"], team, starts=-2 * DAY, ends=-DAY)
    grant(cases["from tomorrow"], team, starts=DAY)
    grant(cases["kept out of"], team)
    keep_out(cases["kept out of"], me)
    shut(cases["shut"])
    grant(cases["shut"], team)
    CaseFactory(team=team)  # as the first team: that one is cases_case.team_id
    grant(CaseFactory(), TeamFactory())
    return cases


def test_single_grants_that_are_current_and_of_those_the_ones_to_work(me):
    cases = granted_singly(me)
    work = {cases["always"].pk, cases["until tomorrow"].pk}
    assert asked(me, "earlyhelp_granted", True) == work
    assert asked(me, "earlyhelp_granted", False) == work | {cases["to read"].pk}


def test_second_teams_grants_that_are_current_on_what_is_open_to_teams(me):
    cases = granted_by_team(me)
    assert asked(me, "earlyhelp_granted", False) == {cases["second"].pk, cases["until tomorrow"].pk}


def test_who_is_not_at_work_any_more_has_none(me):
    granted_singly(me)
    granted_by_team(me)
    me.is_active = False
    me.save(update_fields=["is_active"])
    assert asked(me, "earlyhelp_granted", False) == set()


def test_what_is_hidden_and_what_is_barred(me):
    """Sealed or kept from me; and restricted. Not where I am on the list."""
    CaseFactory(team=mine(me))
    sealed, restricted, out = (CaseFactory() for _ in range(3))
    for level in ("sealed", "restricted"):
        shut(CaseFactory(), me, level=level)
    shut(sealed, level="sealed")
    shut(restricted)
    keep_out(out, me)
    assert asked(me, "earlyhelp_hidden") == {sealed.pk, out.pk}
    assert asked(me, "earlyhelp_barred") == {sealed.pk, out.pk, restricted.pk}


def test_who_is_kept_out_is_until_it_ends_and_of_all_that_is_one(me):
    out, was = CaseFactory(), CaseFactory()
    sibling = CaseFactory(family=out.family)
    ended = keep_out(was, me)
    ended.ended_at, ended.ended_by, ended.ended_because = clock.now(), installation(), BECAUSE
    write(ended)
    keep_out(out, me)
    keep_out(CaseFactory(), somebody())
    assert asked(me, "earlyhelp_excluded") == {out.pk, sibling.pk}


def test_of_a_colleague_only_what_they_are_kept_out_of_among_mine(me):
    colleague = worker_on(CaseFactory(team=mine(me)))
    here, there = CaseFactory(team=mine(me)), CaseFactory()
    for case in (here, there):
        keep_out(case, colleague)
    assert asked(me, "earlyhelp_excluded_of", colleague.pk) == {here.pk}
    assert asked(None, "earlyhelp_excluded_of", colleague.pk, robot="worker") == {here.pk, there.pk}


def test_whether_a_case_is_mine(me):
    ours, out, other, single = CaseFactory(team=mine(me)), CaseFactory(team=mine(me)), CaseFactory(), CaseFactory()
    keep_out(out, me)
    grant(single, me)
    closed = shut(CaseFactory(team=mine(me)))
    answers = {
        case: asked(me, "earlyhelp_mine", case.pk, Case.objects.get(pk=case.pk).team_id)
        for case in (ours, out, other, single, closed)
    }
    assert answers == {ours: True, out: False, other: False, single: True, closed: False}


def test_until_when_i_may_read_and_no_more(me):
    ends = clock.now() + DAY
    reads, longer, works, ours, other, over = (CaseFactory() for _ in range(6))
    ours = CaseFactory(team=mine(me))
    grant(reads, me, ends=DAY, reads=True)
    grant(reads, somebody(), ends=9 * DAY, reads=True)
    grant(longer, me, reads=True)
    grant(works, me, ends=DAY)
    grant(works, me, ends=DAY, reads=True)
    grant(ours, me, ends=DAY, reads=True)
    grant(over, me, starts=-2 * DAY, ends=-DAY, reads=True)

    def until(case):
        return asked(me, "earlyhelp_reading_until", case.pk)

    assert abs(until(reads) - ends) < timedelta(seconds=5)
    assert until(longer) > clock.now() + 365 * 99 * DAY
    assert [until(one) for one in (works, ours, other, over)] == [None] * 4


def test_whose_names_the_matcher_does_not_tell(me):
    manager = somebody("team_manager", team=mine(me))
    out, restricted, seen = CaseFactory(), CaseFactory(), CaseFactory()
    for person in (me, manager):
        keep_out(out, person)
    shut(restricted)
    names = {case: case.children[0].pk for case in (out, restricted, seen)}
    assert asked(me, "earlyhelp_unnamed_to_me", role="owner") == {names[out], names[restricted]}
    assert asked(manager, "earlyhelp_unnamed_to_me", role="owner") == {names[out]}
    assert asked(somebody("hub", team=TeamFactory()), "earlyhelp_unnamed_to_me", role="owner") == set()


def keys_of(person):
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM cases_searchkey WHERE person_id = %s", [person.pk])
        return cursor.fetchone()[0]


def test_whoever_joins_a_sealed_family_loses_their_keys_and_nobody_else(me):
    sealed, other = CaseFactory(), CaseFactory()
    shut(sealed, level="sealed")
    CaseFactory(family=other.family)
    people = [PersonFactory() for _ in range(3)]
    for person in people:
        with connection.cursor() as cursor:
            cursor.execute("SELECT earlyhelp_write_keys(ARRAY[%s]::uuid[])", [person.pk])
    before = [keys_of(person) for person in people]
    for case, person in zip((sealed, other), people, strict=False):
        write(Member(family=case.family, person=person, part=Part.CARER, since=clock.today()))
    assert min(before) > 0
    assert [keys_of(person) for person in people] == [0, before[1], before[2]]
    with connection.cursor() as cursor:
        cursor.execute("SELECT earlyhelp_sealed_people(%s)", [[one.pk for one in people]])
        assert cursor.fetchone()[0] == [people[0].pk]
