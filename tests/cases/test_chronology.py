"""Significant events apart from the log of what we did."""

import gzip
from datetime import timedelta

import pytest
from django.urls import reverse
from faker import Faker

from access import clock
from access.errors import Refused
from access.records import uuid7
from cases.models import SignificantEvent
from cases.operations import chronology
from tests.conftest import as_
from tests.factories import NoteFactory, PersonFactory, installation
from tests.pages import checks


def add(case, by, **other):
    answers = {"happened_on": clock.today(), "what": "A new school.", "source": "The school", "people": case.children}
    with as_(by):
        return chronology.add(case, by=by, **(answers | {"key": uuid7()} | other))


def test_oldest_first_and_by_child(case, worker, signed_in):
    from cases.models import Member

    first, sibling = case.children, PersonFactory()
    Member(family=case.family, person=sibling, part="child", since=clock.today()).write(by=installation(), because="x")
    add(case, worker, what="The later one.", people=[sibling])
    add(
        case,
        worker,
        what="The earlier one.",
        people=first,
        happened_on=clock.today().replace(year=clock.today().year - 2),
    )
    client, url = signed_in(worker), reverse("cases:chronology", args=[case.reference])
    page = client.get(url).content.decode()
    assert page.index("The earlier one.") < page.index("The later one.")
    only = client.get(f"{url}?child={sibling.pk}").content.decode()
    assert "The later one." in only and "The earlier one." not in only


@pytest.mark.slow
def test_two_hundred_events_weigh_no_more_than_a_chronology_may(case, worker, signed_in):
    words = Faker("en_GB")
    words.seed_instance(2)
    for number in range(200):
        day = clock.today() - timedelta(days=20 * number)
        add(case, worker, happened_on=day, what=words.paragraph(nb_sentences=4), source=words.job())
    page = signed_in(worker).get(reverse("cases:chronology", args=[case.reference])).content
    assert page.count(b'<th scope="row"') == 200
    assert len(gzip.compress(page)) <= checks.CHRONOLOGY_LIMIT


def test_one_press_on_a_note_adds_it_once(case, worker, signed_in):
    note, client = NoteFactory(case=case, text="The first day at nursery."), signed_in(worker)
    url = reverse("cases:chronology", args=[case.reference])
    for _ in range(2):
        assert client.post(url, {"note": note.pk}).status_code == 302
    assert SignificantEvent.objects.get().what == "The first day at nursery."
    assert "Add to chronology" not in client.get(case.get_absolute_url()).content.decode()


def test_a_note_of_another_case_is_not_there(case, worker, signed_in):
    url = reverse("cases:chronology", args=[case.reference])
    assert signed_in(worker).post(url, {"note": NoteFactory().pk}).status_code == 404


def test_a_correction_takes_the_place_of_what_it_corrects_and_nothing_is_lost(case, worker):
    event = add(case, worker)
    with as_(worker):
        chronology.correct(event, what="A new nursery.", impact="", because="It was a nursery.", by=worker, key=uuid7())
        assert [one.what for one in chronology.in_order(case)] == ["A new nursery."]
    with as_(worker):
        newest = chronology.in_order(case)[0]
        chronology.correct(newest, what="", impact="", because="It never happened.", by=worker, key=uuid7())
        assert chronology.in_order(case) == []
    assert SignificantEvent.objects.count() == 3


def test_nobody_outside_the_family_and_nothing_in_the_future(case, worker):
    with pytest.raises(Refused, match="whom it is about"):
        add(case, worker, people=[PersonFactory()])
    with pytest.raises(Refused, match="future"):
        add(case, worker, happened_on=clock.today().replace(year=clock.today().year + 1))


def test_a_year_alone_is_shown_as_a_year(case, worker, signed_in):
    add(case, worker, happened_on=clock.today().replace(year=2019, month=1, day=1), precision="year")
    page = signed_in(worker).get(reverse("cases:chronology", args=[case.reference])).content.decode()
    assert ">2019<" in page and "1 January 2019" not in page


def test_an_entry_from_a_note_keeps_its_marks_leads_to_the_note_and_says_that_it_is_cut(case, worker, signed_in):
    """Seen to fail with the marks left out, and with the text cut where the room ends: “The mother denies t”."""
    text = "She said so. " * 45 + "The mother denies that it happened."
    note = NoteFactory(case=case, text=text, sensitive=True, about_someone_else=True)
    client, url = signed_in(worker), reverse("cases:chronology", args=[case.reference])
    client.post(url, {"note": note.pk})
    page = client.get(url).content.decode()
    assert "Sensitive." in page and "someone outside the family" in page
    assert reverse("cases:note", args=[case.reference, note.pk]) in page
    kept = SignificantEvent.objects.get().what
    assert len(kept) <= 500 and kept.endswith(" …") and kept in page
