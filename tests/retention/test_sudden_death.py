"""A disposer that is killed at any step leaves a case whole or gone, and nothing of a destroyed family anywhere."""

import os
import random
import signal
import subprocess
import sys
import time
from datetime import UTC, date, datetime, timedelta

import psycopg
import pytest

from access.records import acting
from earlyhelp.database import roles
from retention.models import BatchItem, Certificate, LedgerEntry
from retention.operations.disposal_table import Fate, order
from retention.operations.ledger import Ledger
from tests import plugin
from tests.factories import NoteFactory, installation
from tests.factories.retention import change, full_case, past, readings, ripe

pytestmark = pytest.mark.slow

STEPS = [
    "claimed",
    "locked",
    "checked again",
    *(f"deleted {model._meta.db_table}" for model, _ in order(Fate.WITH_CASE)),
    "deleted the family",
    "deleted the people",
    "counted what is left",
    "in the ledger",
    "certified",
    "salts destroyed",
    "before the commit",
    "after the commit",
]
NAME, NOTE, ADDRESS, BORN = "Canary Quillfeather", "the periwinkle kettle", "99 Canary Mews", date(2009, 7, 13)
CANARIES = (NAME, NOTE, ADDRESS, BORN.isoformat())


def start(database, ledger_file, *step, login="dispose"):
    """A disposer in a process of its own, with a login of its own."""
    kept = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    ours = {
        "DJANGO_SETTINGS_MODULE": "earlyhelp.settings",
        "DATABASE_LOGIN": login,
        f"DATABASE_{login.upper()}_URL": plugin.url(login, database),
        "LEDGER_FILE": str(ledger_file),
    }
    return subprocess.Popen(
        [sys.executable, "-m", "tests.retention.disposer", *step],
        cwd=plugin.ROOT,
        env=kept | ours,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def dispose(database, ledger_file, *step, login="dispose"):
    """Let it run to its end, whichever that is. Returns how it ended, the steps it came to, and what it said."""
    process = start(database, ledger_file, *step, login=login)
    steps, said = process.communicate(timeout=60)
    return process.returncode, steps.splitlines(), said


def dump(database):
    """Every row of every table as text, as the bootstrap superuser sees it: what a logical backup holds."""
    admin = os.environ["DATABASE_ADMIN_URL"]
    with psycopg.connect(roles.conninfo(admin, dbname=database)) as connection:
        names = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
        return {
            name: "\n".join(row[0] for row in connection.execute(f'SELECT t::text FROM "{name}" t').fetchall())
            for (name,) in names
        }


def tables_with(database, *words):
    return {name for name, rows in dump(database).items() if any(word in rows for word in words)}


def family_with_canaries():
    case = full_case()
    child = case.children[0]
    change(child, full_name=NAME, born=BORN)
    change(child.addresses.get(), lines=ADDRESS)
    NoteFactory(case=case, text=NOTE)
    change(case.referrals.get(), happening=NOTE)
    change(case.disclosure_details.get(), why_needed=NOTE, requested_by=NAME)
    return case


def how_much(case):
    """Rows and versions by table."""
    return {
        model._meta.db_table: (
            model.objects.filter(**{column: case.pk}).count(),
            past(model).filter(**{column: case.pk}).count(),
        )
        for model, column in order(Fate.WITH_CASE)
    }


def ten_minutes_pass():
    """For the claims of whoever died: machine time, so the row is put back instead."""
    with acting(installation(), "ten minutes pass"):
        BatchItem.objects.filter(state="destroying").update(claimed_at=datetime.now(UTC) - timedelta(minutes=11))


def test_killed_at_every_step_a_case_is_whole_or_gone_and_at_last_destroyed_once(real, ledger_file):
    readings()
    cases = [family_with_canaries(), full_case()]
    whole = {case.pk: how_much(case) for case in cases}
    assert len(tables_with(real, *CANARIES)) >= 8
    ripe()
    killed = []
    for step in STEPS:
        code, steps, said = dispose(real, ledger_file, step)
        assert (code, steps[-1:]) == (-signal.SIGKILL, [step]), said
        killed.append(step)
        for case in cases:
            left, certified = how_much(case), Certificate.objects.filter(case_reference=case.reference).count()
            gone = all(count == (0, 0) for count in left.values())
            assert left == whole[case.pk] or gone, f"half of {case.reference} after death at “{step}”"
            assert certified == gone
        ten_minutes_pass()
    assert killed == STEPS
    for _ in range(2):
        assert dispose(real, ledger_file)[0] == 0
    assert sorted(Certificate.objects.values_list("case_reference", flat=True)) == sorted(c.reference for c in cases)
    assert LedgerEntry.objects.count() == Ledger(ledger_file).verify() == 2
    assert set(BatchItem.objects.values_list("state", flat=True)) == {"destroyed"}
    assert not tables_with(real, *CANARIES)


def test_killed_at_any_moment_two_disposers_destroy_each_case_once(real, ledger_file):
    """Deaths that nobody chose: both processes are killed after a random while, again and again."""
    readings()
    cases = [full_case() for _ in range(5)]
    ripe()
    chance = random.Random(5)
    for _ in range(6):
        running = [start(real, ledger_file) for _ in range(2)]
        for process in running:
            process.stdout.readline()  # at work, or at its end
            time.sleep(chance.uniform(0, 0.08))
            process.kill()
            process.communicate(timeout=60)
        ten_minutes_pass()
    assert dispose(real, ledger_file)[0] == 0
    assert Certificate.objects.count() == LedgerEntry.objects.count() == Ledger(ledger_file).verify() == len(cases)
    assert all(count == (0, 0) for case in cases for count in how_much(case).values())


@pytest.mark.parametrize("login", ["web", "worker"])
def test_the_task_run_with_the_wrong_login_destroys_nothing(real, ledger_file, login):
    readings()
    case = full_case()
    whole = how_much(case)
    ripe()
    code, steps, _ = dispose(real, ledger_file, login=login)
    assert code != 0
    assert not steps
    assert how_much(case) == whole
    assert not ledger_file.exists()
