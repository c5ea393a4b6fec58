"""Hand documents in, open them, withdraw them. A document is never edited: a better one is another document."""

import hashlib
from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from django.contrib.postgres.expressions import ArraySubquery
from django.db import transaction
from django.db.models import OuterRef, QuerySet

from access import clock, outbox
from access.errors import Refused, need_reason
from access.grants import require
from access.jobs import robot
from access.models import User
from cases.models import Case, Document, DocumentPerson, Person, StoredFile
from cases.models.documents import FileKind, Scan
from cases.operations import contents, days, families, files, scanner
from cases.operations.asking import Asking
from cases.operations.contents_refused import FIELD
from cases.operations.work import require_open

WHAT = "contact_records"  # the class of information that a document is kept as
LOOK = "file.scan"  # kind of message: the file of this row waits for the scanner
TYPES = {
    FileKind.PDF: "application/pdf",
    FileKind.JPEG: "image/jpeg",
    FileKind.PNG: "image/png",
    FileKind.WORD: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    FileKind.TEXT: "text/plain; charset=utf-8",
}
VIRUS = "A virus was found in this file, so it was not stored. Do not open it, and tell your IT service."


def add(
    case: Case,
    *,
    title: str,
    dated_on: date,
    about: Sequence[Person],
    data: bytes,
    by: User,
    key: UUID,
    sensitive: bool = False,
) -> Document:
    """Hand a document in to an open case. `key` becomes its own: sent twice it is made once.

    The file is looked through before the case is locked. Raises Refused, with a sentence for whoever chose the file.
    """
    case = Case.objects.get(pk=case.pk)  # as it stands, whatever has happened since the page read it
    require(by, "cases.work_case", case)
    if there := Document.objects.filter(pk=key, case=case).first():
        return there
    require_open(case)
    _check(case, title, dated_on, about)
    kind, content = contents.checked(data)
    scan = _scanned(content)
    with transaction.atomic():
        case = Case.objects.for_change().get(pk=case.pk)
        require(by, "cases.work_case", case)
        if there := Document.objects.filter(pk=key, case=case).first():
            return there
        require_open(case)
        said = {"title": title.strip(), "dated_on": dated_on, "sensitive": sensitive}
        return _write(case, key, about, (kind, content, scan), by=by, **said)


@transaction.atomic
def withdraw(document: Document, *, because: str, by: User) -> Document:
    """Take a document out of use: it stays in the list with the reason, and opens no more. Closed cases too: mistakes are found late."""
    case = Case.objects.for_change().get(pk=document.case_id)
    require(by, "cases.work_case", case)
    need_reason(because, "Write why it is withdrawn.")
    document = Document.objects.for_change().get(pk=document.pk, case=case)
    if document.withdrawn_at:
        raise Refused("This document has been withdrawn already.")
    document.withdrawn_at, document.withdrawn_by, document.because = clock.now(), by, because
    return document.write(by=by, because=because)


def why_shut(document: Document) -> str:
    """Why the file of a document does not open, as a sentence; an empty string where it does."""
    scan = document.file.scan
    if document.withdrawn_at:
        return "It was withdrawn, so it cannot be opened any more."
    if scan == Scan.INFECTED:
        return "A virus was found in it, so the file was destroyed."
    if scan != Scan.CLEAN and scanner.is_configured():
        return "It can be opened when it has been checked for viruses."
    return ""


def name_of(document: Document) -> str:
    """What its file is called when it is saved: the case, the day and the kind. No word that somebody typed, and nobody's name."""
    return f"{document.case.reference}-{document.dated_on.isoformat()}.{_ending(document.file.kind)}"


def of_case(case: Case) -> "QuerySet[Document]":
    """The documents of a case, newest day first; each with its file, who handed it in, and whom it is `about`."""
    about = DocumentPerson.objects.filter(document=OuterRef("pk")).order_by("pk").values("person__full_name")
    found = case.documents.select_related("file", "uploaded_by", "withdrawn_by").annotate(about=ArraySubquery(about))
    return found.order_by("-dated_on", "-pk")


