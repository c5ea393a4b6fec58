"""E3: the line is cut at any moment, to the browser or to the database. What was sent is stored whole or not at all, and sent again it
is there once. Where an answer came, it was true.

Seen to fail: with bodies read that ended too soon; with the page of any error where the database was cut off.
"""

import random
import socket
import threading
import time
from html import unescape
from urllib.parse import urlencode

import psycopg
import pytest

from earlyhelp.database.roles import conninfo
from tests.drills.referring import asked, prepare, seen, send, stored, story, was_sent
from tests.drills.visitor import NOTHING

pytestmark = [pytest.mark.slow, pytest.mark.goal("E3")]

KILLED = (
    """SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'earlyhelp_web' AND state <> 'idle'"""
)
LONGEST = 0.3  # seconds: most referrals are stored by then


def request_of(visitor, path, answers):
    """A form as bytes on the line, token first as on the page."""
    body = urlencode({"csrfmiddlewaretoken": visitor.token, **answers}).encode()
    host = visitor.demo.address.removeprefix("http://")
    head = (
        f"POST {path} HTTP/1.1\r\nHost: {host}\r\nOrigin: {visitor.demo.address}\r\nCookie: {visitor.cookies}\r\n"
        f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n"
    )
    return head.encode(), body


def cut(visitor, path, answers, chance):
    """Send a form and hang up: somewhere in its words, or when they are all there, at once or after a moment."""
    head, body = request_of(visitor, path, answers)
    whole = chance.random() < 0.4
    with socket.create_connection(("127.0.0.1", visitor.demo.port), timeout=10) as line:
        line.sendall(head + (body if whole else body[: chance.randrange(len(body))]))
        if whole:
            time.sleep(chance.uniform(0, LONGEST))  # where in its work the server is cut is the point
    return NOTHING


def cut_behind(visitor, path, answers, chance):
    """Send a form, and end the server's own lines to the database at some moment of it."""
    moment, demo = chance.uniform(0, LONGEST), visitor.demo
    timer = threading.Timer(moment, lambda: asked(demo, KILLED))
    timer.start()
    answer = visitor.post(path, answers)
    timer.join()
    return answer


def settled(demo):
    """Nobody is at work for the web server any more: what was cut has ended, one way or the other."""
    from tests.drills.faults import until

    working = "SELECT count(*) FROM pg_stat_activity WHERE usename = 'earlyhelp_web' AND state <> 'idle'"
    time.sleep(0.02)  # a request that has come may not have reached the database yet
    until(lambda: asked(demo, working) == [(0,)], 20, "what was cut has ended")


def words_in(visitor, path):
    """What stands in the box of the page, as its author finds it."""
    page = visitor.get(path)
    assert page.status == 200
    box = page.text.partition('name="happening"')[2].partition(">")[2].partition("</textarea>")[0]
    return unescape(box).strip()


def test_a_line_that_is_cut_leaves_all_or_nothing_and_sent_again_it_is_there_once(demo, referrer, figure, size):
    chance, numbers, told = random.Random(5), {}, {"sent": 0, "not": 0, "nothing": 0}
    for number in range(3_000, 3_000 + size(25, 250)):
        key = prepare(referrer, number)
        numbers[key] = number
        path, words = f"/referrals/{key}/story", story(number) + " And so on."
        fresh = {"stamp": referrer.get(path).fields["stamp"], "happening": words}  # in the order of the page
        how = chance.choice((cut, cut_behind))
        how(referrer, path, fresh, chance)
        settled(demo)
        assert words_in(referrer, path) in (words, story(number)), "half of the words were kept"
        referrer.post(path, {"happening": story(number), "stamp": referrer.get(path).fields["stamp"]})

        answer = how(referrer, f"/referrals/{key}/check", {"seen": seen(referrer, key)}, chance)
        settled(demo)
        whole, part = stored(demo, {key: number})
        assert not part, "a referral was stored in part"
        assert answer.status in (0, 302, 503), answer
        told["sent" if was_sent(answer) else "not" if answer.status else "nothing"] += 1
        assert whole or not was_sent(answer), "it says sent, and was not stored"
        again = send(referrer, key, seen(referrer, key))
        assert was_sent(again), again
    assert stored(demo, numbers) == (set(numbers), set())
    assert told["nothing"] and told["not"] and told["sent"], "each of the three was met"
    figure(
        "E3",
        f"{2 * len(numbers)} submits cut off: 0 in part, 0 twice; of {len(numbers)} referrals {told['sent']} were answered as sent, "
        f"{told['not']} as perhaps not, {told['nothing']} had no answer; each was there once after another try",
    )


def test_what_fails_in_the_database_leaves_no_word_of_it_in_the_servers_log(demo, figure):
    """Statements carry what somebody typed. Seen to fail with the server's own settings."""
    url = conninfo(demo.environment["DATABASE_WEB_URL"])
    with psycopg.connect(url, autocommit=True) as line:
        pid = line.info.backend_pid
        with pytest.raises(psycopg.Error):
            line.execute("SELECT 1 / 0, 'Tamsin Telltale'")
        waits = threading.Timer(0.3, lambda: asked(demo, "SELECT pg_terminate_backend(%s)", pid))
        waits.start()
        with pytest.raises(psycopg.OperationalError):
            line.execute("SELECT pg_sleep(20), 'Tamsin Telltale'")
        waits.join()
    assert not demo.files_with("Tamsin Telltale")
    figure("E3", "of a statement that failed and one that was cut off 0 words stand in the log of the database")
