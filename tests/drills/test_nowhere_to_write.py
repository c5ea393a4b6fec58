"""E4: there is no room on the disk, no mail server, no worker for a day. Pages go on or say why not, nothing is half stored, and what
waits shows where the program says how it stands.

A limit on how long the files of a process may become stands for the full disk (tests/drills/faults.py): a write fails where it would
fail there. There is no place for uploaded files yet; letters lie in a folder here, as they would wait at a server. ClamAV is none of it yet.

Seen to fail: with a file's room not tried; with no age in /readyz; with the page of any error where the
database is gone. That letters keep nothing else waiting: tests/access/test_outbox.py.
"""

import json
import signal
from datetime import date, timedelta

import pytest

from tests.drills import faults
from tests.drills.referring import asked, letters, prepare, seen, send, stored, waiting, was_sent
from tests.drills.visitor import Visitor

pytestmark = [pytest.mark.slow, pytest.mark.goal("E4")]

RECOVERED = 10.0  # seconds
DAY = timedelta(days=1)
LEFT = "SELECT kind, tries, done_at IS NULL FROM access_outboxmessage WHERE about IN (SELECT case_id FROM cases_referral WHERE id = %s)"
NEWS_LEFT = """SELECT tries, done_at IS NULL FROM access_outboxmessage WHERE kind = 'news.written' AND about IN (
    SELECT n.id FROM access_notification n JOIN cases_referral r ON r.case_id = n.case_key WHERE r.id = %s)"""


def how_it_stands(visitor):
    return json.loads(visitor.get("/readyz").text)


def test_a_full_disk_of_the_web_server_is_told_and_stops_no_page(demo, referrer, figure):
    worker = Visitor(demo, "practitioner").sign_in()
    pages = ("/", "/cases/", "/referrals/", "/help")
    with faults.full_disk(faults.whole(demo, "web")):
        key = prepare(referrer, 4_000)
        assert was_sent(send(referrer, key, seen(referrer, key)))
        answers = [worker.get(path) for path in pages for _ in range(5)]
        stands = how_it_stands(referrer)
    assert {one.status for one in answers} == {200}
    assert "audit_file" in stands["alarms"], "nobody is told that events could not be kept without the database"
    assert stored(demo, {key: 4_000}) == ({key}, set())
    assert "audit_file" not in how_it_stands(referrer).get("alarms", [])
    figure(
        "E4",
        f"no room for the audit's file: {len(answers)} of {len(answers)} pages shown, the alarm rings until there is",
    )


def test_with_no_room_and_no_database_nothing_is_shown(demo, referrer, figure):
    """Neither sink takes what would be seen: that is no page, and no error in a circle."""
    with faults.full_disk(faults.whole(demo, "web")), faults.absent(demo, "postgres", signal.SIGQUIT):
        answers = [referrer.get("/referrals/") for _ in range(5)]
    assert {one.status for one in answers} == {503} and not any(one.shows_a_trace for one in answers)
    faults.until(lambda: referrer.get("/referrals/").status == 200, 60, "pages come again")
    figure("E4", "no sink of the audit at all: 5 of 5 pages refused with the duty telephone")


def test_no_room_for_what_the_database_writes_down_loses_nothing(demo, referrer, figure):
    """PostgreSQL ends itself rather than go on without its log: what it confirmed is there, what it did not is not."""
    keys = {prepare(referrer, number): number for number in (4_001, 4_002)}
    first, second = keys
    marks = {key: seen(referrer, key) for key in keys}
    assert was_sent(send(referrer, first, marks[first]))
    with faults.held(demo), faults.full_disk(faults.whole(demo, "postgres")):
        refused = [send(referrer, second, marks[second]) for _ in range(3)]
    assert {one.status for one in refused} == {503} and not any(one.shows_a_trace for one in refused)
    assert max(one.seconds for one in refused) <= 5
    faults.until(lambda: was_sent(send(referrer, second, marks[second])), 60, "it is sent once there is room")
    assert stored(demo, keys) == (set(keys), set())
    figure(
        "E4",
        f"no room for the write-ahead log: {len(refused)} of {len(refused)} said so, 0 stored in part, sent once there was",
    )


def test_letters_that_cannot_be_handed_over_keep_nothing_else_waiting(demo, referrer, figure):
    def tried():
        return all(tries for tries, _ in asked(demo, NEWS_LEFT, key))

    with faults.full_disk(faults.whole(demo, "worker")):
        key = prepare(referrer, 4_003)
        assert was_sent(send(referrer, key, seen(referrer, key)))
        faults.until(tried, 60, "the letter was tried")
        faults.until(lambda: not any(left for *_, left in asked(demo, LEFT, key)), 30, "what is no letter is done")
        assert waiting(demo, [key]) == 1 and how_it_stands(referrer)["waiting_seconds"] > 0
    faults.until(lambda: not waiting(demo, [key]), 60, "the letter is written")
    assert list(letters(demo, [key]).values()) == [1]
    figure("E4", "letters nowhere to go: what else was left is done, the letter is tried again and goes out once")


def test_after_a_day_without_a_worker_everything_is_caught_up_with(demo, referrer, figure):
    key = prepare(referrer, 4_004)
    with faults.absent(demo, "worker"):
        assert was_sent(send(referrer, key, seen(referrer, key)))
        demo.manage("move_clock", (today(demo) + 2 * DAY).isoformat())
        stands = how_it_stands(referrer)
        assert stands["waiting_seconds"] >= DAY.total_seconds() and "left_waiting" in stands["alarms"]
        assert {referrer.get(path).status for path in ("/", "/referrals/", "/help")} == {200}
    until_then = faults.until(lambda: not waiting(demo, [key]), 120, "what was left is worked off")
    faults.until(lambda: referrer.get("/readyz").status == 200, 60, "the service says that it is ready")
    assert "left_waiting" not in how_it_stands(referrer).get("alarms", [])
    assert list(letters(demo, [key]).values()) == [1]
    late = "SELECT count(*) FROM access_timetable WHERE due_at < app_now() - interval '1 hour'"
    faults.until(lambda: asked(demo, late) == [(0,)], 120, "every nightly job has run")
    waited = int(stands["waiting_seconds"] / 3600)
    figure(
        "E4",
        f"no worker: /readyz told of {waited} hours, all worked off {until_then:.0f} s after its return, each letter once",
    )


def today(demo):
    """The demo's day of business."""
    found: list[tuple[date]] = asked(demo, "SELECT earlyhelp_today()")
    return found[0][0]
