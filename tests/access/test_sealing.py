"""The sealer numbers what committed, whatever the order; anchors tell the outside; two of each do no harm."""

import json
import threading
from datetime import timedelta

import pytest
from django.db import connection, connections, transaction

from access.audit import anchors, sealing
from access.models import AccessEvent, Change, Seal, Sealing
from access.readings import record_reading
from access.records import acting
from cases.models import Person
from tests.access.chained import superuser
from tests.factories import PersonFactory, installation

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("real")]


def numbers():
    return list(Seal.objects.order_by("number").values_list("number", flat=True))


def test_numbers_have_no_gaps_and_every_row_has_one():
    people = [PersonFactory() for _ in range(3)]
    record_reading("list", by=None, route="cases:cases")
    sealing.seal()
    assert numbers() == list(range(1, len(numbers()) + 1))
    assert set(Change.objects.values_list("pk", flat=True)) | set(
        AccessEvent.objects.values_list("pk", flat=True)
    ) <= set(Seal.objects.values_list("key", flat=True))
    assert sealing.seal() == 0
    assert len(people) == Person.history.count()


def test_what_began_first_and_committed_last_is_not_passed_over():
    """A transaction that writes, then lets another overtake and be sealed, and commits only then."""
    written, sealed = threading.Event(), threading.Event()

    def slow():
        with transaction.atomic():
            PersonFactory(full_name="Began First")
            written.set()
            assert sealed.wait(20)
        connections["default"].close()

    thread = threading.Thread(target=slow)
    thread.start()
    assert written.wait(20)
    PersonFactory(full_name="Overtook")
    assert sealing.seal() > 0
    before = len(numbers())
    sealed.set()
    thread.join()
    assert sealing.seal() == 1
    assert numbers() == list(range(1, before + 2))


def test_what_was_rolled_back_leaves_no_gap():
    PersonFactory()
    with pytest.raises(RuntimeError), transaction.atomic():
        PersonFactory()
        raise RuntimeError
    PersonFactory()
    sealing.seal()
    assert numbers() == list(range(1, len(numbers()) + 1))


def test_two_sealers_at_once_seal_each_row_once():
    with acting(installation(), "many"):
        Person.objects.bulk_create([Person(full_name=f"Person {n}") for n in range(500)])
    sealed = []

    def run():
        sealed.append(sealing.seal())
        connections["default"].close()

    threads = [threading.Thread(target=run) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    sealed.append(sealing.seal())
    assert sum(sealed) == len(numbers()) == Seal.objects.values("key").distinct().count() >= 500
    assert numbers() == list(range(1, len(numbers()) + 1))


def test_while_one_seals_another_finds_nothing_to_do(real):
    """The first has not committed: the second neither waits for it nor takes the same numbers."""
    PersonFactory()
    with superuser(real) as first:
        with first.transaction():
            assert first.execute("SELECT earlyhelp_seal(100)").fetchone()[0] > 0
            with connection.cursor() as cursor:
                cursor.execute("SET statement_timeout = '3s'")
            assert sealing.seal() == 0
    assert numbers() == list(range(1, len(numbers()) + 1))


def test_a_backlog_is_worked_off_in_portions(monkeypatch):
    monkeypatch.setattr(sealing, "AT_ONCE", 7)
    with acting(installation(), "many"):
        Person.objects.bulk_create([Person(full_name=f"Person {n}") for n in range(40)])
    assert sealing.seal() >= 40
    assert numbers() == list(range(1, len(numbers()) + 1))


def test_in_another_cluster_everything_is_looked_through_once():
    PersonFactory()
    sealing.seal()
    Sealing.objects.update(cluster=1, horizon=10**15)
    PersonFactory()
    assert sealing.seal() == 1
    assert sealing.seal() == 0


def test_how_far_behind_the_sealer_is_can_be_asked():
    assert sealing.seal() >= 0
    assert sealing.behind() == timedelta(0)
    PersonFactory()
    assert timedelta(0) < sealing.behind() < sealing.LATE


# --- anchors -------------------------------------------------------------------------------------------------------------------------


def test_an_anchor_says_how_much_is_chained_and_where_the_chain_stands(settings, monkeypatch):
    PersonFactory()
    sealing.seal()
    assert anchors.drop()
    newest = Seal.objects.order_by("number").last()
    (anchor,) = anchors.read()
    assert (anchor.number, anchor.chain) == (newest.number, bytes(newest.chain).hex())
    assert settings.AUDIT_ANCHOR.stat().st_mode & 0o777 == 0o600


def test_there_is_one_a_minute_and_one_an_hour_while_nothing_happens(monkeypatch):
    PersonFactory()
    sealing.seal()
    assert anchors.drop()
    PersonFactory()
    sealing.seal()
    assert not anchors.drop()
    monkeypatch.setattr(anchors, "EVERY", timedelta(0))
    assert anchors.drop()
    assert not anchors.drop()
    monkeypatch.setattr(anchors, "QUIET", timedelta(0))
    assert anchors.drop()


def test_the_anchor_goes_into_the_log_too_so_that_it_leaves_the_machine(caplog):
    PersonFactory()
    sealing.seal()
    with caplog.at_level("INFO", "access.audit.anchors"):
        anchors.drop()
    (record,) = [one for one in caplog.records if one.message == "audit.anchored"]
    assert (record.number, record.chain) == (anchors.read()[0].number, anchors.read()[0].chain)


def test_a_line_that_was_never_finished_is_passed_over(settings, monkeypatch):
    monkeypatch.setattr(anchors, "QUIET", timedelta(0))
    PersonFactory()
    sealing.seal()
    anchors.drop()
    with settings.AUDIT_ANCHOR.open("a") as file:
        file.write('{"at": "2026-')
    anchors.drop()
    assert len(anchors.read()) == 2


def test_anchors_hold_numbers_and_digests_alone(settings):
    PersonFactory(full_name="Canary Quillfeather")
    sealing.seal()
    anchors.drop()
    assert set(json.loads(settings.AUDIT_ANCHOR.read_text())) == {"kind", "number", "chain", "horizon", "at", "mac"}


def test_the_worker_does_all_of_it_at_its_tick(settings):
    from access import jobs

    PersonFactory()
    with connection.cursor() as cursor:
        cursor.execute("SET ROLE earlyhelp_worker")
        assert {"audit.seal", "audit.anchor", "audit.ingest"} <= set(jobs.run_due())
        cursor.execute("RESET ROLE")
    assert Seal.objects.exists()
    assert anchors.read()
