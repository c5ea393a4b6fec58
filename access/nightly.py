"""Nightly jobs of the lowest floor."""

from datetime import time

from access.jobs import job, robot
from access.operations import promises


@job("access.promises", at=time(3))
def look_at_promises() -> int:
    """How each promise of the notice stands tonight. Returns how many are not kept."""
    return promises.look_again(robot())
