"""The security events as the Data Protection Officer reads them, and how the audit stands, in plain words."""

import time
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.urls import reverse

from access import clock, jobs, nightly, security
from access.audit import anchors, ingest, sealing, sinks, standing
from access.models import AccessEvent, AuditCheck, JobRun, SecurityEvent
from earlyhelp.desk import health
from tests.conftest import as_
from tests.factories import TeamFactory, somebody
from tests.factories.flags import forget_readings

PAGE = "access:security_events"


@pytest.fixture(autouse=True)
def _nothing_happened_before(db):
    """Events are committed by a connection of their own: those of other tests are out of the way for this one."""
    forget_readings()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM access_securityevent")


@pytest.fixture
def officer(db):
    return somebody("dpo")


@pytest.fixture
def look(officer, signed_in):
    """What the officer sees, by filters, after what their own signing in left is out of the way."""
    client = signed_in(officer)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM access_securityevent")

    def see(**asked):
        return client.get(reverse(PAGE), asked)

    return see


def what(page):
    return [(row["what"], row["who"], row["about"]) for row in page.context["rows"]]


def test_each_event_says_what_who_about_whom_and_more(look):
    one, other = somebody(), somebody()
    security.record("sign_in", by=one)
    security.record("sign_in", by=one, outcome="failed", because="password")
    security.record("rights_changed", by=other, about=one, because="roles: hub; teams: none")
    page = look()
    assert what(page) == [
        ("Roles, teams or access changed", other.name, one.name),
        ("Could not sign in", one.name, ""),
        ("Signed in", one.name, ""),
    ]
    assert [row["because"] for row in page.context["rows"]] == ["roles: hub; teams: none", "wrong password", ""]


def test_by_person_it_is_what_they_did_and_what_was_done_about_them(look):
    """Seen to fail with what they did alone."""
    one, other = somebody(), somebody()
    security.record("sign_in", by=one)
    security.record("rights_changed", by=other, about=one)
    security.record("sign_in", by=other)
    assert len(what(look(person=one.staff.pk))) == 2
    assert [row["what"] for row in look(kind="sign_in", person=other.staff.pk).context["rows"]] == ["Signed in"]


def test_by_kind_and_outcome(look):
    one = somebody()
    for kind in ("factor_added", "password_reset", "setting_in_force", "export", "extract_ended", "account_added"):
        security.record(kind, by=one)
    security.record("sign_in", by=one, outcome="failed")
    found = {kind: len(what(look(kind=kind))) for kind in ("sign_in", "factor", "rights", "setting", "extract", "file")}
    assert found == {"sign_in": 1, "factor": 2, "rights": 1, "setting": 1, "extract": 1, "file": 1}
    assert what(look(outcome="failed")) == [("Could not sign in", one.name, "")]


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ({"from_day": 1, "from_month": 1, "from_year": 2099}, "cannot lie in the future"),
        ({"kind": "gossip"}, "Choose one of those in the list"),
        ({"reference": "EH-2222222"}, "does not know"),
    ],
)
def test_a_wrong_filter_shows_nothing_and_says_why(asked, sentence, look):
    security.record("sign_in", by=somebody())
    page = look(**asked)
    assert not what(page) and sentence in page.content.decode()


def test_days_without_any_say_so_and_what_next(look):
    words = look(to_day=1, to_month=1, to_year=2020).content.decode()
    assert "No security event fits" in words and "clear all filters" in words


def test_pages_go_on_after_the_last_one(look, monkeypatch):
    monkeypatch.setattr("access.views.filtered.PAGE", 2)
    monkeypatch.setattr("access.views.security_events.PAGE", 2)
    one = somebody()
    for _ in range(3):
        security.record("sign_in", by=one)
    first = look()
    after = first.context["older"].removeprefix("?after=").replace("%3A", ":").replace("%2B", "+")
    assert (len(what(first)), len(what(look(after=after)))) == (2, 1)


