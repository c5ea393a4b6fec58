"""`manage.py check --deploy --database default`: what production must not start without."""

from typing import Any

from django.conf import settings
from django.core import checks
from django.db import connections

from earlyhelp.database import as_built, history, moved, rights


@checks.register(checks.Tags.database, deploy=True)  # deploy: so that it does not block the migrate that mends it
def the_database_holds_its_part(app_configs: Any, databases: Any, **kwargs: Any) -> list[checks.CheckMessage]:
    """History, row security and rights are as the code says."""
    found: list[checks.CheckMessage] = []
    for using in databases or []:
        with connections[using].cursor() as cursor:
            found += [
                checks.Error(f"{label}: its history is missing, off or old", hint="migrate", id="database.E001")
                for label in history.without_history(using)
            ]
            found += [checks.Error(line, hint="migrate", id="database.E002") for line in as_built.faults(cursor)]
            found += [checks.Error(line, hint="migrate", id="database.E003") for line in rights.differences(cursor)]
        if settings.PRODUCTION and moved.clock_was_moved():
            found.append(checks.Error("the business clock was moved: this is a demo's database", id="database.E004"))
    return found
