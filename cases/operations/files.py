"""Files on the disk: each sealed with a key of its own, which lies in its row, sealed by FILE_KEYS (newest first).

With the row its key is gone, and with the key the file, in whatever copy of the disk it lies. A file is written before the commit that
names it; one that no row names is swept away at night. FILES is no folder that a web server knows.
"""

import hashlib
import logging
import os
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from uuid import UUID

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings

from access import outbox
from access.jobs import robot
from access.records import as_key
from cases.models import StoredFile
from cases.models.documents import Scan

logger = logging.getLogger(__name__)
PURGE = "file.purge"  # kind of message: the file with this name goes
UNNAMED_FOR = 48 * 3600  # seconds (machine time) before a file without a row is swept: a commit takes moments
AT_ONCE = 500


class NotReadable(Exception):
    """The file is gone, was changed, or no key of ours opens it."""


def put(place: UUID, content: bytes) -> str:
    """Write a file under its random name, and return its sealed key. It is on the disk when this returns."""
    key, path = Fernet.generate_key(), path_of(place)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(Fernet(key).encrypt(content))
        file.flush()
        os.fsync(file.fileno())
    _settle(path.parent)
    return _box().encrypt(key).decode()


def read(stored: StoredFile) -> bytes:
    """What was put. Raises NotReadable; a file that was exchanged for another of ours is noticed too."""
    try:
        key = _box().decrypt(stored.sealed_key.encode())
        content = Fernet(key).decrypt(path_of(stored.place).read_bytes())
    except (OSError, InvalidToken, ValueError) as error:
        logger.error("file.unreadable", extra={"stored": str(stored.pk), "error": type(error).__name__})
        raise NotReadable from error
    if hashlib.sha256(content).hexdigest() != stored.digest:
        logger.error("file.changed", extra={"stored": str(stored.pk)})
        raise NotReadable
    return content


def path_of(place: UUID) -> Path:
    return Path(settings.FILES) / place.hex[:2] / place.hex


def purge_with(case: UUID) -> int:
    """Leave word, in the transaction that destroys a case, that its files go. Returns how many there are."""
    places = list(StoredFile.objects.filter(case_id=case).order_by("pk").values_list("place", flat=True))
    for place in places:
        outbox.leave(PURGE, place)
    return len(places)


@outbox.handles(PURGE)
def purge(place: UUID | None) -> None:
    """Take a file away. Safe to repeat, and nothing happens to one that a row still names as a file that may be opened."""
    if place and not StoredFile.objects.filter(place=place).exclude(scan=Scan.INFECTED).exists():
        path_of(place).unlink(missing_ok=True)


def destroy(stored: StoredFile) -> None:
    """Leave word, in the transaction that says that a virus was found in it, that the file of a row goes."""
    outbox.leave(PURGE, stored.place)


def sweep() -> int:
    """Take away what no row names: of uploads that were broken off, and of purges that were lost. Returns how many."""
    gone, before = 0, time.time() - UNNAMED_FOR
    for some in _in_portions(before):
        named = set(StoredFile.objects.filter(place__in=list(some)).values_list("place", flat=True))
        for place in some.keys() - named:
            some[place].unlink(missing_ok=True)
            gone += 1
    return gone


def seal_anew() -> int:
    """Seal with the newest of FILE_KEYS what an older one sealed, so that the older can be taken out. Returns how many."""
    newest, done = Fernet(settings.FILE_KEYS[0]), 0
    for stored in StoredFile.objects.order_by("pk").iterator(chunk_size=AT_ONCE):
        try:
            newest.decrypt(stored.sealed_key.encode())
        except InvalidToken:
            with suppress(InvalidToken):  # one that no key opens is found when somebody opens it, and said in the log
                stored.sealed_key = _box().rotate(stored.sealed_key.encode()).decode()
                stored.write(by=robot(), because="sealed with the newest key")
                done += 1
    return done


def _in_portions(before: float) -> Iterator[dict[UUID, Path]]:
    """The files that were written before a moment (seconds), by name, some hundred at a time. What has another name is not ours."""
    some: dict[UUID, Path] = {}
    for path in Path(settings.FILES).glob("??/*"):
        place = as_key(path.name)
        with suppress(FileNotFoundError):
            if place and path.lstat().st_mtime < before:
                some[place] = path
        if len(some) >= AT_ONCE:
            yield some
            some = {}
    if some:
        yield some


def _box() -> MultiFernet:
    return MultiFernet([Fernet(key) for key in settings.FILE_KEYS])


def _settle(folder: Path) -> None:
    """The name of a file is on the disk only when its folder is."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
