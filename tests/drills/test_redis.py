"""E1: Redis is gone, or hangs, while referrals are sent. Nothing of a page waits for it, and what follows happens once it is back.

Seen to fail: with a message handed to the broker as a referral is sent; with a letter written twice.
"""

import itertools
import time

import pytest

from tests.drills import faults
from tests.drills.referring import letters, prepare, seen, send, stored, waiting, was_sent

pytestmark = [pytest.mark.slow, pytest.mark.goal("E1")]

ANSWERED = 3.0  # seconds, by the goal
LONGER = 8.0  # seconds for which Redis is away at least: longer than anything waits for it (earlyhelp/celery.py)
BACK = 120.0  # seconds: Celery asks for a lost broker at growing intervals
NUMBERS = itertools.count(1_000)


@pytest.mark.parametrize("fault", [faults.absent, faults.hung])
def test_what_is_sent_without_redis_is_stored_and_what_follows_from_it_happens_once(
    fault, demo, referrer, figure, size
):
    numbers, slowest = {}, 0.0
    began = time.monotonic()
    with fault(demo, "broker"):
        for number in itertools.islice(NUMBERS, size(10, 100)):
            key = prepare(referrer, number)
            numbers[key] = number
            answer = send(referrer, key, seen(referrer, key))
            page = referrer.get(answer.path)
            assert was_sent(answer) and "Your reference is" in page.text
            slowest = max(slowest, answer.seconds, page.seconds)
        ready = referrer.get("/readyz")
        assert (ready.status, '"broker": false' in ready.text) == (503, True)
        assert ready.seconds < 5
        faults.until(lambda: time.monotonic() - began > LONGER, LONGER + 1, "Redis was away long enough")
        assert stored(demo, numbers) == (set(numbers), set())
    back = faults.until(lambda: not waiting(demo, numbers), BACK, "what was left behind is worked off")
    assert letters(demo, numbers) == dict.fromkeys(letters(demo, numbers), 1)
    assert len(letters(demo, numbers)) == len(numbers)
    a_tick_later(demo)
    assert set(letters(demo, numbers).values()) == {1}
    faults.until(lambda: referrer.get("/readyz").status == 200, 30, "the service says that it is ready")
    assert slowest <= ANSWERED
    figure(
        "E1",
        f"Redis {fault.__name__}: {len(numbers)} of {len(numbers)} referrals stored, slowest answer {slowest:.2f} s, "
        f"followed up {back:.0f} s after its return, each once",
    )


def a_tick_later(demo):
    """Another round of the timetable has ended: whoever works something off twice has done it by then."""
    from tests.drills.referring import asked

    def beat():
        return asked(demo, "SELECT heartbeat_at FROM access_jobrun WHERE job = 'tick'")

    for _round in range(2):
        before = beat()
        faults.until(lambda: beat() != before, 60, "the timetable ticks")  # noqa: B023 - asked at once
