"""What giving, moving and ending a grant leaves on a case, and that it touches no other: beside each case here stands one that has the
same of everything. As the owner, whom no wall holds back.
"""

from datetime import timedelta

import pytest

from access import clock
from access.grants import view_permission, work_permission
from access.records import acting
from cases.models import Case, CaseGroupGrant, CaseUserGrant
from cases.models.grants import CameFrom
from cases.operations import grants
from tests.factories import BECAUSE, CaseFactory, TeamFactory, installation, somebody
from tests.factories.retention import days_pass
from tests.factories.states import shut

LONG = "She asked for it, and the team agreed that it is needed. " * 5


@pytest.fixture
def people(db):
    """Whose grants both cases have, by what each came from."""
    return {kind: somebody(team=TeamFactory()) for kind in CameFrom if kind != CameFrom.BREAK_GLASS}


@pytest.fixture
def second(db):
    """A second team of both cases."""
    return TeamFactory()


@pytest.fixture
def case(people, second):
    return with_grants(people, second)


@pytest.fixture
def beside(case, people, second):
    """Another case with the same grants, and what they are: whatever happens to the first, they stay."""
    other = with_grants(people, second, team=case.team)
    before = (teams_of(other), singles_of(other))
    yield other
    assert (teams_of(other), singles_of(other)) == before


def with_grants(people, second, **made):
    found = CaseFactory(**made)
    team_grant(found, second)
    for kind, person in people.items():
        single(found, person, kind)
    return Case.objects.get(pk=found.pk)


def team_grant(case, team, *, ends_at=None):
    values = {"permission": work_permission(Case), "is_primary": False, "starts_at": clock.now(), "why": BECAUSE}
    made = CaseGroupGrant(content_object=case, group=team.group, ends_at=ends_at, **values)
    return made.write(by=installation(), because=BECAUSE)


def single(case, person, kind=CameFrom.INVOLVEMENT, *, ends_at=None, permission=None):
    values = {"permission": permission or work_permission(Case), "starts_at": clock.now(), "why": BECAUSE}
    made = CaseUserGrant(content_object=case, user=person, came_from=kind, ends_at=ends_at, **values)
    return made.write(by=installation(), because=BECAUSE)


def teams_of(case):
    """Team to whether it is the first, and when that ends."""
    rows = CaseGroupGrant.objects.filter(content_object=case).select_related("group__team")
    return {row.group.team: (row.is_primary, row.ends_at) for row in rows}


def singles_of(case):
    """Person and right to what it came from, and when that ends."""
    rows = CaseUserGrant.objects.filter(content_object=case).select_related("user", "permission")
    return {(row.user, row.permission.codename): (row.came_from, row.ends_at) for row in rows}


def said():
    return {"by": installation(), "because": LONG}


def ends_in(**time):
    return clock.now() + timedelta(**time)


def is_said_in_200_signs(found):
    return found.why == LONG[:200] and len(found.why) == 200


# Teams ------------------------------------------------------------------------------------------------------------------


def test_a_new_first_team_stands_beside_the_earlier_one_until_that_is_ended(case, beside, second):
    first, new = case.team, TeamFactory()
    given = grants.give_team(case, new, **said())
    assert teams_of(case) == {first: (False, None), second: (False, None), new: (True, None)}, "one is the first"
    assert is_said_in_200_signs(given)
    grants.end_others(case, given, **said())
    assert teams_of(case) == {new: (True, None)}


def test_a_second_team_that_becomes_the_first_has_one_grant(case, beside, second):
    first = case.team
    grants.give_team(case, second, **said())
    assert teams_of(case) == {first: (False, None), second: (True, None)}
    assert case.group_grants.filter(group=second.group).count() == 1


def test_the_first_team_is_not_given_it_again(case, beside):
    held = case.group_grants.get(group=case.team.group)
    assert grants.give_team(case, case.team, **said()) == held


def test_another_team_sees_it_too_and_whoever_has_it_keeps_what_they_have(case, beside, second):
    first, new = case.team, TeamFactory()
    for team in (first, second, new):
        grants.let_also(case, team, **said())
    assert teams_of(case) == {first: (True, None), second: (False, None), new: (False, None)}
    assert is_said_in_200_signs(case.group_grants.get(group=new.group))


@pytest.mark.parametrize("stays", [True, False])
def test_second_teams_see_it_no_more_except_one(stays, case, beside, second):
    third = TeamFactory()
    team_grant(case, third)
    grants.end_also(case, **said(), but=second if stays else None)
    assert teams_of(case) == {case.team: (True, None)} | ({second: (False, None)} if stays else {})


def test_what_was_to_run_out_goes_on_and_what_has_run_out_does_not(case, beside, second):
    over, third = TeamFactory(), TeamFactory()
    ended = clock.now() - timedelta(days=1)
    team_grant(case, over, ends_at=ended)
    team_grant(case, third, ends_at=ends_in(days=3))
    grants.go_on(case, **said())
    assert teams_of(case) == {
        case.team: (True, None),
        second: (False, None),
        third: (False, None),
        over: (False, ended),
    }


def test_the_team_of_a_case_is_the_one_it_will_be_again(case, second):
    first = case.team
    assert grants.team_of(case) == first
    closed = shut(case)
    assert closed.team is None and grants.team_of(closed) == first
    with acting(installation(), BECAUSE):
        closed.group_grants.all().delete()
    assert grants.team_of(Case.objects.get(pk=closed.pk)) is None


