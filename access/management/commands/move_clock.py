"""`manage.py move_clock DATE`: move a demo's business time forward. Recorded; production has no such clock."""

from datetime import date, datetime, time
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import Error, connection

from access.clock import UK, now


class Command(BaseCommand):
    help = "Move the demo's business time forward to DATE (YYYY-MM-DD), eight in the morning."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("date", type=date.fromisoformat)
        parser.add_argument("--because", default="a move of the demo's clock")

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.PRODUCTION:
            raise CommandError("The clock of a production service does not move.")
        target = datetime.combine(options["date"], time(8), UK)
        before = now()
        if target <= before:
            raise CommandError(f"The clock moves forward only: it is {before:%-d %B %Y, %-H:%M} already.")
        try:
            with connection.cursor() as cursor:
                cursor.execute("SELECT earlyhelp_move_clock(%s, %s)", [target, options["because"]])
        except Error as error:
            raise CommandError(f"The database refused: {error}") from error
        self.stdout.write(f"Business time is now {now():%-d %B %Y, %-H:%M}.")
