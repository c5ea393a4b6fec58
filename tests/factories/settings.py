"""What the council says instead of its file, by the way that staff go: proposed by one, approved by another, put in force by the nightly login."""

from access import clock
from access.operations import council_settings, settings_in_force
from access.operations.setting_previews import preview
from earlyhelp.policy.adjustments import Adjustment
from tests.conftest import as_, as_robot
from tests.factories import somebody


def a_setting(what, entry, value="", subject=""):
    return Adjustment(what=what, entry=entry, value=value, subject=subject)


def propose(setting, by=None, on=None, because="Our schedules do.", **kwargs):
    """One change, proposed by a records manager with what it moves in view."""
    by = by or somebody("records_manager")
    with as_(by):
        on = on or clock.today()
        seen = kwargs.pop("seen", None) or preview(setting, on).digest
        return council_settings.propose(setting, on=on, because=because, by=by, seen=seen, **kwargs)


def shown(change):
    """The digest of what the second person sees now."""
    return preview(council_settings.setting_of(change), council_settings.begins(change)).digest


def approve(change, by=None, because="Read it.", seen=None):
    """The second person's yes, by somebody of their own unless somebody is named."""
    by = by or somebody("dpo")
    with as_(by):
        return council_settings.approve(change, by=by, because=because, seen=seen or shown(change))


def take_effect():
    """The tick: what two people decided comes into force on its day. Returns how many."""
    with as_robot("worker"):
        return settings_in_force.take_effect()


def set_(what, entry, value="", subject="", **kwargs):
    """A setting that is in force, by the whole way."""
    change = propose(a_setting(what, entry, value, subject), **kwargs)
    approve(change)
    assert take_effect() == 1
    change.refresh_from_db()
    return change