# Single people -----------------------------------------------------------------------------------------------------------


def test_whoever_stands_in_sees_it_for_as_long_as_they_do(case, beside, people):
    cover, ends = somebody(), ends_in(days=7)
    assert grants.let_stand_in(case, cover, since=clock.now(), ends=ends, **said())
    assert singles_of(case)[cover, "work_case"] == (CameFrom.COVER, ends)
    assert len(singles_of(case)) == len(people) + 1
    assert is_said_in_200_signs(case.user_grants.get(user=cover))


@pytest.mark.parametrize(("held", "stays"), [(None, True), (8, True), (7, True), (6, False)])
def test_whoever_sees_it_longer_keeps_that_and_what_ends_sooner_gives_way(held, stays, case, beside):
    person, ends = somebody(), ends_in(days=7)
    had = None if held is None else ends + timedelta(days=held - 7)
    single(case, person, ends_at=had)
    single(case, person, CameFrom.REQUEST, ends_at=ends, permission=view_permission(Case))
    opened = grants.let_stand_in(case, person, since=clock.now(), ends=ends, **said())
    assert opened is not stays
    assert singles_of(case)[person, "work_case"] == ((CameFrom.INVOLVEMENT, had) if stays else (CameFrom.COVER, ends))
    assert singles_of(case)[person, "view_case"] == (CameFrom.REQUEST, ends), "to read is another grant"


def test_standing_in_opens_nothing_that_is_shut(case):
    cover, closed = somebody(), shut(case)
    assert not grants.let_stand_in(closed, cover, since=clock.now(), ends=ends_in(days=7), **said())
    assert (cover, "work_case") not in singles_of(closed)


def test_who_stood_in_for_the_last_lead_goes_and_what_was_answered_or_listed_stays(case, beside, people):
    grants.end_cover(case, **said())
    assert {person for person, _ in singles_of(case)} == {people[CameFrom.REQUEST], people[CameFrom.RESTRICTION]}


def test_whoever_is_to_lead_what_is_shut_is_put_on_its_list_once(case, people):
    lead = somebody()
    grants.put_on_the_list(case, lead, **said())
    assert (lead, "work_case") not in singles_of(case), "it is open to their team"
    closed = shut(case)
    single(closed, lead, CameFrom.REQUEST, permission=view_permission(Case))
    for _ in range(2):
        grants.put_on_the_list(closed, lead, **said())
    assert singles_of(closed)[lead, "work_case"] == (CameFrom.RESTRICTION, None)
    assert is_said_in_200_signs(closed.user_grants.get(user=lead, permission=work_permission(Case)))


def test_an_answer_takes_the_place_of_their_own_grant_of_that_right_alone(case, beside, people):
    asked, ends = people[CameFrom.COVER], ends_in(days=9)
    single(case, asked, CameFrom.REQUEST, permission=view_permission(Case))
    before = singles_of(case)
    grants.give_on_request(case, asked, work_permission(Case), ends=ends, why=LONG, **said())
    assert singles_of(case) == before | {(asked, "work_case"): (CameFrom.REQUEST, ends)}
    assert is_said_in_200_signs(case.user_grants.get(user=asked, permission=work_permission(Case)))


def test_one_grant_is_ended_by_its_key_once(case, beside, people):
    one = case.user_grants.get(user=people[CameFrom.REQUEST])
    before = singles_of(case)
    assert grants.end_one(one.pk, **said())
    assert singles_of(case) == {key: value for key, value in before.items() if key[0] != one.user}
    assert not grants.end_one(one.pk, **said())


# Both --------------------------------------------------------------------------------------------------------------------


def test_after_closing_everything_runs_out_and_what_ends_sooner_stays_so(case, beside, second):
    closed_at, soon, brief = clock.now(), ends_in(days=2), somebody()
    single(case, brief, ends_at=soon)
    third = TeamFactory()
    team_grant(case, third, ends_at=soon)
    grants.end_after(case, closed_at, **said())
    ends = closed_at + timedelta(days=28)
    assert teams_of(case) == {case.team: (True, ends), second: (False, ends), third: (False, soon)}
    assert {end for (person, _), (_, end) in singles_of(case).items() if person != brief} == {ends}
    assert singles_of(case)[brief, "work_case"][1] == soon


def test_whoever_holds_a_seal_holds_it_after_closing_too(case):
    owner = somebody("team_manager", team=case.team)
    sealed = shut(case, owner, level="sealed", owner=owner)
    grants.end_after(sealed, clock.now(), **said())
    assert singles_of(sealed)[owner, "work_case"][1] is None


def test_the_night_ends_what_has_run_out_on_whatever_case(case, second, people):
    other = with_grants(people, second)
    for one in (case, other):
        single(one, somebody(), ends_at=ends_in(hours=30))
        team_grant(one, TeamFactory(), ends_at=ends_in(hours=30))
        single(one, somebody(), ends_at=ends_in(days=9))
    assert grants.run_out(installation()) == 0
    days_pass(2)
    assert grants.run_out(installation()) == 4
    for one in (case, other):
        assert len(teams_of(one)) == 2 and len(singles_of(one)) == len(people) + 1
