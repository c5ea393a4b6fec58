"""Nightly jobs of the casework."""

from datetime import time

from access.jobs import job, robot
from cases.operations import flags, grants


@job("cases.end_grants", at=time(1))
def end_grants() -> int:
    """End the grants whose 28 days after closing are over."""
    return grants.run_out(robot())


@job("cases.flags", at=time(4))
def find_flags() -> int:
    """Look for what stands out among the readings of the last days. Returns how many flags are new."""
    return flags.find(robot())
