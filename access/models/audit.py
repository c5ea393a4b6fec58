"""The audit that can be trusted: a digest of every version, security events, and the chain that holds all streams together.

Nothing here names a family. The tables are filled by the database's own functions (earlyhelp/database/audit.sql); no login that
serves may write them. `tx` is the transaction that wrote the row: the sealer knows by it what it has seen.
"""

from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models

from access.models.readings import EventQuerySet
from access.records import uuid7


class Shape(models.Model):
    """The columns of a table as digests take them. A table that gains a column gets a new shape; older digests keep theirs."""

    id = models.AutoField(primary_key=True)
    table_name = models.CharField(max_length=63)
    columns = ArrayField(models.CharField(max_length=63))
    is_stream = models.BooleanField(help_text="a table whose rows the sealer numbers; otherwise one of versions")
    record = models.CharField(max_length=63, blank=True, help_text="the table that the versions are of")
    key = models.CharField(max_length=63, blank=True, help_text="its key")
    told = ArrayField(
        models.CharField(max_length=63), default=list, help_text="its columns of which every change is a version"
    )
    salted_by = models.CharField(
        max_length=63, blank=True, help_text="the column that says whose salt the digest takes"
    )

    def __str__(self) -> str:
        return f"{self.table_name} {self.pk}"


class Subject(models.Model):
    """The salt of one case, family or person, and the pseudonym that the ledger knows it by. Destroyed with it."""

    pseudonym = models.UUIDField(primary_key=True)
    subject = models.UUIDField(unique=True)
    salt = models.BinaryField()

    def __str__(self) -> str:
        return str(self.pseudonym)


class Change(models.Model):
    """The ledger's row for one version: which table, which version, what was done, by whom, and a salted digest of it."""

    id = models.UUIDField(primary_key=True, help_text="made of shape and version, so that no version is in here twice")
    shape_key = models.IntegerField()
    version = models.BigIntegerField()
    operation = models.CharField(max_length=1, help_text="+ ~ - as in the history; = taken up from before")
    digest = models.BinaryField()
    actor_key = models.BigIntegerField(null=True)
    pseudonym = models.UUIDField(null=True)
    machine_at = models.DateTimeField()
    tx = models.BigIntegerField()

    class Meta:
        indexes = [models.Index(fields=["tx"], name="changes_by_tx")]

    def __str__(self) -> str:
        return f"{self.shape_key}/{self.version}"


class SecurityEvent(models.Model):
    """Somebody signed in or failed to, a right or a setting changed, a file was taken away. Written by the audit login alone."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    at = models.DateTimeField(help_text="business time")
    machine_at = models.DateTimeField(help_text="wall clock, as the web process saw it")
    kind = models.CharField(max_length=30)
    outcome = models.CharField(max_length=20)
    user_key = models.BigIntegerField(null=True)
    user_name = models.CharField(max_length=120, blank=True)
    about_key = models.BigIntegerField(null=True, help_text="the account that it is about, where another")
    about_name = models.CharField(max_length=120, blank=True)
    address = models.CharField(max_length=45, blank=True, help_text="where the browser was: an IP address")
    because = models.CharField(max_length=200, blank=True)
    mac = models.CharField(max_length=64, blank=True)
    tx = models.BigIntegerField(default=0)

    objects: ClassVar[Any] = EventQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["-at"], name="security_newest"),
            models.Index(fields=["user_key", "-at"], name="security_by_user"),
            models.Index(fields=["tx"], name="security_by_tx"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.outcome}"


class Destruction(models.Model):
    """A pseudonym whose versions went with a certificate. Without such a row, a version that is missing was tampered with."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    pseudonym = models.UUIDField(db_index=True)
    certificate = models.UUIDField()
    machine_at = models.DateTimeField()
    tx = models.BigIntegerField()

    class Meta:
        indexes = [models.Index(fields=["tx"], name="destructions_by_tx")]

    def __str__(self) -> str:
        return str(self.pseudonym)


class Seal(models.Model):
    """One row of any stream, numbered without gaps and chained to the one before. Written by the sealing function alone."""

    number = models.BigIntegerField(primary_key=True)
    shape_key = models.IntegerField()
    key = models.UUIDField(unique=True)
    digest = models.BinaryField()
    chain = models.BinaryField()
    sealed_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.number)


class Sealing(models.Model):
    """Where the sealer stands: every row that a transaction before `horizon` wrote has its number. One row."""

    only_one = models.BooleanField(primary_key=True, default=True)
    cluster = models.BigIntegerField(help_text="numbers of transactions count in this cluster alone")
    horizon = models.BigIntegerField()

    def __str__(self) -> str:
        return str(self.horizon)


class AuditCheck(models.Model):
    """What the last verifications found."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    checked_at = models.DateTimeField()
    whole = models.BooleanField()
    rows = models.BigIntegerField()
    findings = models.PositiveIntegerField()
    first_finding = models.CharField(max_length=300, blank=True)

    class Meta:
        indexes = [models.Index(fields=["-checked_at"], name="newest_check")]

    def __str__(self) -> str:
        return f"{self.findings} in {self.rows}"
