"""Files are looked through for viruses: before they are stored where the scanner answers, before they open where it did not."""

import pytest
from django.core.checks import run_checks

from access import outbox
from access.errors import Refused
from access.models import OutboxMessage
from cases.models import StoredFile
from cases.models.documents import Scan
from cases.operations import documents, scanner
from tests.cases.handing_in import EICAR, TEXT, a_scanner, add, on_the_disk, text_of, url
from tests.conftest import as_robot
from tests.factories.working_day import document


def test_what_the_scanner_finds_is_refused_and_not_stored(case, worker, settings):
    with a_scanner(settings) as server:
        assert add(case, worker).file.scan == Scan.CLEAN
        with pytest.raises(Refused, match="A virus was found in this file"):
            add(case, worker, EICAR)
    assert server.seen == [TEXT, EICAR] and len(on_the_disk(settings)) == 1


def test_while_the_scanner_is_down_it_waits_and_opens_when_it_was_looked_through(case, worker, signed_in, settings):
    settings.VIRUS_SCANNER = "tcp:127.0.0.1:1"
    made, client = add(case, worker), signed_in(worker)
    assert made.file.scan == Scan.WAITING
    assert "when it has been checked for viruses" in text_of(client.get(url(made), follow=True))
    with as_robot():
        outbox.work_off()
    assert OutboxMessage.objects.get(kind=documents.LOOK).done_at is None
    with a_scanner(settings), as_robot():
        outbox.work_off()
    assert OutboxMessage.objects.get(kind=documents.LOOK).done_at
    assert StoredFile.objects.get().scan == Scan.CLEAN
    assert client.get(url(made)).content == TEXT


def test_a_virus_that_is_found_later_destroys_the_file(case, worker, signed_in, settings):
    made = document(case, EICAR, scan="waiting")
    with a_scanner(settings), as_robot():
        assert documents.look_through_all() == 1
    stored = StoredFile.objects.get()
    assert (stored.scan, stored.found) == (Scan.INFECTED, "Eicar-Signature")
    assert on_the_disk(settings), "it goes once that stands in the database, not before"
    with as_robot():
        outbox.work_off()
    assert not on_the_disk(settings)
    assert "A virus was found in it" in text_of(signed_in(worker).get(url(made), follow=True))


def test_where_a_scanner_comes_what_was_stored_before_is_shut_until_it_was_looked_through(
    case, worker, signed_in, settings
):
    made, client = add(case, worker), signed_in(worker)
    assert client.get(url(made)).status_code == 200
    with a_scanner(settings):
        assert client.get(url(made)).status_code == 302
        with as_robot():
            assert documents.look_through_all() == 1
        assert client.get(url(made)).content == TEXT


def test_one_file_that_gets_no_answer_keeps_no_other_waiting(case, worker, settings, monkeypatch):
    """Seen to fail: everything behind it waited night after night."""
    files_of = [document(case, words, scan="waiting") for words in (b"First.", b"Second.", b"Third.")]
    asked = scanner.scan

    def scan(data):
        if data == b"First.":
            raise scanner.NoAnswer
        return asked(data)

    monkeypatch.setattr(scanner, "scan", scan)
    with a_scanner(settings), as_robot(), pytest.raises(scanner.NoAnswer):
        documents.look_through_all()
    scans = [StoredFile.objects.get(document=one).scan for one in files_of]
    assert scans == [Scan.WAITING, Scan.CLEAN, Scan.CLEAN]


def test_where_nobody_is_there_to_ask_only_the_first_is_asked_about(case, settings, monkeypatch):
    """Each would wait twenty seconds for a scanner that hangs."""
    asked = []
    monkeypatch.setattr(scanner, "_connect", lambda: asked.append(1) or (_ for _ in ()).throw(OSError))
    settings.VIRUS_SCANNER = "tcp:127.0.0.1:1"
    for words in (b"First.", b"Second."):
        document(case, words, scan="waiting")
    with as_robot(), pytest.raises(scanner.ScannerDown):
        documents.look_through_all()
    assert asked == [1]


@pytest.mark.parametrize(
    "says", [b"INSTREAM size limit exceeded. ERROR\0", b"stream: O", b"stream: OK FOUND ERROR\0", b"OK\0", b"\0"]
)
def test_half_an_answer_is_none(says, settings):
    with a_scanner(settings, says), pytest.raises(scanner.ScannerDown):
        scanner.scan(TEXT)


def test_the_check_before_going_live_warns_where_nothing_is_scanned(db, settings):
    warned = {one.id for one in run_checks(include_deployment_checks=True) if one.id == "access.W001"}
    settings.VIRUS_SCANNER = "unix:/run/clamav/clamd.ctl"
    assert warned and not {one.id for one in run_checks(include_deployment_checks=True) if one.id == "access.W001"}
