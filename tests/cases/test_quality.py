"""Samples for quality assurance: a few cases drawn by chance, without a name, for a limited time, and each reading in the log."""

import re
from datetime import datetime, timedelta
from html import unescape

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from access import clock
from access.audit import sinks
from access.errors import Forbidden, Refused
from access.models import AccessEvent
from access.records import uuid7
from access.roles import ROLES
from cases.models import Action, Case, DrawnCase, NotePerson, Pause, PlanOutcome, QualitySample, Review
from cases.operations import quality
from cases.stages import Stage
from earlyhelp.policy.loading import available
from tests.conftest import as_
from tests.factories import (
    AllocationFactory,
    CaseFactory,
    NoteFactory,
    PersonFactory,
    ReferralFactory,
    TeamFactory,
    TriageFactory,
    installation,
    somebody,
    worker_on,
)
from tests.factories.consent import NoticeGivenFactory
from tests.factories.quality import QualitySampleFactory
from tests.factories.retention import change, days_pass, disclosure_of, write
from tests.factories.sharing import DisclosureFactory
from tests.factories.working_day import casework, family_facts, hub_work

pytestmark = pytest.mark.django_db
LIST, NEW, ONE, END = "cases:quality", "cases:draw_sample", "cases:quality_sample", "cases:end_sample"
NONE = "redcar-cleveland-early-help"


def page_of(answer):
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())))


def told(sample):
    """What the function itself answers to whoever is looking, as text."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM earlyhelp_quality(%s)", [sample.pk])
        return [" ".join(map(str, row)) for row in cursor.fetchall()]


def drawn(sample):
    """Which cases, as the owner of the tables knows."""
    return set(Case.objects.filter(drawn__sample=sample))


def asked(**changes):
    """What a DPO asks the operation for."""
    today = clock.today()
    return {
        "because": "How soon families are told.",
        "received_from": today,
        "received_to": today,
        "number": 20,
        "until": today + timedelta(days=14),
    } | changes


def draw(dpo, **changes):
    with as_(dpo):
        return quality.draw("quality_assurance", by=dpo, **asked(**changes))


def typed(**changes):
    """What a DPO types, and what the page carries."""
    answers = asked(**changes)
    days = {
        f"{name}_{part}": getattr(on, part)
        for name, on in [(name, answers.pop(name)) for name in ("received_from", "received_to", "until")]
        for part in ("day", "month", "year")
    }
    return {"once": str(uuid7()), "purpose": "quality_assurance", "team": ""} | answers | days


# Seen to fail with the DPO's role taken out of earlyhelp_quality, and with a practitioner added to the rows of access/routes.py.
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


def judged_by(dpo, sample):
    with as_(dpo):
        return {one.reference: one for one in quality.judged(sample)}


def test_the_facts_are_those_of_the_case():
    """Each number is another one, so that no two can be exchanged."""
    now, today, by = clock.now(), clock.today(), installation()
    case = CaseFactory(received_at=now - timedelta(days=30))
    child = case.children[0]
    TriageFactory(case=case, decision="ask", decided_at=now - timedelta(days=29))
    TriageFactory(case=case, decided_at=now - timedelta(days=27))
    AllocationFactory(case=case, since=now - timedelta(days=25))
    NoticeGivenFactory(case=case, person=child, told_on=today - timedelta(days=24))
    for number in range(2):
        write(PlanOutcome(case=case, need=f"{number}", hoped_for="x", made_at=now, made_by=by))
    ended = today - timedelta(days=1)
    for due, done in ((5, None), (-5, None), (-5, True), (5, True), (5, False), (1, True)):
        on = None if done is None else ended
        due_on = today - timedelta(days=due)
        write(
            Action(
                case=case, what="x", owner_words="Mum", due_on=due_on, made_at=now, made_by=by, done=done, ended_on=on
            )
        )
    for due, held in ((9, True), (8, True), (7, False)):
        day = today - timedelta(days=due)
        kept = {"held_on": day, "held_by": by, "recorded_at": now, "decided": "continue"} if held else {}
        write(Review(case=case, due_on=day, **kept))
    note = NoteFactory(case=case, happened_on=today - timedelta(days=3))
    taken = NoteFactory(case=case, happened_on=today)
    write(NotePerson(case=case, note=note, person=child, present=True, seen=True, seen_alone=True))
    NoteFactory(case=case, happened_on=today, text="", corrects=taken, because="another family’s")
    case.closed_on = today
    disclosure_of(case)
    sample, dpo = QualitySampleFactory(received_from=today - timedelta(days=60)), somebody("dpo")
    one = judged_by(dpo, sample)[case.reference]
    assert (one.days_to_decision, one.days_to_allocation) == (3, 5)
    assert one.told_on == today - timedelta(days=24)
    assert (one.outcomes, one.actions, one.actions_done, one.actions_late) == (2, 6, 3, 2)
    assert (one.reviews, one.reviews_held) == (3, 2)
    assert one.days_since_contact == 3
    assert (one.children, one.children_alone) == (1, 1)
    assert (one.shared, one.shared_untold) == (1, 0)
    assert (one.signed_at, one.closed_on) == (None, None)


@pytest.mark.parametrize(("days", "paused", "late"), [(1, False, False), (30, False, True), (30, True, False)])
def test_a_decision_is_late_by_the_clock_of_the_policy_and_its_pauses_are_left_out(days, paused, late):
    """Seen to fail without the pauses."""
    now = clock.now()
    came = now - timedelta(days=60)
    case = CaseFactory(received_at=came)
    TriageFactory(case=case, decided_at=came + timedelta(days=days))
    if paused:
        write(Pause(case=case, because="x", since=came, until=came + timedelta(days=29.9), paused_by=installation()))
    sample = QualitySampleFactory(received_from=clock.today() - timedelta(days=90))
    with as_(somebody("dpo")):
        (one,) = quality.judged(sample)
        assert one.decided_late is late


def test_what_is_not_decided_in_time_is_late_too():
    case = CaseFactory(stage=Stage.RECEIVED, work_basis="", received_at=clock.now() - timedelta(days=20))
    sample, dpo = QualitySampleFactory(), somebody("dpo")
    with as_(dpo):
        (one,) = quality.judged(sample)
        assert (one.reference, one.days_to_decision, one.decided_late) == (case.reference, None, True)


def test_the_page_says_in_words_what_is_missing_and_what_was_shared_untold(signed_in):
    case, dpo = CaseFactory(), somebody("dpo")
    DisclosureFactory(case_key=case.pk, case_reference=case.reference, told=False, why_not_told="unsafe")
    write(NotePerson(case=case, note=NoteFactory(case=case), person=PersonFactory(), seen=True, seen_alone=True))
    page = page_of(signed_in(dpo).get(reverse(ONE, args=[draw(dpo).pk])))
    for words in (
        "Not decided",
        "Family not told",
        "Not allocated",
        "Not signed off",
        "Last contact 0 days ago",
        "Children seen alone: no",
        "Shared 1 time Family not told: 1",
        "No outcome No action No review was due",
    ):
        assert words in page