@outbox.handles(LOOK)
def look_through(key: UUID | None) -> None:
    """What waits is scanned. Raises ScannerDown, so that it goes on waiting; safe to repeat."""
    if key is None or not scanner.is_configured():
        return
    with transaction.atomic():
        waits = StoredFile.objects.for_change().filter(pk=key, scan__in=(Scan.WAITING, Scan.NOT_SCANNED)).first()
        if waits is None:
            return
        try:
            answer = scanner.scan(files.read(waits))
        except files.NotReadable:
            return  # said in the log; the page says that it is not checked
        waits.scan, waits.scanned_at, waits.found = Scan.CLEAN, clock.now(), answer.found
        if answer.found:
            waits.scan = Scan.INFECTED
        waits.write(by=robot(), because="looked through for viruses")
        if answer.found:
            files.destroy(waits)


def look_through_all() -> int:
    """At night, whatever is not scanned yet and could be. Returns how many files were looked at.

    One that the scanner gives no answer about keeps no other waiting; at the end NoAnswer says so, and the job has failed. Where nobody
    is there to ask ScannerDown ends it at the first.
    """
    if not scanner.is_configured():
        return 0
    waiting = StoredFile.objects.filter(scan__in=(Scan.WAITING, Scan.NOT_SCANNED)).order_by("pk")
    keys = list(waiting.values_list("pk", flat=True))
    unanswered: list[scanner.NoAnswer] = []
    for key in keys:
        try:
            look_through(key)
        except scanner.NoAnswer as nothing:
            unanswered.append(nothing)
    if unanswered:
        raise unanswered[0]
    return len(keys)


def _check(case: Case, title: str, dated_on: date, about: Sequence[Person]) -> None:
    if not title.strip():
        raise Refused("Write what the document is.", "title")
    if dated_on > clock.today():
        raise Refused("The day of the document must not be in the future.", "dated_on")
    births = families.births(case)
    days.check_event(dated_on, births.values(), "dated_on")
    if not about or any(one.pk not in births for one in about):
        raise Refused("Choose people of this family.", "about")
    if Asking(case).covering_anybody(WHAT) is None:
        raise Refused("The privacy notice in force does not list what documents hold, so none can be handed in.", FIELD)


def _scanned(content: bytes) -> Scan:
    """How far the virus check is. Raises Refused where something was found."""
    if not scanner.is_configured():
        return Scan.NOT_SCANNED
    try:
        answer = scanner.scan(content)
    except scanner.ScannerDown:
        return Scan.WAITING
    if answer.found:
        raise Refused(VIRUS, FIELD)
    return Scan.CLEAN


def _write(
    case: Case, key: UUID, about: Sequence[Person], file: tuple[FileKind, bytes, Scan], *, by: User, **said: Any
) -> Document:
    """The rows, and the file before them: what is not committed leaves a file that nobody can open and the night sweeps."""
    why, now, place, (kind, content, scan) = "document added", clock.now(), uuid4(), file
    document = Document(id=key, case=case, uploaded_at=now, uploaded_by=by, **said).write(by=by, because=why)
    for person in about:
        DocumentPerson(case=case, document=document, person=person).write(by=by, because=why)
    stored = StoredFile(
        case=case,
        document=document,
        place=place,
        sealed_key=files.put(place, content),
        kind=kind,
        size=len(content),
        digest=hashlib.sha256(content).hexdigest(),
        scan=scan,
        scanned_at=now if scan == Scan.CLEAN else None,
    ).write(by=by, because=why)
    if scan == Scan.WAITING:
        outbox.leave(LOOK, stored.pk)
    case.refresh_from_db()
    case.changed_at = now
    case.write(by=by, because=why)
    return document


def _ending(kind: str) -> str:
    return "jpg" if kind == FileKind.JPEG else kind
