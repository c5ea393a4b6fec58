"""A database whose audit is sealed and anchored, for tests that tamper with it as the bootstrap superuser would."""

from contextlib import contextmanager
from datetime import timedelta

import psycopg
from django.db import connection
from django.test import override_settings

from access import security
from access.audit import anchors, sealing, sinks
from access.readings import record_reading
from earlyhelp.database import roles
from tests import plugin
from tests.factories import CaseFactory, NoteFactory, installation, worker_on


def superuser(name):
    """As whoever runs the database server: no right, no row security and no trigger stands in the way."""
    url = plugin.os.environ["DATABASE_ADMIN_URL"]
    return psycopg.connect(roles.conninfo(url, dbname=name), autocommit=True)


@contextmanager
def looking_at(name, folder):
    """The settings and the connection of this database, with real commits; the files of this folder."""
    kept = connection.settings_dict["NAME"]
    connection.close()
    sinks.close()
    connection.settings_dict["NAME"] = name
    try:
        with override_settings(
            DATABASE_AUDIT_URL=plugin.url("audit", name),
            AUDIT_FILE=folder / "readings.jsonl",
            AUDIT_ANCHOR=folder / "anchors.jsonl",
        ):
            yield
    finally:
        connection.close()
        sinks.close()
        connection.settings_dict["NAME"] = kept


def anchor():
    """Seal what is there and anchor it, without waiting for the minute."""
    sealing.seal()
    every, anchors.EVERY = anchors.EVERY, timedelta(0)
    try:
        assert anchors.drop()
    finally:
        anchors.EVERY = every


def a_days_work(case, worker):
    """Versions, readings, security events and a refusal."""
    note = NoteFactory(case=case, text="the periwinkle kettle")
    record_reading("case_page", by=worker, route="cases:case", case=case, fields=["ethnicity"])
    record_reading("case_page", by=worker, route="cases:people", case=case)
    record_reading("list", by=worker, route="cases:cases", fields=[case.reference, "Łucja’s"])
    record_reading("case_page", by=worker, route="cases:case", outcome="refused", because="no grant")
    security.record("sign_in", by=worker)
    security.record("rights_changed", by=worker, about=installation(), because="roles: “hub”")
    return note


def first_stretch():
    """A case and a worker; a day's work, sealed and anchored."""
    case = CaseFactory()
    worker = worker_on(case)
    another_stretch(case, worker)
    return case, worker


def another_stretch(case, worker):
    a_days_work(case, worker)
    anchor()
