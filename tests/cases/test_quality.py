"""Samples for quality assurance: a few cases drawn by chance, without a name, for a limited time, and each reading in the log."""

from datetime import datetime, timedelta

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from access import clock
from access.audit import sinks
from access.errors import Forbidden, Refused
from access.models import AccessEvent
from access.records import uuid7
from access.roles import ROLES
from cases.models import DrawnCase, NotePerson, QualitySample
from cases.operations import quality
from earlyhelp.policy.loading import available
from tests.cases.sampling import END, LIST, NEW, NONE, ONE, asked, draw, drawn, page_of, told, typed
from tests.conftest import as_
from tests.factories import (
    AllocationFactory,
    CaseFactory,
    NoteFactory,
    ReferralFactory,
    TeamFactory,
    TriageFactory,
    somebody,
    worker_on,
)
from tests.factories.quality import QualitySampleFactory
from tests.factories.retention import change, days_pass, write
from tests.factories.working_day import casework, family_facts, hub_work

pytestmark = pytest.mark.django_db


@pytest.mark.promise("DUR-23")
@pytest.mark.parametrize("role", [role for role in ROLES if role != "dpo"])
def test_another_role_gets_no_page_no_sample_and_no_row(role, signed_in):
    case = CaseFactory()
    sample, other = QualitySampleFactory(), worker_on(case, role)
    for name, args in ((LIST, []), (NEW, []), (ONE, [sample.pk]), (END, [sample.pk])):
        assert signed_in(other).get(reverse(name, args=args)).status_code in (403, 404)
    with pytest.raises(Forbidden):
        draw(other)
    with as_(other):
        assert told(sample) == []
        assert not QualitySample.objects.exists() and not DrawnCase.objects.exists()
    with as_(somebody("dpo")):
        assert len(told(sample)) == DrawnCase.objects.count() == 1


@pytest.mark.promise("DUR-23")
def test_nobody_at_work_any_more_reads_it():
    """Seen to fail with `s.is_active` taken out of earlyhelp_has_role."""
    CaseFactory()
    sample, dpo = QualitySampleFactory(), somebody("dpo")
    change(dpo.staff, is_active=False)
    with as_(dpo):
        assert told(sample) == []


@pytest.mark.promise("DUR-23")
def test_on_its_last_day_it_is_read_and_the_day_after_it_shows_who_drew_it_and_no_case(signed_in):
    """Seen to fail with `s.until >= today_` taken out of earlyhelp_quality, and the same out of the wall of cases_drawncase."""
    case, dpo = CaseFactory(), somebody("dpo")
    sample = draw(dpo, until=clock.today() + timedelta(days=2))
    address = reverse(ONE, args=[sample.pk])
    days_pass(2)
    assert case.reference in page_of(signed_in(dpo).get(address))
    days_pass(1)
    page = page_of(signed_in(dpo).get(address))
    assert case.reference not in page
    assert "This sample has ended" in page and dpo.name in page and "How soon families are told." in page
    with as_(dpo):
        assert told(sample) == [] and not DrawnCase.objects.exists() and not DrawnCase.history.exists()
        with pytest.raises(Refused, match="ended already"):
            quality.end(sample, because="twice", by=dpo)


@pytest.mark.promise("DUR-23")
def test_it_is_ended_early_with_a_reason_once_and_shows_no_case(signed_in):
    """Seen to fail with `s.ended_at IS NULL` taken out of earlyhelp_quality."""
    case, dpo = CaseFactory(), somebody("dpo")
    sample = draw(dpo)
    client, address = signed_in(dpo), reverse(END, args=[sample.pk])
    assert client.post(address, {"because": " "}).status_code == 422
    page = page_of(client.post(address, {"because": "All is read."}, follow=True))
    assert "it shows no case any more" in page and f"{dpo.name} on" in page and "All is read." in page
    assert case.reference not in page
    assert client.post(address, {"because": "Again."}).status_code == 422
    assert QualitySample.objects.get().ended_because == "All is read."
    with as_(dpo):
        assert told(sample) == []


def test_what_was_drawn_is_never_rewritten_nor_added_to():
    """Seen to fail without the row of ENDS (install.py), and with web's rights on cases_drawncase as on a record."""
    mine, dpo = CaseFactory(), somebody("dpo")
    sample = draw(dpo, number=1)
    other = CaseFactory()
    later = QualitySample.objects.get(pk=sample.pk)
    later.until += timedelta(days=7)
    for row in (later, DrawnCase(sample=sample, case=other)):
        with as_(dpo), pytest.raises(DatabaseError), transaction.atomic():
            row.write(by=dpo, because="to look longer")
    assert drawn(sample) == {mine}


