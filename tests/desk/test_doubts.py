"""What the Data Protection Officer reads about doubtful words of the notice."""

import html

import pytest
from django.urls import reverse

from access.notice import store
from earlyhelp.desk.doubts import rows
from earlyhelp.policy import load
from earlyhelp.policy import vocabulary as words
from earlyhelp.policy.doubts import LOOKS, doubts
from earlyhelp.policy.loading import available
from tests.factories import somebody

REDCAR = "redcar-cleveland-early-help,redcar-cleveland-children-and-families"


@pytest.fixture
def page_of(settings, signed_in):
    """The page as the DPO of a council reads it."""

    def read(council):
        settings.COUNCIL = council
        store(load(council))
        return html.unescape(signed_in(somebody("dpo")).get(reverse("desk:doubts")).content.decode())

    return read


@pytest.mark.slow
@pytest.mark.parametrize("council", available())
def test_each_doubt_is_there_with_what_it_is_about_and_the_paragraph(page_of, council):
    page = page_of(council)
    others = [load(name) for name in available()]
    for doubt in doubts(load(council), others):
        assert doubt.reason in page and doubt.source in page
    assert f"{len(rows())} points are open to doubt" in page


@pytest.mark.slow
def test_the_entry_is_called_as_the_notice_calls_it(page_of):
    """By its code it would mean nothing to a Data Protection Officer."""
    page = page_of("durham-early-help")
    assert "Gender" in page and "Evaluation of the Supporting Families Programme" in page
    assert "ordinary_as_special" not in page


@pytest.mark.slow
def test_under_two_notices_each_doubt_says_whose_words_it_doubts(page_of):
    page = page_of(REDCAR)
    assert "“Early Help”: How long, paragraph 8" in page
    assert "“Children and Families Services”: Lawful basis, list 4, item 4" in page


@pytest.mark.slow
def test_what_two_notices_say_against_each_other_is_told_once(page_of):
    """Told from both sides, the DPO would read forty points where there are half as many."""
    page = page_of(REDCAR)
    assert page.count("The e-mail address: this notice says") == 1


def test_the_promises_page_says_how_many_there_are(db, settings, signed_in):
    settings.COUNCIL = "durham-early-help"
    page = signed_in(somebody("dpo")).get(reverse("desk:promises")).content.decode()
    assert f"{len(rows())} doubts about the notice" in page


def test_every_kind_of_doubt_has_words(db):
    found = {doubt.kind for name in available() for doubt in doubts(load(name), map(load, available()))}
    assert found <= set(words.DOUBTS), f"say in vocabulary.DOUBTS what {found - set(words.DOUBTS)} means"
    assert len(LOOKS) + 1 <= len(words.DOUBTS)  # and one for contradictions


def test_nobody_else_reads_it(db, signed_in):
    client = signed_in(somebody("practitioner"))
    assert client.get(reverse("desk:doubts")).status_code == 403
