"""E2: PostgreSQL ends, hangs or is restarted. A page says so in plain words and keeps what was typed; afterwards all goes on by itself.

Seen to fail: with the page of any other error in its place; with a page that does not bring back the words; with connections that
wait as long as the server says nothing.
"""

import signal
import threading
import time

import psycopg
import pytest

from tests.drills import faults
from tests.drills.referring import asked, prepare, story
from tests.drills.visitor import Visitor

pytestmark = [pytest.mark.slow, pytest.mark.goal("E2")]

ANSWERED, RECOVERED = 5.0, 10.0  # seconds, by the goal
AT_ONCE = 4


def page_of(demo, visitor, number):
    """A page of a draft, and what is typed on it."""
    path = f"/referrals/{prepare(visitor, number)}/story"
    shown = visitor.get(path).fields
    return path, {name: shown[name] for name in ("stamp", "window", "turn") if name in shown} | {
        "happening": story(number)
    }


def together(*questions):
    """Ask several things at one moment; their answers, in the same order."""
    answers = [None] * len(questions)

    def ask(place, question):
        answers[place] = question()

    threads = [threading.Thread(target=ask, args=one) for one in enumerate(questions)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    return answers


def assert_says_so(answer):
    assert answer.status == 503, f"{answer.status} after {answer.seconds:.1f} s"
    assert "ring the duty team" in answer.text and not answer.shows_a_trace
    assert answer.seconds <= ANSWERED


def twin(visitor):
    """The same browser once more: a session of requests is for one thread."""
    other = Visitor(visitor.demo)
    other.web.cookies.update(visitor.web.cookies)
    return other


def assert_is_kept(visitor, refused, path, answers, since):
    """What the page carries is sent again until it is taken. Returns the seconds since the database was back."""
    again = refused.fields
    assert again.get("happening") == answers["happening"], "the page does not bring the words back"
    assert f'action="{path}"' in refused.text
    faults.until(lambda: visitor.post(path, again).status == 302, RECOVERED + 5, "what was typed is taken")
    recovered = time.monotonic() - since
    assert answers["happening"] in visitor.get(path).text
    assert recovered <= RECOVERED
    return recovered


def answers_again(demo):
    try:
        return asked(demo, "SELECT 1")
    except psycopg.OperationalError:
        return False


@pytest.mark.parametrize(("fault", "more"), [(faults.absent, (signal.SIGQUIT,)), (faults.hung, ())])
def test_without_the_database_a_page_says_so_and_brings_back_what_was_typed(fault, more, demo, referrer, figure):
    path, answers = page_of(demo, referrer, 2_000 + len(more))
    web = [one.pid for one in faults.whole(demo, "web")]
    with fault(demo, "postgres", *more):
        others = [twin(referrer) for _ in range(AT_ONCE)]
        first = together(*(lambda one=one: one.get("/referrals/") for one in others))
        refused = referrer.post(path, answers)
        typing = referrer.post(path, answers, headers={"X-Typing": "1"})
        ready = referrer.get("/readyz")
        for answer in (*first, refused, typing, referrer.get("/account/login/")):
            assert_says_so(answer)
        assert (ready.status, ready.seconds < ANSWERED) == (503, True)
    faults.until(lambda: answers_again(demo), 60, "the database takes connections")
    recovered = assert_is_kept(referrer, refused, path, answers, time.monotonic())
    assert [one.pid for one in faults.whole(demo, "web")] == web, "the web server was started again"
    faults.until(lambda: referrer.get("/readyz").status == 200, 60, "the service says that it is ready")
    slowest = max(one.seconds for one in (*first, refused, typing))
    figure(
        "E2",
        f"database {fault.__name__}: 503 within {slowest:.1f} s, 0 traces, what was typed taken {recovered:.1f} s after",
    )


def test_while_the_database_restarts_pages_come_or_say_why_not(demo, referrer, figure):
    path, answers = page_of(demo, referrer, 2_002)
    web, seen, over = [one.pid for one in faults.whole(demo, "web")], [], threading.Event()

    def look():
        visitor = twin(referrer)
        while not over.is_set():
            seen.append(visitor.get("/referrals/"))

    looking = threading.Thread(target=look)
    looking.start()
    faults.restarted(demo, "postgres", signal.SIGINT)
    since = time.monotonic()
    faults.until(lambda: referrer.post(path, answers).status == 302, RECOVERED, "what was typed is taken")
    recovered = time.monotonic() - since
    over.set()
    looking.join()
    assert {one.status for one in seen} <= {200, 503}
    assert not [one for one in seen if one.shows_a_trace or one.seconds > ANSWERED]
    assert [one.pid for one in faults.whole(demo, "web")] == web
    faults.until(lambda: referrer.get("/readyz").status == 200, 60, "the service says that it is ready")
    figure(
        "E2", f"database restarted: {len(seen)} pages asked for, each shown or a 503, recovered after {recovered:.1f} s"
    )