@pytest.mark.promise("DUR-23")
def test_it_names_nobody_and_says_no_word_of_the_record(signed_in):
    """Seen to fail with the name of a child, and with the text of a note, added to what earlyhelp_quality answers."""
    case = CaseFactory()
    words = "A marmalade cat called Bartholomew"
    casework(case)
    hub_work(case)
    parent = family_facts(case)
    ReferralFactory(case=case, happening=words)
    note = NoteFactory(case=case, text=words, said=words, also_present=words)
    write(NotePerson(case=case, note=note, person=case.children[0], present=True))
    AllocationFactory(case=case, because=words)
    TriageFactory(case=case, because=words)
    dpo = somebody("dpo")
    sample = draw(dpo)
    page = page_of(signed_in(dpo).get(reverse(ONE, args=[sample.pk])))
    with as_(dpo):
        (answer,) = told(sample)
    assert case.reference in page and case.reference in answer
    for text in (page, answer):
        people = [*case.children, parent]
        names = [name for one in people for name in (one.full_name, *one.full_name.split()) if len(name) > 3]
        assert [name for name in names if name in text] == []
        assert "Bartholomew" not in text and note.author.name not in text
        assert case.lead.worker.user.name not in text
        assert not any(str(one.born) in text for one in people if one.born)


@pytest.mark.promise("DUR-23")
def test_only_what_came_in_the_period_and_is_held_by_the_team_is_drawn():
    """Seen to fail with the team, and with each end of the period, taken out of earlyhelp_draw."""
    dpo, team, now = somebody("dpo"), TeamFactory(), clock.now()
    inside = CaseFactory(team=team, received_at=now - timedelta(days=5))
    for days in (4, 6):
        CaseFactory(team=team, received_at=now - timedelta(days=days))
    elsewhere = CaseFactory(received_at=now - timedelta(days=5))
    on = clock.today() - timedelta(days=5)
    sample = draw(dpo, team=team, received_from=on, received_to=on)
    assert drawn(sample) == {inside}
    assert drawn(draw(dpo, received_from=on, received_to=on)) == {inside, elsewhere}
    with as_(dpo):
        assert len(told(sample)) == 1
    with pytest.raises(Refused, match="No referral came"):
        draw(dpo, team=TeamFactory())
    assert QualitySample.objects.count() == 2


@pytest.mark.promise("DUR-23")
def test_the_first_and_the_last_minute_of_the_period_count_by_the_clock_of_the_uk():
    """Seen to fail with the days of UTC."""
    dpo, summer = somebody("dpo"), datetime(clock.today().year - 1, 7, 10, 0, 30, tzinfo=clock.UK)
    inside = CaseFactory(received_at=summer)
    CaseFactory(received_at=summer + timedelta(days=1))
    on = summer.date()
    assert drawn(draw(dpo, received_from=on, received_to=on)) == {inside}


@pytest.mark.slow
@pytest.mark.promise("DUR-23")
def test_the_database_draws_by_chance_and_no_more_than_was_said():
    """Seen to fail with `ORDER BY c.id` in place of `ORDER BY random()`. By chance it fails once in some 10^12 runs."""
    dpo, cases = somebody("dpo"), {CaseFactory().pk for _ in range(12)}
    found = [frozenset(one.pk for one in drawn(draw(dpo, number=4))) for _ in range(6)]
    assert all(len(one) == 4 and one <= cases for one in found)
    assert len(set(found)) > 1
    assert len({key for one in found for key in one}) > 4


@pytest.mark.promise("DUR-23")
@pytest.mark.parametrize("wrong", [{"number": 21}, {"number": 0}, {"until": 29}, {"until": -1}])
def test_neither_page_nor_operation_nor_database_lets_it_be_large_or_long(wrong, signed_in):
    """Seen to fail with the most of cases/operations/quality.py at 99, without its check of days, and without each constraint."""
    CaseFactory()
    dpo, today = somebody("dpo"), clock.today()
    changes = {name: today + timedelta(days=value) if name == "until" else value for name, value in wrong.items()}
    refused = signed_in(dpo).post(reverse(NEW), typed(**changes))
    assert refused.status_code == 422 and "There is a problem" in page_of(refused)
    assert "How soon families are told." in page_of(refused)  # what was typed is still there
    with pytest.raises(Refused):
        draw(dpo, **changes)
    with pytest.raises(DatabaseError), transaction.atomic():
        QualitySampleFactory(**changes)
    assert not QualitySample.objects.exists()


@pytest.mark.promise("DUR-23")
def test_for_another_purpose_of_the_notice_nothing_is_drawn(signed_in):
    """Seen to fail with every purpose taken for one of assurance, and without earlyhelp_named in earlyhelp_draw."""
    CaseFactory()
    dpo = somebody("dpo")
    assert signed_in(dpo).post(reverse(NEW), typed() | {"purpose": "support_family"}).status_code == 422
    with as_(dpo), pytest.raises(Refused, match="Assuring the council"):
        quality.draw("support_family", by=dpo, **asked())
    with pytest.raises(DatabaseError, match="assurance"), transaction.atomic():
        QualitySampleFactory(purpose="support_family")


