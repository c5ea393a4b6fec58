"""Jobs of the lowest floor: those of the night, and those of every tick, which keep settings and the audit going."""

from datetime import time
from uuid import UUID

from access import clock, outbox
from access.audit import anchors, checking, ingest, sealing, standing
from access.jobs import alive, job, robot
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


# Each returns 0: a run that is noted at every tick would be a log of its own. One that fails stops no other.


@job("audit.seal")
def seal() -> int:
    """Number and chain what committed."""
    sealing.seal()
    return 0


@job("audit.anchor")
def anchor() -> int:
    """Tell the outside how far the chain has come, once a minute by the wall clock; and the officer's page that it was told."""
    if (dropped := anchors.drop()) is not None:
        alive(standing.ANCHORED, done=dropped)
    return 0


@job("audit.ingest")
def bring_in() -> int:
    """Bring in the events that only the local file took."""
    ingest.ingest()
    return 0


@job("audit.verify", at=time(2, 30))
def verify_the_audit() -> int:
    """Verify what came since last night; on Sundays all of it. Returns how many findings there are."""
    return len(checking.check(whole=clock.today().isoweekday() == 7).findings)


@job("access.sessions", at=time(4))
def forget_ended_sessions() -> int:
    """A session past its end opens nothing; tonight its row goes too, and what was asked about passwords yesterday."""
    return sessions.forget_ended() + letters.forget_old()
