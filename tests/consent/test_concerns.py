from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from access import clock
from access.errors import Forbidden, Refused
from access.models import AccessEvent, Notification
from access.records import acting, uuid7
from consent.models import Concern
from consent.operations import concerns
from earlyhelp.policy.rights import acknowledge_by
from tests.conftest import as_
from tests.factories import TeamFactory, somebody, worker_on
from tests.factories.consent import ConcernFactory

WHAT = "Who reads what the school wrote?"
SAID = {"channel": "letter", "from_whom": "Their aunt Perpetua", "what": WHAT}


def days_ago(days):
    return clock.today() - timedelta(days=days)


def on(day, name="on"):
    return {f"{name}_day": day.day, f"{name}_month": day.month, f"{name}_year": day.year}


def form(**other):
    return SAID | on(clock.today(), "received_on") | {"owner": "", "once": uuid7()} | other


@pytest.fixture
def dpo(db):
    return somebody("dpo")


def raised(case, by, received_on=None, **other):
    with as_(by):
        return concerns.record(case, received_on=received_on or clock.today(), by=by, **SAID, **other)


def test_a_worker_records_one_and_the_dpo_is_to_answer_it(case, worker, dpo, signed_in):
    answer = signed_in(worker).post(reverse("consent:record_concern", args=[case.reference]), form())
    assert answer.url == reverse("consent:privacy", args=[case.reference])
    one = Concern.objects.get()
    assert (one.case, one.owner, one.what, one.recorded_by) == (case, dpo, WHAT, worker)
    assert one.answer_by == acknowledge_by(clock.today()).due
    assert Notification.objects.get().user == dpo
    page = signed_in(dpo).get("/").content.decode()
    assert "concern is open" in page and reverse("consent:concerns") in page
    assert WHAT not in page


