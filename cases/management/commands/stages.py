"""`manage.py stages`: draw docs/stages.md from the table of legal moves. `--check` compares and changes nothing."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from cases.stages import drawing


class Command(BaseCommand):
    help = "Draw docs/stages.md from cases/stages.py."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="fail if the drawing is not the table's")

    def handle(self, *args: Any, **options: Any) -> None:
        page = settings.BASE_DIR / "docs" / "stages.md"
        if not options["check"]:
            page.write_text(drawing())
        elif not page.exists() or page.read_text() != drawing():
            raise CommandError("docs/stages.md is not what cases/stages.py says: run make stages and commit it.")
        self.stdout.write("docs/stages.md is what cases/stages.py says.")
