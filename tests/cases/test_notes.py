from datetime import timedelta

import pytest
from django.urls import reverse

from access import clock
from access.errors import Refused
from access.records import uuid7
from cases.models import Case, Note
from cases.operations import notes
from cases.stages import Stage
from tests.conftest import as_
from tests.factories import CaseFactory, worker_on


@pytest.fixture
def case(db):
    return CaseFactory()


@pytest.fixture
def worker(case):
    return worker_on(case)


def add(case, by, **other):
    answers = {"kind": "visit", "happened_on": clock.today(), "text": "We met.", "key": uuid7()} | other
    with as_(by):
        return notes.add(case, by=by, **answers)


def test_a_note_has_its_day_its_author_and_its_reason(case, worker):
    note = add(case, worker)
    version = note.history.first()
    assert (note.happened_on, note.author) == (clock.today(), worker)
    assert (version.history_user, version.history_change_reason) == (worker, "note added")


def test_saving_the_page_twice_makes_one_note(case, worker, signed_in):
    client, url = signed_in(worker), reverse("cases:add_note", args=[case.reference])
    once = client.get(url).context["form"]["once"].value()
    today = clock.today()
    answers = {
        "kind": "call",
        "happened_on_day": today.day,
        "happened_on_month": today.month,
        "happened_on_year": today.year,
        "text": "She rang.",
        "once": once,
    }
    for _ in range(2):
        assert client.post(url, answers).status_code == 302
    assert Note.objects.count() == 1
    assert "She rang." in client.get(case.get_absolute_url()).content.decode()


def test_the_future_is_refused(case, worker):
    with pytest.raises(Refused, match="must not be in the future"):
        add(case, worker, happened_on=clock.today() + timedelta(days=1))


@pytest.mark.parametrize("stage", [Stage.RECEIVED, Stage.AWAITING_CONSENT])
def test_a_case_that_is_not_open_takes_no_note_and_says_why(stage, db, signed_in):
    case = CaseFactory(stage=stage, work_basis="")
    worker = worker_on(case)
    with pytest.raises(Refused):
        add(case, worker)
    page = signed_in(worker).get(case.get_absolute_url()).content.decode()
    assert "Add a note" not in page
    assert "work" in page


def test_a_note_moves_the_case_to_the_top_of_the_list(case, worker):
    newer = CaseFactory(team=case.team)
    add(case, worker)
    assert Case.objects.newest_for(worker) == [case, newer]
