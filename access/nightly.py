"""Jobs of the lowest floor."""

from datetime import time
from uuid import UUID

from access import outbox
from access.jobs import job, robot
from access.operations import council_settings, letters, promises, sessions, settings_in_force


@job("access.settings")
def settings_take_effect() -> int:
    """At every tick, before anything that rests on them: what two people decided holds from its day on."""
    return settings_in_force.take_effect()


@outbox.handles(council_settings.DECIDED)
def setting_decided(key: UUID | None) -> None:
    """One that begins today need not wait for the next tick."""
    settings_in_force.take_effect()


@job("access.promises", at=time(3))
def look_at_promises() -> int:
    """How each promise of the notice stands tonight. Returns how many are not kept."""
    return promises.look_again(robot())


@job("access.sessions", at=time(4))
def forget_ended_sessions() -> int:
    """A session past its end opens nothing; tonight its row goes too, and what was asked about passwords yesterday."""
    return sessions.forget_ended() + letters.forget_old()
