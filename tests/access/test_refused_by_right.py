"""Whoever opens a page and has not the right to what it does leaves one refusal and nothing else, on every kind of route.

`rights_end` takes every right from every role and leaves each its pages: what a mistake in the table of routes would do, or a right
that ends between the page and its button. All of these were seen to fail with `PermissionDenied` left out of `why_refused`
(access/middleware.py).
"""

import pytest
from django.urls import reverse

from access import grants
from access.operations.council_settings import PROPOSE_KEEPING
from access.roles import DPO, ROLES
from access.routes import ROUTES, Reach
from cases.views.typing import TYPING
from tests.access.test_every_refusal import OURS, address
from tests.factories import CaseFactory, TeamFactory, somebody, worker_on
from tests.factories.working_day import casework
from tests.house.test_every_form import HERE, filled_in, records, under
from tests.house.ways import Way, at_the_hub

WHOSE_IT_IS = {  # forms that ask whose it is, where there is no right: of nobody's concern they say that it is not there
    "consent:acknowledge_concern",
    "consent:answer_concern",
    "consent:close_concern",
}
ONES_OWN = {
    "access:duty",  # everybody accepts it for themselves, and nothing opens before: tests/access/test_duty.py
    "cases:asked",  # everybody answers for themselves; somebody else's question is not there: tests/cases/test_flags.py
}
LEADS_ON = "sharing:record"  # it keeps a draft, and leads to the page that records: below
OTHER_METHODS = ("head", "options", "put", "patch", "delete")


@pytest.fixture
def rights_end(monkeypatch):
    return lambda: monkeypatch.setattr(grants, "allows", lambda staff, action: False)


def assert_refused_once(noted, name, person, because="right"):
    """One event, and none that says that anything was shown."""
    told = [(one["stream"], one["outcome"], one["route"], one["user_key"], one["because"]) for one in noted]
    assert told == [("reading", "refused", name, person.pk, because)]


@pytest.mark.slow
@pytest.mark.parametrize("name", [name for name in HERE if name not in {*WHOSE_IT_IS, *ONES_OWN, LEADS_ON}])
def test_a_form_sent_without_the_right_changes_nothing_and_is_one_refusal(
    name, db, signed_in, settings, noted, rights_end
):
    way = under(settings, name)
    client = signed_in(way.person)
    _form, answers = filled_in(client, way)
    shown_first = client.post(way.address, answers) if "seen" in answers and not answers["seen"] else None
    if shown_first is not None and shown_first.status_code == 200:  # what it changes is shown before it is saved
        answers |= {"seen": shown_first.context["form"]["seen"].value()}
    before = records()
    rights_end()
    noted.clear()
    assert client.post(way.address, answers).status_code in (403, 404)
    assert_refused_once(noted, name, way.person, "not there or not theirs" if ROUTES[name].asks else "right")
    assert records() == before


@pytest.mark.slow
def test_a_disclosure_confirmed_without_the_right_is_not_recorded_and_is_one_refusal(
    db, signed_in, settings, noted, rights_end
):
    way = under(settings, LEADS_ON)
    client = signed_in(way.person)
    _form, answers = filled_in(client, way)
    check = client.post(way.address, answers).url
    answers = filled_in(client, Way(way.person, check))[1] | {"seen": client.get(check).context["seen"]}
    before = records()
    rights_end()
    noted.clear()
    assert client.post(check, answers).status_code == 403
    assert_refused_once(noted, "sharing:check", way.person)
    assert records() == before


def test_several_allocated_without_the_right_are_not_and_are_one_refusal(db, signed_in, noted, rights_end):
    """Seen to fail with a page that noted its list as shown before it was known to be."""
    case, hub = at_the_hub()
    lead = somebody("practitioner", team=(team := TeamFactory()))
    place = f"{reverse('cases:allocate_many')}?case={case.reference}&team={team.pk}"
    way = Way(hub, place, {"worker": str(lead.staff.pk)})
    client = signed_in(hub)
    _form, answers = filled_in(client, way)
    rights_end()
    noted.clear()
    assert client.post(place, answers).status_code == 403
    assert_refused_once(noted, "cases:allocate_many", hub)


@pytest.mark.slow
def test_a_concern_that_is_not_theirs_is_one_refusal(db, signed_in, settings, noted, rights_end):
    for name in sorted(WHOSE_IT_IS):
        way = under(settings, name)
        client = signed_in(somebody("practitioner"))
        noted.clear()
        assert client.post(way.address, way.answers).status_code == 404
        ((outcome, route),) = [(one["outcome"], one["route"]) for one in noted]
        assert (outcome, route) == ("refused", name)


@pytest.mark.slow
def test_typing_without_the_right_is_one_refusal_and_keeps_nothing(db, signed_in, noted, rights_end):
    """What saves by itself is no reading; that it was refused is noted as of any other page."""
    case = CaseFactory()
    casework(case)
    worker = worker_on(case)
    section = case.assessment_sections.first()
    place = reverse("cases:assessment_section", args=[case.reference, 1, section.pk])
    client = signed_in(worker)
    form = client.get(place).context["form"]
    typed = {"text": "There is a swing.", "seen": form["seen"].value()}
    rights_end()
    noted.clear()
    answer = client.post(place, typed, headers={TYPING: "1"})
    assert answer.status_code == 403
    assert_refused_once(noted, "cases:assessment_section", worker)
    section.refresh_from_db()
    assert section.text != typed["text"]


def test_a_button_without_a_form_sent_without_the_right_is_one_refusal(db, signed_in, noted, rights_end):
    case = CaseFactory()
    worker = worker_on(case)
    rights_end()
    assert signed_in(worker).post(reverse("cases:assessments", args=[case.reference])).status_code == 403
    assert_refused_once(noted, "cases:assessments", worker)
    assert not case.assessments.exists()


def test_a_clock_that_somebody_may_not_let_run_stands_and_is_one_refusal(db, signed_in, noted, rights_end):
    case, hub = at_the_hub()
    rights_end()
    assert signed_in(hub).post(reverse("cases:resume", args=[case.reference])).status_code == 403
    assert_refused_once(noted, "cases:resume", hub)


def test_a_page_that_a_right_closes_is_one_refusal_before_anything_is_shown(db, signed_in, noted):
    """No right is taken away here: the Data Protection Officer opens settings, but not what says how long records are kept."""
    assert PROPOSE_KEEPING not in DPO.may
    dpo = somebody("dpo")
    place = reverse("access:propose_setting", args=["retention_years", "case"])
    for ask in (signed_in(dpo).get, signed_in(dpo).post):
        noted.clear()
        assert ask(place).status_code == 403
        assert_refused_once(noted, "access:propose_setting", dpo)


@pytest.mark.slow
@pytest.mark.parametrize("role", ["referrer", "user_administrator", "records_manager"])
def test_a_page_that_a_role_does_not_open_is_refused_by_every_method(role, db, signed_in, noted):
    """Pages, lists, files, pictures and printed copies alike: whoever asks by HEAD, or by a method that no page has, is noted too."""
    stranger = somebody(role, team=TeamFactory())
    client, case = signed_in(stranger), CaseFactory()
    closed = [name for name in OURS if ROUTES[name].reach([ROLES[role]]) is Reach.NONE]
    assert {"sharing:log_file", "cases:family_copy", "cases:case", "cases:found"} & {*closed}
    for name in closed:
        for method in OTHER_METHODS:
            noted.clear()
            answer = getattr(client, method)(address(name, case))
            assert answer.status_code == (404 if ROUTES[name].about_case or ROUTES[name].asks else 403), (name, method)
            assert_refused_once(noted, name, stranger, because="role")
