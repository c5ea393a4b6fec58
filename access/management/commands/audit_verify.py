"""`manage.py audit_verify [--all]`: does the audit hold? Ends non-zero where it does not, and names the first bad row."""

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from access.audit import checking

SHOWN = 50  # after a cut at the start every anchor differs, and the first few say it all


class Command(BaseCommand):
    help = (
        "Verify the audit: what came since it was last verified, or with --all every row, anchor, version and record."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--all", action="store_true", help="from the first row on, and every record too")

    def handle(self, *args: Any, **options: Any) -> None:
        result = checking.check(whole=options["all"])
        for finding in result.findings[:SHOWN]:
            self.stdout.write(str(finding))
        self.stdout.write(result.words)
        if result.findings:
            sys.exit(1)
