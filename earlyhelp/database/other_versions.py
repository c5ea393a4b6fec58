"""A database that another version of Early Help has migrated is left alone: what it holds is not what this one's migrations make."""

from django.core.management.base import CommandError
from django.db import connections
from django.db.migrations.loader import MigrationLoader

ROOMS = ("access", "cases", "consent", "sharing", "retention")
REFUSED = (
    "This database was migrated by another version of Early Help: it names {names}, which this version does not have. "
    "Run the version that it belongs to. A demo is made anew in an empty folder (another DATA=, or “make demo-reset”)."
)


def refuse_another_version(using: str) -> None:
    """Raise CommandError where the database records a migration of ours that is not there. Runs before every migrate."""
    loader = MigrationLoader(connections[using])
    unknown = sorted(key for key in loader.applied_migrations.keys() - loader.disk_migrations.keys() if key[0] in ROOMS)
    if unknown:
        raise CommandError(REFUSED.format(names=", ".join(f"{room}.{name}" for room, name in unknown[:3])))