@pytest.mark.regression(25)
def test_a_flood_of_failed_sign_ins_hides_nothing_and_makes_nothing_slow(look):
    """Fifty thousand in a minute, as an attack leaves them, all of them newer. Seen to fail with kind, person or outcome left out of what is asked."""
    one, other, now = somebody(), somebody(), clock.now()
    security.record("rights_changed", by=other, about=one)
    flood = {"kind": "sign_in", "outcome": "failed", "machine_at": now, "because": "password"}
    SecurityEvent.objects.bulk_create(SecurityEvent(at=now + timedelta(milliseconds=n), **flood) for n in range(50_000))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE access_securityevent")
    look()  # the first page of a process takes longer
    changed = [("Roles, teams or access changed", other.name, one.name)]
    for asked in ({"kind": "rights"}, {"person": one.staff.pk}, {"outcome": "done"}):
        began = time.monotonic()
        page = look(**asked)
        took = time.monotonic() - began
        assert changed[0] in what(page), asked
        assert took < 0.5, f"{asked}: {took:.2f} s"


def test_looking_here_is_a_reading(officer, look):
    look()
    event = AccessEvent.objects.get(user_key=officer.pk, route=PAGE)
    assert (event.kind, event.purpose) == ("list", "oversight")


@pytest.mark.parametrize("role", ["practitioner", "hub", "referrer", "records_manager", "user_administrator"])
def test_nobody_else_opens_it(role, signed_in, db):
    assert signed_in(somebody(role, team=TeamFactory())).get(reverse(PAGE)).status_code == 403


# --- how the audit stands -----------------------------------------------------------------------------------------------------


def checked(**other):
    AuditCheck(**{"checked_at": datetime.now(UTC), "whole": True, "rows": 1_234, "findings": 0} | other).save()


def line(part):
    (found,) = (one for one in standing.lines() if one.part == part)
    return found


def test_what_was_verified_stands_with_its_rows_and_its_day(look):
    assert line("Verification").light == standing.AMBER and "never verified" in line("Verification").sentence
    checked()
    assert line("Verification").light == standing.GREEN
    assert "1,234 rows looked at, nothing was wrong" in look().content.decode()


def test_what_was_found_stands_in_red_with_the_first_row(look):
    checked(findings=2, first_finding="number 513 access_accessevent: the row is not what was sealed")
    page = look()
    assert line("Verification").light == standing.RED
    assert "2 places are not as they were" in line("Verification").sentence
    assert "number 513" in page.content.decode() and "Does not hold" in page.content.decode()


def test_a_night_left_out_shows(db):
    checked(checked_at=datetime.now(UTC) - timedelta(hours=37))
    assert line("Verification").light == standing.AMBER


def test_how_far_the_anchors_are_is_what_the_worker_last_wrote(db, monkeypatch):
    """The file lies where the web process cannot read it. Seen to fail without the note of the job."""
    assert line("Anchors").light == standing.AMBER
    monkeypatch.setattr(anchors, "drop", lambda: 98_765)
    with as_(None, "worker"):
        nightly.anchor()
    with as_(somebody("dpo")):
        assert "98,765 rows were chained" in line("Anchors").sentence and line("Anchors").light == standing.GREEN
    JobRun.objects.filter(job=standing.ANCHORED).update(heartbeat_at=datetime.now(UTC) - timedelta(hours=2))
    assert line("Anchors").light == standing.RED
    assert jobs.last_beat() is None, "the tick is another row"


BROKEN = {
    "audit_database": (sinks, "database_works", lambda: False),
    "audit_file": (sinks, "file_works", lambda: False),
    "audit_waiting": None,
    "audit_strange": (ingest, "strange", lambda: 3),
    "audit_sealing": (sealing, "behind", lambda: timedelta(minutes=9)),
    "audit_findings": None,
}


@pytest.mark.parametrize("alarm", [name for name in health.ALARMS if name.startswith("audit_")])
def test_whatever_rings_is_not_green_here(alarm, db, monkeypatch, settings):
    """Each alarm of /readyz. Seen to fail with “Numbering” left out."""
    checked()
    jobs.alive(standing.ANCHORED, done=1)
    assert {one.light for one in standing.lines()} == {standing.GREEN}
    if broken := BROKEN[alarm]:
        monkeypatch.setattr(*broken)
    elif alarm == "audit_waiting":
        settings.AUDIT_FILE.write_text("{}\n")
    else:
        checked(findings=1, first_finding="number 1")
    assert alarm in health.alarms()
    assert {one.light for one in standing.lines()} > {standing.GREEN}


def test_a_disk_that_does_not_answer_is_said_and_breaks_nothing(look, monkeypatch):
    def gone():
        raise OSError

    monkeypatch.setattr(ingest, "strange", gone)
    assert look().status_code == 200
    assert (line("Local file").light, line("Local file").sentence[:20]) == (standing.RED, "This cannot be seen:")
