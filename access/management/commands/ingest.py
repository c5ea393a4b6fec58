"""`manage.py ingest`: bring events of the local audit file into the database. The worker does it by itself at every tick."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from access.audit import ingest


class Command(BaseCommand):
    help = "Bring the events of the local audit file into the database; safe to repeat."

    def handle(self, *args: Any, **options: Any) -> None:
        brought = ingest.ingest()
        if strange := ingest.strange():
            raise CommandError(
                f"{brought} events are in the database; {strange} lines are no events of this program: look at them"
            )
        self.stdout.write(f"{brought} events are in the database; the file goes when each has its number")
