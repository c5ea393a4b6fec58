"""Whether somebody is known already: what a partner sees tells nothing, and what staff say is recorded."""

import re
from dataclasses import replace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from access.models import AccessEvent
from cases.models import MatchDecision, Person, Task
from cases.operations import matches
from tests.cases.referral_pages import PEOPLE, fill, save, send, start
from tests.factories import AddressFactory, CaseFactory, TeamFactory, somebody


@pytest.fixture
def hub(db):
    return TeamFactory(is_hub=True)


def known(**about):
    """A case of a child who is the one that the referral names."""
    case = CaseFactory()
    child = case.children[0]
    Person.objects.filter(pk=child.pk)
    child.full_name, child.born = "Tamsin Invented", about.get("born", child.born)
    child.write(by=case.sent_by, because="a test")
    AddressFactory(person=child, postcode="ZZ1 1ZZ")
    return case


BORN_AS_KNOWN = {"child_born_month": "5", "child_born_year": "2015"}


def seen(client, address):
    """The page as bytes without its CSRF token, and how many questions it asked the database."""
    with CaptureQueriesContext(connection) as asked:
        page = client.get(address).content
    token = rb'<input type="hidden" name="(?:csrfmiddlewaretoken|window)" value="[^"]*">'  # new on every page, whatever it shows
    minute = rb"Opened by .*? on .*?</p>"  # the line for paper: when
    return re.sub(minute, b"", re.sub(token, b"", page)), len(asked)


@pytest.mark.slow
def test_a_partner_sees_the_same_bytes_whatever_is_found(hub, signed_in):
    client = signed_in(somebody("referrer"))
    draft = start(client)
    save(client, draft, "people", PEOPLE)
    nobody = seen(client, draft + "match")
    known()
    somebody_known = seen(client, draft + "match")
    known(born=None)
    assert nobody == somebody_known == seen(client, draft + "match")
    assert b"The Early Help Triage Team will check whether we know this family" in nobody[0]
    answers = [client.post(draft + "match") for _ in range(2)]
    assert {(answer.status_code, answer.url) for answer in answers} == {(302, draft + "told")}


# --- staff ---------------------------------------------------------------------------------------------------------------


@pytest.fixture
def somebody_found(monkeypatch, hub):
    """What the matcher finds for the child: one known person."""
    case = known()
    found = matches.Candidate(
        person_key=case.children[0].pk,
        case_reference=case.reference,
        name="Tamsin Invented",
        age=10,
        postcode_area="ZZ1",
        worker="Priya Oakhurst",
        worker_phone="01632 960 201",
        status="Open",
        reasons=("name", "born"),
        may_open=False,
        asked_for_by=case.reference,
    )
    monkeypatch.setattr(
        matches,
        "candidates_of_each",
        lambda asked, by, limit: [[found] if "Tamsin Invented" in one.names else [] for one in asked],
    )
    return found


@pytest.fixture
def staff_page(somebody_found, signed_in):
    client = signed_in(somebody("practitioner"))
    draft = start(client)
    save(client, draft, "people", PEOPLE)
    return client, draft, f"match_child_{somebody_found.person_key.hex}"


@pytest.mark.slow
def test_staff_see_who_may_be_the_same_and_why_and_must_say_something(staff_page, somebody_found):
    client, draft, _ = staff_page
    html = client.get(draft + "match").content.decode()
    for words in ("the same date of birth", "Priya Oakhurst", "ZZ1", somebody_found.case_reference):
        assert words in html
    assert " checked" not in html  # nothing is chosen beforehand
    answer = save(client, draft, "match", {})
    assert answer.status_code == 422
    assert "Say whether Tamsin Invented is the same person as " in answer.content.decode()


