"""The name and place of this module are Django's: `ENGINE` with `.base` behind it."""

from types import SimpleNamespace

import psycopg
from django.db.backends.postgresql import base

from earlyhelp.database.patience import Patient


class DatabaseWrapper(base.DatabaseWrapper):
    """The same wrapper: only what it connects with is another."""

    Database = SimpleNamespace(**vars(psycopg) | {"connect": Patient.connect})  # type: ignore[assignment]  # a module in its own eyes
