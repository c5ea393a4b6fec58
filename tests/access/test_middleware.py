"""What stands round every page, asked by itself: who gets by, what is noted of those who do not, and what is left where it went wrong."""

import time
from types import SimpleNamespace

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpResponse
from django.test import RequestFactory
from django.urls import reverse

from access import clock, typed
from access.audit import sinks
from access.errors import Forbidden, NotAudited
from access.middleware import Identity, RouteTable, second_factor_done
from access.models import Organisation
from access.roles import ROLES
from access.routes import Reach, navigation_for, opens, route_of
from access.sessions import SEEN
from tests.factories import OrganisationFactory, TeamFactory, somebody

BOTH = ("password", "mfa")
NOW = 0  # seconds ago


@pytest.fixture
def worker(db):
    return somebody(team=TeamFactory())


def request_of(user, path="/", *, methods=BOTH, ago=NOW, data=None, name="", **headers):
    """What comes in: a page that is asked for, or sent where there is `data`."""
    factory = RequestFactory(headers=headers)
    made = factory.post(path, data) if data is not None else factory.get(path)
    made.user, made.session = user, {}
    shown = time.time() - ago
    made.session["account_authentication_methods"] = [{"method": one, "at": shown} for one in methods]
    made.session["account_authentication_methods_user"] = str(user.pk)
    made.staff = getattr(user, "staff", None)
    made.resolver_match = SimpleNamespace(view_name=name) if name else None
    return made


def by_table(user, name, *, kwargs=None, **how):
    made = request_of(user, name=name, **how)
    return made, RouteTable(lambda _: None).process_view(made, None, (), kwargs or {})


# the table of routes ------------------------------------------------------------------------------------------------------


def test_who_has_the_role_gets_by_with_how_far_they_see(worker):
    made, answer = by_table(worker, "cases:cases")
    assert answer is None
    assert (made.reach, made.finds) == (Reach.OWN, True)
    assert [one["text"] for one in made.navigation] == ["Today", "Referrals", "Cases"]
    assert [one["active"] for one in made.navigation] == [False, False, True]
    assert made.navigation[2]["href"] == reverse("cases:cases")


def test_who_does_not_find_has_no_box_to_search_in(db):
    made, _ = by_table(somebody("referrer"), "cases:my_referrals")
    assert made.finds is False


@pytest.mark.parametrize(("name", "raised"), [("access:staff", Forbidden), ("cases:decide", Http404)])
def test_who_has_not_the_role_is_refused_and_it_is_noted_by_role(name, raised, worker, noted):
    with pytest.raises(raised):
        by_table(worker, name)
    (event,) = noted
    assert (event["kind"], event["outcome"], event["because"]) == ("page", "refused", "role")
    assert (event["route"], event["user_key"]) == (name, worker.pk)


def test_what_asks_about_a_case_is_not_there_for_whoever_may_not_ask(db, noted):
    with pytest.raises(Http404):
        by_table(somebody("records_manager"), "cases:break_glass")
    assert [event["because"] for event in noted] == ["role"]


def test_where_a_refusal_cannot_be_noted_nothing_is_shown(worker, monkeypatch):
    monkeypatch.setattr(sinks, "to_database", lambda event: False)
    monkeypatch.setattr(sinks, "to_file", lambda event: False)
    _, answer = by_table(worker, "access:staff")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "60")


def test_who_has_no_staff_record_gets_nothing(worker, noted):
    made = request_of(worker, name="desk:today")
    made.staff = None
    with pytest.raises(Forbidden):
        RouteTable(lambda _: None).process_view(made, None, (), {})


@pytest.mark.parametrize("name", ["", "nowhere:at_all"])
def test_what_has_no_row_does_not_open(name, worker):
    with pytest.raises(Http404):
        by_table(worker, name)


@pytest.mark.parametrize(("data", "kwargs"), [({"path": "/?q=a%00b"}, {}), ({}, {"reference": "EH\0"})])
def test_a_character_that_no_key_has_is_not_there(data, kwargs, worker):
    by_table(worker, "cases:cases")
    with pytest.raises(Http404):
        by_table(worker, "cases:cases", kwargs=kwargs, **data)


@pytest.mark.parametrize("user", [AnonymousUser(), "worker"])
def test_a_public_page_is_everybodys(user, worker):
    assert by_table(worker if user == "worker" else user, "healthz", methods=())[1] is None


def test_how_one_signs_in_is_for_whoever_has_begun_to(worker):
    assert by_table(worker, "mfa_index", methods=("password",))[1] is None
    assert by_table(AnonymousUser(), "mfa_index", methods=())[1].url == reverse("account_login")


def test_nobody_and_whoever_has_not_shown_a_second_factor_is_sent_to_do_so(worker):
    assert by_table(AnonymousUser(), "cases:cases", methods=())[1].url == reverse("account_login")
    assert by_table(worker, "cases:cases", methods=("password",))[1].url == reverse("mfa_index")


