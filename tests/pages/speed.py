"""What is wrong with how a page comes: what moves meanwhile, and how long its scripts keep the browser busy."""

from contextlib import contextmanager

LONGEST_TASK = 0.050  # seconds
SHIFTS = """new Promise(done => { let sum = 0;
    new PerformanceObserver(list => { for (const one of list.getEntries()) if (!one.hadRecentInput) sum += one.value; })
        .observe({type: 'layout-shift', buffered: true});
    requestAnimationFrame(() => setTimeout(() => done(sum), 30)); })"""


@contextmanager
def watched(page):
    """Count the browser's own work while a page comes, in processor time: what else the machine does is not the page's."""
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable", {"timeDomain": "threadTicks"})
    yield lambda: {one["name"]: one["value"] for one in session.send("Performance.getMetrics")["metrics"]}
    session.detach()


def quick(metrics: dict[str, float]) -> list[str]:
    """D4: no script task is longer than 50 ms, because all of a page's together are not."""
    spent = metrics["ScriptDuration"]
    return [f"its scripts take {spent * 1000:.0f} ms"] if spent > LONGEST_TASK else []


def still(page) -> list[str]:
    """D4: nothing moved while the page came."""
    moved = page.evaluate(SHIFTS)
    return [f"layout shift of {moved}"] if moved else []
