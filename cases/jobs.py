"""Nightly jobs of the casework."""

from datetime import time

from access.jobs import job, robot
from cases.operations import access_reviews, documents, files, flags, grants


@job("cases.end_grants", at=time(1))
def end_grants() -> int:
    """End the grants whose 28 days after closing are over."""
    return grants.run_out(robot())


@job("cases.flags", at=time(4))
def find_flags() -> int:
    """Look for what stands out among the readings of the last days. Returns how many flags are new."""
    return flags.find(robot())


@job("cases.access_reviews", at=time(5))
def open_access_reviews() -> int:
    """Open the access reviews of the quarter that is over, and tell of those that are late. Returns how many are new."""
    return access_reviews.look_through(robot())


@job("cases.files", at=time(1, 15))
def look_after_files() -> int:
    """Sweep files that no row names, seal keys with the newest one, scan what waits. Returns how many files that were."""
    return files.sweep() + files.seal_anew() + documents.look_through_all()