def test_a_second_factor_is_a_second_factor(worker):
    assert second_factor_done(request_of(worker))
    assert not second_factor_done(request_of(worker, methods=("password",)))
    assert not second_factor_done(request_of(worker, methods=()))
    made = request_of(worker)
    made.session["account_authentication_methods"] = [{"at": 1.0}]
    assert not second_factor_done(made)


# once more who it is ------------------------------------------------------------------------------------------------------

LONG_AGO = 301


@pytest.fixture
def administrator(db):
    return somebody("user_administrator")


def test_what_steps_up_opens_to_who_has_shown_it_lately_and_asks_the_others(administrator):
    assert by_table(administrator, "access:add_staff")[1] is None
    _, answer = by_table(administrator, "access:add_staff", path="/staff/add?a=b", ago=LONG_AGO)
    assert answer.url == f"{reverse('account_reauthenticate')}?next=%2Fstaff%2Fadd%3Fa%3Db"
    assert by_table(administrator, "access:staff", ago=LONG_AGO)[1] is None


def test_what_was_typed_is_kept_meanwhile(administrator):
    made, _ = by_table(administrator, "access:add_staff", data={"name": "Maya"}, ago=LONG_AGO)
    assert typed.typed_before(made)["name"] == "Maya"


def test_after_a_file_comes_the_page_that_it_was_asked_from(db):
    _, answer = by_table(somebody("dpo"), "sharing:log_file", ago=LONG_AGO, referer="http://testserver/dpo/log?x=1")
    assert answer.url.endswith("?next=%2Fdpo%2Flog%3Fx%3D1")


def test_who_came_by_the_councils_sign_in_shows_it_there(administrator, settings):
    _, answer = by_table(administrator, "access:add_staff", path="/x", methods=("socialaccount", "mfa"), ago=LONG_AGO)
    assert "prompt%3Dlogin" in answer.url and "next=%2Fx" in answer.url


# roles and reach ----------------------------------------------------------------------------------------------------------


def test_the_furthest_of_several_roles_counts():
    readings = route_of("cases:readings")
    assert readings.reach([ROLES["practitioner"]]) is Reach.OWN
    assert readings.reach([ROLES["practitioner"], ROLES["dpo"]]) is Reach.ALL
    assert readings.reach([ROLES["referrer"]]) is readings.reach([]) is Reach.NONE


def test_a_page_opens_to_its_roles_and_stands_at_the_top_for_them_alone():
    assert opens("access:staff", [ROLES["user_administrator"]]) and not opens("access:staff", [ROLES["hub"]])
    assert [one["text"] for one in navigation_for([ROLES["user_administrator"]], "")] == ["Today", "Staff"]


# who is looking, and what is left -----------------------------------------------------------------------------------------


def through(user, respond=lambda request: HttpResponse("x"), **how):
    made = request_of(user, **how)
    del made.staff
    return made, Identity(respond)(made)


def test_a_page_knows_who_looks_when_it_is_and_how_long_they_may_be_quiet(worker):
    seen = {}

    def respond(request):
        seen.update(staff=request.staff, now=request.now, at=clock.now())
        return HttpResponse("x")

    made, _ = through(worker, respond)
    assert seen["staff"] == worker.staff and seen["at"] == seen["now"]
    assert made.session_seconds == 30 * 60
    assert time.time() - made.session[SEEN] < 60


def test_what_is_sent_has_the_moment_at_which_it_is_written(worker):
    seen = {}

    def respond(request):
        seen.update(now=request.now, at=clock.now())
        return HttpResponse("x")

    through(worker, respond, data={})
    assert seen["at"] > seen["now"]


@pytest.mark.parametrize("wrong", [True, False])
def test_what_went_wrong_leaves_no_row(wrong, db):
    def respond(request):
        made = OrganisationFactory(name="Half-done")
        if wrong:
            Identity(respond).process_exception(request, ValueError())
        return HttpResponse(made.name)

    with transaction.atomic():
        through(AnonymousUser(), respond)
    assert Organisation.objects.filter(name="Half-done").exists() == (not wrong)


@pytest.mark.parametrize(
    ("error", "because"),
    [(PermissionDenied(), "right"), (Forbidden("x"), "right"), (Http404(), "not there or not theirs")],
)
def test_a_refusal_by_a_page_is_noted_with_why(error, because, worker, noted):
    made = request_of(worker, name="cases:case")
    assert Identity(None).process_exception(made, error) is None
    assert [(event["route"], event["outcome"], event["because"]) for event in noted] == [
        ("cases:case", "refused", because)
    ]


def test_what_is_no_refusal_or_nobodys_or_of_no_page_is_not_noted(worker, noted):
    for made, error in (
        (request_of(worker, name="cases:case"), ValueError()),
        (request_of(AnonymousUser(), name="cases:case"), Http404()),
        (request_of(worker), Http404()),
    ):
        assert Identity(None).process_exception(made, error) is None
    assert not noted


def test_what_could_not_be_noted_is_not_shown(worker):
    assert Identity(None).process_exception(request_of(worker, name="cases:case"), NotAudited()).status_code == 503
