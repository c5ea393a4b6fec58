"""A list with nothing in it says why, in a sentence, and offers a next step."""

import re

import pytest
from django.urls import reverse

from earlyhelp.desk import doubts
from tests.factories import CaseFactory, TeamFactory, somebody, worker_on
from tests.pages import visits

LISTS = {
    "desk:today": "referrer",
    "cases:my_referrals": "referrer",
    "cases:queue": "hub",
    "cases:meeting": "hub",
    "cases:cases": "practitioner",
    "access:news_list": "practitioner",
    "access:settings_history": "dpo",
    "cases:glass_list": "dpo",
    "cases:flags": "dpo",
    "cases:access_reviews": "dpo",
    "cases:access_changes": "dpo",
    "cases:seals": "dpo",
    "consent:concerns": "dpo",
    "cases:quality": "dpo",
    "sharing:extracts": "dpo",
    "access:partners": "user_administrator",
    "access:duty_list": "dpo",
    "sharing:log": "dpo",
    "retention:records": "records_manager",
    "retention:holds": "records_manager",
    "retention:certificates": "records_manager",
}
OF_A_CASE = (
    "cases:case",
    "cases:people",
    "cases:activity",
    "cases:chronology",
    "cases:assessments",
    "cases:plan",
    "cases:documents",
    "cases:restriction",
    "cases:requests",
    "cases:exclusions",
    "consent:privacy",
    "sharing:case_disclosures",
)
NEVER_EMPTY = {
    "cases:access_review": "a team with nobody in it has none",
    "cases:assessment": "an assessment has its sections",
    "cases:compare": "there are two to compare, or it is not there",
    "cases:readings": "whoever looks is in it",
    "access:security_events": "whoever looks has signed in: tests/access/test_security_page.py asks for days without any",
    "cases:access_log": "somebody has read something before: tests/cases/test_access_log.py asks for days without any",
    "cases:staff_readings": "of one person: tests/cases/test_access_log.py",
    "retention:batch": "a list is made of something",
    "cases:team": "whoever looks is of the team",
    "sharing:pictures": "twelve months stand there, with noughts",
    "access:staff": "whoever looks is in it",
    "access:sessions": "the one that looks is in it",
    "access:readings": "the questions are the policy’s",
    "access:settings": "what is set is the policy’s",
    "access:settings_group": "what is set is the policy’s",
    "desk:asked": "names are asked for under every notice",
    "desk:processing": "the purposes are the policy’s",
}
ROW = re.compile(r'<tr class="govuk-table__row">\s*(?:<td|<th scope="row")')
SENTENCE = re.compile(r"<(?:p|li)\b[^>]*>\s*([A-Z“][^<]*?[.:?])(?:\s|<)")
STEP = re.compile(r'<a class="govuk-(?:link|button)[^"]*"|<a [^>]*class="govuk-button|<button ')


def empty(page):
    """The page's own part, without its header, and what speaks in it."""
    main = re.search(r"<main.*?</main>", page.content.decode(), re.DOTALL)[0]
    return ROW.search(main), SENTENCE.findall(main), STEP.findall(main)


def test_every_list_is_asked_or_is_never_empty():
    missing = (visits.LISTS | visits.STORIES) - {*LISTS, *OF_A_CASE, *NEVER_EMPTY}
    assert not missing, f"say in LISTS, OF_A_CASE or NEVER_EMPTY what an empty one shows: {missing}"


@pytest.mark.parametrize("name", LISTS)
def test_an_empty_list_says_why_and_what_next(name, signed_in, db):
    team = TeamFactory(is_hub=LISTS[name] == "hub")
    page = signed_in(somebody(LISTS[name], team=team)).get(reverse(name))
    assert page.status_code == 200
    rows, sentences, steps = empty(page)
    assert not rows and sentences and steps, (sentences, steps)


@pytest.mark.parametrize("name", OF_A_CASE)
def test_a_case_with_nothing_in_it_yet_says_why_and_what_next(name, signed_in, db):
    case = CaseFactory()
    page = signed_in(worker_on(case, "practitioner", "team_manager")).get(reverse(name, args=[case.reference]))
    assert page.status_code == 200
    _, sentences, steps = empty(page)
    assert sentences and steps, (sentences, steps)


def test_a_notice_that_nobody_doubts_says_so_and_what_next(signed_in, db, monkeypatch):
    monkeypatch.setattr(doubts, "rows", list)
    _, sentences, steps = empty(signed_in(somebody("dpo")).get(reverse("desk:doubts")))
    assert any("is doubted" in one for one in sentences) and steps


def test_a_study_for_which_nothing_may_leave_says_who_can_specify_it(signed_in, db):
    """Whoever may specify has the link; whoever approves reads whose turn it is."""
    pages = {role: signed_in(somebody(role)).get(reverse("sharing:extracts")) for role in ("dpo", "records_manager")}
    words = {role: page.content.decode() for role, page in pages.items()}
    assert all("Nothing has been specified for this study" in one for one in words.values())
    assert "Specify what may leave" in words["dpo"] and "can specify it" not in words["dpo"]
    assert "The Data Protection Officer can specify it." in words["records_manager"]
