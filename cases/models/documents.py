"""Documents of a case: what somebody handed in, said in words; and the file behind each, of which the words say nothing."""

from uuid import uuid4

from django.conf import settings
from django.db import models

from access.records import Record
from cases.models.case import Case
from cases.models.people import Person


class Document(Record):
    """A paper about a family. Never edited: one that is wrong is withdrawn with a reason, and another is handed in."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="documents")
    title = models.CharField("what it is", max_length=120)
    dated_on = models.DateField("the day that it is of")
    sensitive = models.BooleanField("sensitive", default=False)
    uploaded_at = models.DateTimeField("when it was handed in")
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    because = models.CharField("why it was withdrawn", max_length=300, blank=True)

    class Meta:
        indexes = [models.Index(fields=["case", "-dated_on", "-id"], name="documents_of_case")]
        constraints = [
            models.CheckConstraint(
                name="a_withdrawn_document_has_its_reason",
                condition=models.Q(withdrawn_at=None, withdrawn_by=None, because="")
                | models.Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False) & ~models.Q(because=""),
            )
        ]

    def __str__(self) -> str:
        return self.title


class DocumentPerson(Record):
    """Somebody of the family whom a document is about."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="document_people")
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="people")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="in_documents")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["document", "person"], name="in_a_document_once")]

    def __str__(self) -> str:
        return str(self.document_id)


class FileKind(models.TextChoices):
    """What a file is, by what stands in it. Neither its name nor the browser is asked."""

    PDF = "pdf", "PDF"
    JPEG = "jpeg", "Picture (JPEG)"
    PNG = "png", "Picture (PNG)"
    WORD = "docx", "Word document"
    TEXT = "txt", "Plain text"


class Scan(models.TextChoices):
    """Whether a file was looked through for viruses."""

    NOT_SCANNED = "not_scanned", "Not checked for viruses"
    WAITING = "waiting", "Waits to be checked for viruses"
    CLEAN = "clean", "Checked for viruses"
    INFECTED = "infected", "A virus was found: the file was destroyed"


class StoredFile(Record):
    """The file of a document. It lies sealed outside the database, and its own key lies sealed here: gone with the row.

    Apart from the document, so that the worker, who checks files at night, reads no word of what they are about.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="stored_files")
    document = models.OneToOneField(Document, on_delete=models.PROTECT, related_name="file")
    place = models.UUIDField("its random name on the disk", unique=True, default=uuid4, editable=False)
    sealed_key = models.CharField(max_length=200)
    kind = models.CharField(max_length=10, choices=FileKind)
    size = models.PositiveIntegerField(help_text="bytes, as they are handed out")
    digest = models.CharField(max_length=64, help_text="SHA-256 of the same")
    scan = models.CharField(max_length=20, choices=Scan)
    scanned_at = models.DateTimeField(null=True, blank=True)
    found = models.CharField("what the scanner calls it", max_length=120, blank=True)

    class Meta:
        indexes = [models.Index(fields=["scan", "id"], name="files_by_scan")]

    def __str__(self) -> str:
        return str(self.place)
