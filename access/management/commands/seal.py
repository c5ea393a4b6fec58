"""`manage.py seal`: number, chain and anchor what waits. The worker does it by itself at every tick."""

from typing import Any

from django.core.management.base import BaseCommand

from access import nightly
from access.audit import sealing


class Command(BaseCommand):
    help = "Number and chain what waits for it, and anchor it outside the database; safe to repeat."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{sealing.seal()} rows got their number")
        nightly.anchor()