@pytest.mark.slow
@pytest.mark.promise("DUR-23")
@pytest.mark.parametrize("name", available())
def test_the_pages_are_there_exactly_where_the_notice_has_such_a_purpose(name, under, signed_in):
    """Seen to fail with the 404 of OfQuality taken out."""
    policy, case, dpo = under(name), CaseFactory(), somebody("dpo")
    named, client = policy.purposes_of("assurance"), signed_in(dpo)
    assert bool(named) == (name != NONE)
    for links in ("desk:promises", "desk:processing"):
        assert (reverse(LIST) in client.get(reverse(links)).content.decode()) == bool(named)
    if not named:
        for address, args in ((LIST, []), (NEW, []), (ONE, [uuid7()]), (END, [uuid7()])):
            assert client.get(reverse(address, args=args)).status_code == 404
        with as_(dpo), pytest.raises(Refused):
            quality.draw("quality_assurance", by=dpo, **asked())
        return
    assert all(one.label in page_of(client.get(reverse(NEW))) for one in named)
    for purpose in named:
        page = page_of(client.post(reverse(NEW), typed() | {"purpose": purpose.code}, follow=True))
        assert purpose.label in page and case.reference in page
    assert "1 sample of cases read for it" in page_of(client.get(reverse("desk:processing")))


@pytest.mark.promise("DUR-23")
def test_each_opening_is_in_the_log_and_on_the_page_of_each_case(signed_in):
    """Seen to fail without the reading of each case, and without the one of the list."""
    shown, hidden = CaseFactory(), CaseFactory(received_at=clock.now() - timedelta(days=9))
    dpo, worker = somebody("dpo"), worker_on(shown)
    sample, client = draw(dpo), signed_in(dpo)
    for _ in range(2):
        client.get(reverse(ONE, args=[sample.pk]))
    lists = AccessEvent.objects.filter(route=ONE, case_key=None, user_key=dpo.pk)
    assert [one.fields for one in lists] == [[shown.reference]] * 2
    events = client.get(reverse("cases:readings", args=[shown.reference])).context["events"]
    said = [one for one in events if "a sample for quality assurance" in one["what"]]
    assert len(said) == 2 and {one["who"] for one in said} == {dpo.name}
    assert said[0]["what"].startswith("Saw in a list") and "Sample drawn on" in said[0]["because"]
    people = signed_in(worker).get(reverse("cases:readings", args=[shown.reference])).context["people"]
    assert [one["times"] for one in people if one["user_name"] == dpo.name] == [3]
    assert not AccessEvent.objects.filter(route=ONE, case_key=hidden.pk).exists()


def test_where_the_reading_cannot_be_noted_no_case_is_shown(signed_in, monkeypatch):
    """Seen to fail without the reading of each case."""
    case, dpo = CaseFactory(), somebody("dpo")
    sample = draw(dpo)
    monkeypatch.setattr(sinks, "to_database", lambda event: False)
    monkeypatch.setattr(sinks, "to_file", lambda event: event["case_key"] is None)
    answer = signed_in(dpo).get(reverse(ONE, args=[sample.pk]))
    assert answer.status_code == 503 and case.reference not in answer.content.decode()


def test_sent_twice_it_is_drawn_once(signed_in):
    CaseFactory()
    answers, client = typed(), signed_in(somebody("dpo"))
    first, second = (client.post(reverse(NEW), answers) for _ in range(2))
    assert first.status_code == second.status_code == 302 and first["Location"] == second["Location"]
    assert QualitySample.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"received_to": -1}, "The last day must not be before the first"),
        ({"received_from": 1, "received_to": 2}, "The first day must not be in the future"),
    ],
)
def test_a_period_that_cannot_be_is_refused_in_words(changes, sentence, signed_in):
    CaseFactory()
    days = {name: clock.today() + timedelta(days=value) for name, value in changes.items()}
    assert sentence in page_of(signed_in(somebody("dpo")).post(reverse(NEW), typed(**days)))


def test_the_history_says_who_drew_it_who_ended_it_and_which_cases():
    case, dpo, other = CaseFactory(), somebody("dpo"), somebody("dpo")
    sample = draw(dpo)
    with as_(other):
        quality.end(sample, because="All is read.", by=other)
    drawn_, ended = sample.history.order_by("history_id")
    assert (drawn_.history_user, drawn_.history_change_reason) == (dpo, "How soon families are told.")
    assert (ended.history_user, ended.history_change_reason) == (other, "All is read.")
    (row,) = DrawnCase.history.all()
    assert (row.case_id, row.history_user) == (case.pk, dpo)


def test_nobody_ends_one_in_the_name_of_somebody_else():
    """Seen to fail without its row of STEPS (install.py)."""
    CaseFactory()
    dpo, other = somebody("dpo"), somebody("dpo")
    sample = draw(dpo)
    sample.ended_by, sample.ended_at, sample.ended_because = other, clock.now(), "x"
    with as_(dpo), pytest.raises(DatabaseError), transaction.atomic():
        sample.write(by=dpo, because="x")
