"""`manage.py load_policy`: the notice in force as rows, so that foreign keys hold disclosures to it. Safe to repeat."""

from typing import Any

from django.core.management.base import BaseCommand

from access import notice


class Command(BaseCommand):
    help = "Write the notice in force and the pairs that it allows as rows."

    def handle(self, *args: Any, **options: Any) -> None:
        row = notice.store(notice.base())
        self.stdout.write(f"{row}: {row.pairs.count()} pairs of recipient and purpose")
