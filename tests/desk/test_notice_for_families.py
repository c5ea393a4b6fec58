"""The notice for families says what the policy file says: nothing is left out, nothing is added."""

import re
from dataclasses import replace
from html import unescape

import pytest
from django.urls import reverse

from earlyhelp.desk.families import notice_for_families
from earlyhelp.desk.picture import picture_of
from earlyhelp.desk.words import ONLY_FOR, WORDS
from earlyhelp.policy import load, vocabulary
from earlyhelp.policy.loading import available
from earlyhelp.policy.sharing import Place

COUNCILS = available()


def everything(policy) -> str:
    """All the words of all sections."""
    told = []
    for section in notice_for_families(policy):
        rows = [word for row in section.table.rows for word in row] if section.table else []
        told += [section.heading, *section.paragraphs, *section.items, *rows, *section.after]
    return "\n".join(told)


@pytest.fixture(params=COUNCILS)
def policy(request):
    return load(request.param)


@pytest.mark.parametrize("name", WORDS)
def test_every_word_that_a_policy_file_may_use_has_words_for_families(name):
    missing = set(getattr(vocabulary, name)) - WORDS[name].keys()
    assert not missing, f"add to WORDS[{name!r}] in earlyhelp/desk/words.py: {', '.join(sorted(missing))}"


def test_every_class_of_record_has_words_for_those_whom_it_is_about():
    assert ONLY_FOR.keys() == vocabulary.RECORDS, "add to ONLY_FOR in earlyhelp/desk/words.py"


def test_every_column_that_leaves_for_research_has_a_word(policy):
    columns = {column for study in policy.research for column in study.columns}
    missing = columns - vocabulary.COLUMNS.keys()
    assert not missing, f"add to COLUMNS in earlyhelp/policy/vocabulary.py: {', '.join(sorted(missing))}"


def test_families_read_what_is_sent_for_research_and_until_when_it_is_kept(policy):
    """Seen to fail with the two sentences taken out of earlyhelp/desk/families.py."""
    told = everything(policy)
    for study in policy.research:
        assert all(policy.worded(vocabulary.COLUMNS[column]) in told for column in study.columns)
        assert study.columns or "nothing is sent until it does" in told
        assert not study.destroy_after_years or f"destroyed {study.destroy_after_years} years after" in told


def test_nothing_that_families_are_owed_is_left_out(policy):
    told = everything(policy)
    owed = [
        *(one.name for one in policy.controllers),
        *(one.label for one in policy.categories),
        *(one.label for one in policy.purposes),
        *(one.label for one in policy.recipients),
        *(one.label for one in policy.grounds),
        *(one.label for one in policy.rights),
        *(f"Article {one.article_6} " for one in policy.bases),
        *(f"Article {one.article_9}" for one in policy.bases if one.article_9),
    ]
    assert [words for words in owed if words not in told] == []


def test_what_is_not_stated_is_not_made_up():
    policy = load("achieving-for-children-early-help-hub")
    told = everything(policy)
    assert "names no period" in told and not re.search(r"\d+ years from", told)
    assert not [one for one in notice_for_families(policy) if one.code in ("research", "places")]


def test_consent_is_explained_as_the_notice_relies_on_it():
    """Seen to fail with the rule of the file taken for another's."""
    told = {
        "achieving-for-children-early-help-hub": "We ask for your consent before",
        "cambridgeshire-early-help": "We do not ask for consent",
        "durham-early-help": "The notice does not speak of consent",
        "redcar-cleveland-early-help": "The notice does not speak of consent",
        "redcar-cleveland-children-and-families": "Some uses rest on your consent",
    }
    for name, words in told.items():
        page = everything(load(name))
        assert [other for other in set(told.values()) if other in page] == [words]


def test_two_notices_in_force_are_one_page_that_names_both_and_promises_what_both_allow():
    policy = load("redcar-cleveland-early-help,redcar-cleveland-children-and-families")
    told = everything(policy)
    assert "Nobody else receives it as a matter of course" in told and picture_of(policy) is None
    assert (
        "IFF Research" not in told and "Ministry of Housing" not in told
    )  # each notice has a study that the other has not
    assert {"InformationSecurity", "InformationGovernance"} <= {
        way.partition("@")[0] for contact in policy.contacts for way in contact.ways
    }


def test_another_place_in_the_file_is_another_place_on_the_page():
    policy = replace(load("durham-early-help"), places=(Place(code="processing", within=("UK",), source="a test"),))
    assert "only in the United Kingdom." in everything(policy)


def test_the_picture_shows_each_pair_that_is_allowed_and_no_other(policy):
    """Seen to fail with recipients put together that share one purpose only."""
    shown = [pair for panel in picture_of(policy).panels for pair in panel.pairs]
    allowed = {(policy.recipient(kind).label, policy.purpose(code).label) for kind, code in policy.allowed_pairs()}
    assert len(shown) == len(policy.allowed_pairs()) and set(shown) == allowed


def test_anybody_may_read_it_without_signing_in(client, db, policy, settings):
    settings.COUNCIL = policy.name
    page = unescape(client.get(reverse("desk:privacy")).content.decode())
    for contact in policy.contacts:
        assert contact.label in page and all(way in page for way in contact.ways)
    for kind in policy.recipients:
        assert kind.label in page
    assert page.count('<th scope="row"') == sum(
        len(section.table.rows) for section in notice_for_families(policy) if section.table
    )


def test_the_address_without_its_slash_leads_there(client, db):
    assert client.get("/privacy").url == "/privacy/"
