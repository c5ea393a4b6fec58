"""`manage.py make_demo`: the invented council and its families. SCALE= times three hundred families; 0 for five."""

import os
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from earlyhelp.demo.making import InventedCouncil, already_made


class Command(BaseCommand):
    help = "Make the demo's invented council. Does nothing where it is there already."

    def handle(self, *args: Any, **options: Any) -> None:
        if already_made():
            self.stdout.write("The invented council is there already.")
            return
        settings.DATA.mkdir(parents=True, exist_ok=True)
        InventedCouncil(settings.DATA / "sign-ins.tsv").make(int(os.environ.get("SCALE") or 1))
        self.stdout.write("The invented council is made.")
