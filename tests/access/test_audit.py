"""No audit, no page: two sinks, and if neither takes the event nothing is shown."""

import json

import pytest
from django.urls import reverse

from access.audit import sinks
from access.models import AccessEvent
from tests.conftest import become
from tests.factories import CaseFactory, NoteFactory, somebody, worker_on


@pytest.fixture
def case(db):
    case = CaseFactory()
    NoteFactory(case=case, text="Breakfast club helps.")
    return case


@pytest.fixture
def file(settings, tmp_path):
    settings.AUDIT_FILE = tmp_path / "audit" / "readings.jsonl"
    return settings.AUDIT_FILE


@pytest.fixture
def database_refuses(monkeypatch):
    monkeypatch.setattr(sinks, "to_database", lambda event: False)


def events(case):
    become("owner")
    return list(AccessEvent.objects.filter(case_key=case.pk).order_by("machine_at"))


@pytest.mark.slow
def test_each_opening_is_one_event_with_who_when_and_which_page(case, signed_in):
    worker = worker_on(case)
    client = signed_in(worker)
    for _ in range(2):
        client.get(case.get_absolute_url())
    found = events(case)
    assert [(e.user_key, e.route, e.outcome, e.case_reference) for e in found] == [
        (worker.pk, "cases:case", "shown", case.reference)
    ] * 2


@pytest.mark.slow
def test_a_page_shown_again_after_a_refused_form_is_an_event_too(case, signed_in):
    client = signed_in(worker_on(case))
    assert client.post(reverse("cases:add_note", args=[case.reference]), {}).status_code == 422
    assert [event.kind for event in events(case)] == ["case_form"]


def test_a_refusal_is_noted_and_outlives_its_rollback(case, signed_in):
    stranger = somebody()
    assert signed_in(stranger).get(case.get_absolute_url()).status_code == 404
    become("owner")
    refusal = AccessEvent.objects.get(user_key=stranger.pk, outcome="refused")
    assert (refusal.route, refusal.case_reference) == ("cases:case", "")


def test_a_list_notes_the_references_that_it_showed(case, signed_in):
    worker = worker_on(case)
    signed_in(worker).get(reverse("cases:cases"), {"show": "open"})
    become("owner")
    assert AccessEvent.objects.get(user_key=worker.pk, kind="list").fields == [case.reference]


def test_with_the_database_sink_broken_the_file_takes_it_and_the_page_is_shown(case, signed_in, file, database_refuses):
    assert signed_in(worker_on(case)).get(case.get_absolute_url()).status_code == 200
    (line,) = file.read_text().splitlines()
    assert json.loads(line)["case_reference"] == case.reference
    assert file.stat().st_mode & 0o777 == 0o600


def test_with_both_sinks_broken_nothing_is_shown(case, signed_in, settings, database_refuses):
    settings.AUDIT_FILE = settings.BASE_DIR / "manage.py" / "no-such-folder" / "readings.jsonl"
    settings.DUTY_PHONE = "01632 960 999"
    answer = signed_in(worker_on(case)).get(case.get_absolute_url())
    assert answer.status_code == 503
    page = answer.content.decode()
    assert "01632 960 999" in page
    assert "Breakfast club" not in page and case.children[0].full_name not in page


def test_events_hold_no_word_of_the_family(case, signed_in):
    client = signed_in(worker_on(case))
    client.get(case.get_absolute_url())
    client.get(reverse("cases:cases"))
    become("owner")
    everything = json.dumps(list(AccessEvent.objects.filter(case_key=case.pk).values()), default=str)
    assert not any(word in everything for word in (case.children[0].full_name, "Breakfast", "2015-05-03"))


@pytest.mark.parametrize("role", ["web", "worker", "dispose"])
def test_no_login_but_the_audits_writes_the_log(case, role):
    from django.db import DatabaseError, connection, transaction

    from tests.conftest import as_

    with as_(worker_on(case), role):
        for attempt in (
            "SELECT earlyhelp_record_event('{}')",
            "INSERT INTO access_accessevent SELECT * FROM access_accessevent",
            "UPDATE access_accessevent SET because = 'x'",
            "DELETE FROM access_accessevent",
        ):
            with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
                with connection.cursor() as cursor:
                    cursor.execute(attempt)