@pytest.mark.slow
@pytest.mark.parametrize("said", ["same", "not_same", "not_sure"])
def test_what_staff_say_is_recorded_with_its_reasons(staff_page, somebody_found, said):
    client, draft, field = staff_page
    fill(client, draft, match={field: said})
    assert f'value="{said}" checked' in client.get(draft + "match").content.decode()
    send(client, draft)
    row = MatchDecision.objects.get()
    assert (row.person.full_name, row.other_key, row.decision) == ("Tamsin Invented", somebody_found.person_key, said)
    assert row.reasons == ["name", "born"]
    assert [task.kind for task in Task.objects.all()] == (["settle_match"] if said == "not_sure" else [])


def test_two_tabs_that_decide_differently_are_both_shown(staff_page):
    client, draft, field = staff_page
    client.post(draft + "match", {field: "same", "stamp": "0"})
    answer = client.post(draft + "match", {field: "not_same", "stamp": "0"})
    html = answer.content.decode()
    assert answer.status_code == 422 and "saved in another place while you typed" in html
    assert 'value="same" checked' not in html and 'value="not_same" checked' in html
    assert 'value="same" checked' in client.get(draft + "match").content.decode()


@pytest.mark.slow
def test_somebody_who_may_be_two_of_the_people_named_leaves_one_task(somebody_found, signed_in, monkeypatch):
    monkeypatch.setattr(matches, "candidates_of_each", lambda asked, by, limit: [[somebody_found] for _ in asked])
    client = signed_in(somebody("practitioner"))
    draft = start(client)
    both = {f"match_{key}_{somebody_found.person_key.hex}": "not_sure" for key in ("child", "carer")}
    fill(client, draft, match=both)
    assert send(client, draft).status_code == 302
    assert (MatchDecision.objects.count(), Task.objects.count()) == (2, 1)


def test_who_only_lives_at_the_same_postcode_is_no_question(somebody_found, signed_in, monkeypatch):
    near = replace(somebody_found, reasons=("postcode",))
    monkeypatch.setattr(matches, "candidates_of_each", lambda asked, by, limit: [[near] for _ in asked])
    client = signed_in(somebody("practitioner"))
    draft = start(client)
    save(client, draft, "people", PEOPLE)
    assert "We found nobody" in client.get(draft + "match").content.decode()


@pytest.mark.slow
def test_nothing_is_joined_by_itself(staff_page, somebody_found):
    client, draft, field = staff_page
    fill(client, draft, match={field: "same"})
    send(client, draft)
    assert Person.objects.filter(full_name="Tamsin Invented").count() == 2


@pytest.mark.slow
def test_when_somebody_changes_the_match_is_asked_anew(staff_page):
    client, draft, field = staff_page
    fill(client, draft, match={field: "not_same"})
    save(client, draft, "people", PEOPLE | {"child_born_day": "28"})
    answer = send(client, draft)
    assert answer.status_code == 422 and "Check for a match" in answer.content.decode()


def test_looking_for_a_match_is_noted_as_a_search(staff_page, somebody_found):
    client, draft, _ = staff_page
    client.get(draft + "match")
    event = AccessEvent.objects.filter(kind="search").latest("machine_at")
    assert event.fields == [somebody_found.case_reference] and event.route == "cases:referral_match"


@pytest.mark.slow
def test_for_a_partner_nobody_is_looked_for(hub, signed_in, monkeypatch):
    asked = []
    monkeypatch.setattr(matches, "candidates_of_each", lambda *given, **more: asked.append(given) or [])
    client = signed_in(somebody("referrer"))
    draft = start(client)
    fill(client, draft)
    assert asked == []


@pytest.mark.slow
@pytest.mark.regression(14)
def test_a_child_whom_another_team_knows_is_found_under_another_spelling(hub, signed_in):
    case = known()
    client = signed_in(somebody("practitioner", team=TeamFactory()))
    draft = start(client)
    save(client, draft, "people", PEOPLE | {"child_name": "Tamzin Invented", "child_born_day": "3"} | BORN_AS_KNOWN)
    html = client.get(draft + "match").content.decode()
    assert case.reference in html and f'href="/cases/{case.reference}/"' not in html
