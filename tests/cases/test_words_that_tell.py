"""Words that tell where somebody protected is are not recorded before whoever wrote them has said that they have to be.

Seen to fail with `told_in` returning nothing, and with an address compared as it is written.
"""

from datetime import timedelta

import pytest
from django.urls import reverse

from access import clock
from access.records import uuid7
from cases.models import Alert, Note, PlanOutcome, Professional
from cases.operations import whereabouts
from tests.cases.test_whereabouts import joined, lives
from tests.conftest import as_
from tests.factories import CaseFactory, worker_on

WARNED = "These words tell where Ivy Marlow is or was"
KNOWN = {
    "phone": "01632 960 111",
    "school": "Hidden College",
    "surgery": "Quarry Surgery",
    "email": "ivy@refuge.example",
}


@pytest.fixture
def case(db):
    case = CaseFactory()
    mother = joined(case, full_name="Ivy Marlow", whereabouts_protected=True, **KNOWN)
    lives(mother, lines="7 Refuge Lane", postcode="ZZ9 8QQ")
    lives(mother, lines="Flat 3, Old Mill Yard", until=clock.today())
    return case


def told(case, words):
    with as_(worker_on(case)):
        return whereabouts.told_in(case, {"text": words})


@pytest.mark.parametrize(
    "words",
    [
        "She is at 7 Refuge Lane now.",
        "at 7, REFUGE lane",
        "Seen at zz98qq.",
        "She rang from 01632-960111.",
        "He goes to hidden college, he says.",
        "the quarry surgery sent a letter",
        "Write to Ivy@Refuge.example",
        "They were at flat 3 Old Mill Yard then.",
    ],
)
def test_it_is_found_however_it_is_written(words, case):
    assert WARNED in told(case, words)["text"]


def test_what_tells_nothing_is_left_alone(case):
    assert told(case, "She is well. We met at the library in Quarry Road, at 10:30 on 27 3 2026.") == {}
    assert told(CaseFactory(), "She is at 7 Refuge Lane now.") == {}


PAGES = {
    "add_note": {"kind": "letter", "text": "She is at 7 Refuge Lane."},
    "add_alert": {"words": "She is at 7 Refuge Lane."},
    "add_professional": {"name": "A. Head", "works_for": "Hidden  College", "agrees": "yes"},
    "add_outcome": {"need": "A home that is theirs at ZZ9 8QQ", "hoped_for": "They stay."},
}


@pytest.mark.parametrize("name", PAGES)
def test_a_page_says_so_once_and_keeps_what_has_to_stand(name, case, signed_in):
    client = signed_in(worker_on(case, "practitioner", "team_manager"))
    url, today = reverse(f"cases:{name}", args=[case.reference]), clock.today()
    dates = {"happened_on": today, "review_on": today + timedelta(days=7)}
    days = {f"{field}_{part}": getattr(day, part) for field, day in dates.items() for part in ("day", "month", "year")}
    sent = PAGES[name] | days | {"once": str(uuid7())}
    answer = client.post(url, sent)
    text = answer.content.decode()
    assert answer.status_code == 422 and WARNED in text and next(iter(PAGES[name].values())) in text
    assert text.count("It is right: keep it as I typed it") == 1
    assert not recorded()
    assert client.post(url, sent | {"as_typed": "on"}).status_code == 302
    assert recorded() == 1


def recorded():
    return sum(model.objects.count() for model in (Note, Alert, Professional, PlanOutcome))