def test_sent_twice_it_is_one_concern(case, worker, dpo, signed_in):
    client, sent = signed_in(worker), form()
    for _ in range(2):
        client.post(reverse("consent:record_concern", args=[case.reference]), sent)
    assert Concern.objects.count() == 1


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"from_whom": " "}, "Write who has the concern"),
        ({"what": ""}, "Write what the question or worry is"),
        ({"channel": ""}, "Choose how it came"),
        ({"received_on_year": "2199"}, "must not be in the future"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(wrong, sentence, case, worker, dpo, signed_in):
    answer = signed_in(worker).post(reverse("consent:record_concern", args=[case.reference]), form() | wrong)
    assert answer.status_code == 422 and sentence in answer.content.decode()
    assert ("aunt Perpetua" in answer.content.decode()) or WHAT in answer.content.decode()
    assert not Concern.objects.exists()


def test_where_nobody_is_data_protection_officer_an_owner_is_named(case, worker):
    with pytest.raises(Refused, match="name who answers it"):
        raised(case, worker)
    assert raised(case, worker, owner=worker.staff).owner == worker


def test_nobody_answers_who_may_not_read_it(case, worker, dpo):
    with pytest.raises(Refused, match="works with this family"):
        raised(case, worker, owner=somebody("practitioner", team=TeamFactory()).staff)


def test_the_dpo_records_one_with_a_case_or_without(case, dpo, signed_in):
    client, address = signed_in(dpo), reverse("consent:log_concern")
    client.post(address, form(case_reference=""))
    client.post(address, form(case_reference=case.reference.lower()))
    assert {one.case for one in Concern.objects.all()} == {None, case}
    refused = client.post(address, form(case_reference="EH-2222222"))
    assert "no case with this reference" in refused.content.decode()


@pytest.mark.slow
def test_a_stranger_neither_records_nor_reads(case, worker, dpo, signed_in):
    one = raised(case, worker)
    stranger = somebody("practitioner", "team_manager", team=TeamFactory())
    with as_(stranger):
        assert not Concern.objects.exists()
    for name in ("concern", "answer_concern", "acknowledge_concern", "close_concern"):
        assert signed_in(stranger).get(reverse(f"consent:{name}", args=[one.pk])).status_code == 404
    with as_(stranger), pytest.raises((Forbidden, DatabaseError, case.DoesNotExist)), transaction.atomic():
        concerns.record(case, received_on=clock.today(), by=stranger, **SAID)
    for role in ("records_manager", "referrer", "user_administrator"):
        assert signed_in(somebody(role)).get(reverse("consent:concern", args=[one.pk])).status_code in (403, 404)


def test_a_worker_reads_one_of_their_case_and_does_not_answer_what_is_another_s(case, worker, dpo, signed_in):
    one = raised(case, worker)
    page = signed_in(worker).get(reverse("consent:concern", args=[one.pk])).content.decode()
    assert WHAT in page and "Record the answer" not in page
    with as_(worker), pytest.raises(Forbidden):
        concerns.answer(one, words="Nobody.", on=clock.today(), by=worker)
    assert AccessEvent.objects.filter(kind="concern", case_key=case.pk, user_key=worker.pk).exists()


def test_an_answer_acknowledges_and_stays_as_it_was_said(case, worker, dpo, signed_in):
    one = raised(case, worker, days_ago(5))
    client = signed_in(dpo)
    address = reverse("consent:answer_concern", args=[one.pk])
    client.post(address, {"words": "The worker alone.", "settled": "no"} | on(days_ago(1)))
    one.refresh_from_db()
    assert (one.answer, one.acknowledged_on, one.answered_on) == ("The worker alone.", days_ago(1), days_ago(1))
    again = client.post(address, {"words": "Everybody.", "settled": "no"} | on(days_ago(1)))
    assert "answered already" in again.content.decode()
    client.post(reverse("consent:close_concern", args=[one.pk]), on(clock.today()))
    one.refresh_from_db()
    assert (one.answer, one.closed_on) == ("The worker alone.", clock.today())
    assert [row.history_change_reason for row in one.history.order_by("history_id")] == [
        "concern recorded",
        "concern answered",
        "concern closed",
    ]


@pytest.mark.slow
def test_steps_go_in_order_and_none_before_it_came(case, worker, dpo):
    one = raised(case, worker, days_ago(5))
    with as_(dpo):
        with pytest.raises(Refused, match="what was answered first"):
            concerns.close(one, on=clock.today(), by=dpo)
        for day in (days_ago(6), clock.today() + timedelta(days=1)):
            with pytest.raises(Refused, match="must lie between"):
                concerns.acknowledge(one, on=day, by=dpo)


@pytest.mark.parametrize("column", ["what", "from_whom", "answer", "answer_by", "acknowledged_on", "closed_on"])
def test_the_database_lets_nobody_rewrite_one(column, case, dpo):
    day = clock.today()
    one = ConcernFactory(case=case, owner=dpo, acknowledged_on=day, answer="Nobody.", answered_on=day, closed_on=day)
    value = day - timedelta(days=3) if column.endswith(("_on", "_by")) else "Something else"
    with pytest.raises(DatabaseError, match="rewritten|once"), transaction.atomic(), acting(dpo, "to rewrite it"):
        with connection.cursor() as cursor:
            cursor.execute(f"UPDATE consent_concern SET {column} = %s WHERE id = %s", [value, one.pk])


def test_what_is_late_says_so_in_words_and_open_ones_come_first(case, dpo, signed_in):
    day = days_ago(50)
    ConcernFactory(case=None, owner=dpo, received_on=day, answer_by=days_ago(20))
    ConcernFactory(
        case=None, owner=dpo, received_on=day, acknowledged_on=day, answer="x", answered_on=day, closed_on=day
    )
    client = signed_in(dpo)
    page = client.get(reverse("consent:concerns")).content.decode()
    assert "Late by 20 days: it was to be acknowledged and answered by" in page
    assert page.index("Late by 20 days") < page.index("Closed on")
    today = client.get("/").content.decode()
    assert "Overdue: 1" in today and "concern is late" in today


def test_its_owner_is_told_and_finds_it_on_today_and_a_new_owner_after_them(case, worker, dpo, signed_in):
    one = raised(case, worker, owner=worker.staff)
    other = worker_on(case)
    page = signed_in(worker).get("/").content.decode()
    assert "Acknowledge and answer a concern" in page and reverse("consent:concern", args=[one.pk]) in page
    assert "answer a concern" not in signed_in(other).get("/").content.decode()
    with as_(dpo):
        concerns.hand_over(one, owner=other.staff, because="Knows the school.", by=dpo)
    assert [row.user for row in Notification.objects.filter(kind="concern.given")] == [other]
    for person, there in ((other, True), (worker, False)):
        with as_(person):
            due = {row.owner for row in concerns.seen_by(person).filter(owner=person)}
        assert bool(due) is there
    with as_(worker), pytest.raises(Forbidden):
        concerns.hand_over(one, owner=worker.staff, because="Mine.", by=worker)


def test_an_owner_who_left_the_family_no_longer_reads_it(case, worker, dpo):
    stranger = somebody("practitioner", team=TeamFactory())
    one = ConcernFactory(case=case, owner=stranger)
    with as_(stranger):
        assert not concerns.seen_by(stranger).exists() and not Concern.objects.exists()
        assert not concerns.answers_for(one, stranger)


def test_without_a_case_its_owner_reads_and_answers_it(dpo):
    manager = somebody("team_manager", team=TeamFactory())
    with as_(dpo):
        one = concerns.record(None, received_on=clock.today(), by=dpo, owner=manager.staff, **SAID)
    with as_(manager):
        answered = concerns.answer(one, words="Told her.", on=clock.today(), settled=True, by=manager)
    assert answered.closed_on == clock.today()


def test_to_the_dpo_the_case_s_page_names_nobody(case, worker, dpo, signed_in):
    raised(case, worker)
    page = signed_in(dpo).get(reverse("consent:privacy", args=[case.reference])).content.decode()
    assert "Concern of" in page and "Perpetua" not in page
