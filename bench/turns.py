"""Several ways to the same answer take turns in one process, in shuffled order, so that a slow moment strikes them alike."""

import random
import time
from collections.abc import Callable, Mapping

from bench.lines import median

WARM_UP, ROUNDS, SECONDS = 2, 21, 60.0


def taken(
    ways: Mapping[str, Callable[[], object]],
    dice: random.Random,
    rounds: int = ROUNDS,
    seconds: float = SECONDS,
    before: Callable[[str], object] = lambda name: None,
) -> dict[str, list[float]]:
    """Milliseconds of each way, round by round. Ends after so many rounds, or after so much time but at least 15.

    `before` gets the name of the way that is next, and its time is nobody's.
    """
    times: dict[str, list[float]] = {name: [] for name in ways}
    order, end = list(ways), time.perf_counter() + seconds
    for turn in range(WARM_UP + rounds):
        dice.shuffle(order)
        for name in order:
            before(name)
            start = time.perf_counter()
            ways[name]()
            if turn >= WARM_UP:
                times[name].append((time.perf_counter() - start) * 1000)
        if time.perf_counter() > end and turn >= WARM_UP + 15:
            break
    return times


def medians(times: Mapping[str, list[float]]) -> dict[str, float]:
    """The median of each way."""
    return {name: median(one) for name, one in times.items()}
