"""The files of a destroyed case go too: unreadable with its rows, taken away by the worker after the commit, counted in the certificate.

Seen to fail: without `purge_with` in the erasure; with `purge` that does not ask whether a row still names the file.
"""

import pytest
from cryptography.fernet import Fernet
from django.conf import settings as said

from access import clock, outbox
from access.models import OutboxMessage
from cases.models import StoredFile
from cases.operations import files
from retention.models import Certificate
from retention.operations import erasure
from tests.conftest import as_robot, become
from tests.factories.retention import closed_case, full_case, ripe
from tests.factories.working_day import document
from tests.retention.disposing import tick

pytestmark = [pytest.mark.usefixtures("council"), pytest.mark.slow]


def names(settings):
    return {path.name for path in settings.FILES.rglob("*") if path.is_file()}


def test_the_files_of_a_case_go_after_it_and_the_certificate_counts_them(settings):
    case = full_case()
    document(case, b"Another letter.")
    gone = {one.place.hex: one for one in StoredFile.objects.filter(case=case)}
    other = document(closed_case_of_today())
    ripe()
    tick()
    become("owner")
    assert not StoredFile.objects.filter(case_id=case.pk).exists()
    assert Certificate.objects.get(case_reference=case.reference).rows["cases_storedfile"]["rows"] == len(gone) == 2
    assert names(settings) == {*gone, other.file.place.hex}  # the second phase is the worker's
    for _ in range(2):
        with as_robot():
            outbox.work_off()
    assert names(settings) == {other.file.place.hex}
    assert OutboxMessage.objects.filter(kind=files.PURGE, done_at=None).count() == 0


def test_between_the_two_phases_no_key_of_ours_opens_a_file(settings):
    """Its own key went with the row: what lies on the disk, or on a copy of it, is noise."""
    case = full_case()
    (one,) = StoredFile.objects.filter(case=case)
    ripe()
    tick()
    lies = files.path_of(one.place).read_bytes()
    for key in said.FILE_KEYS:
        with pytest.raises(Exception, match="^$"):  # InvalidToken says nothing
            Fernet(key).decrypt(lies)


def test_a_destruction_that_is_undone_takes_no_file(settings, monkeypatch):
    case = full_case()
    before = names(settings)
    ripe()
    monkeypatch.setattr(erasure, "_settle_foreign_keys", lambda: 1 / 0)
    tick()
    monkeypatch.undo()
    with as_robot():
        outbox.work_off()
    assert names(settings) == before and StoredFile.objects.filter(case=case).exists()


def test_word_of_a_file_that_is_still_named_takes_nothing(settings):
    one = document(closed_case_of_today())
    with as_robot():
        files.purge(one.file.place)
        files.purge(None)
    assert names(settings) == {one.file.place.hex}


def closed_case_of_today():
    return closed_case(clock.today())
