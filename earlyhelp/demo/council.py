"""What the invented council says: its answers where the notice is silent, and what it has set instead. Two people each time."""

from collections.abc import Mapping
from datetime import timedelta

from access import clock, notice
from access.identity import looking
from access.models import SettingChange, User
from access.operations import council_settings
from access.operations.setting_previews import preview
from earlyhelp.policy.adjustments import Adjustment
from earlyhelp.policy.answers import READING
from earlyhelp.policy.own_settings import CLOCK, CLOSED_DAYS, WHOLE_WEEK
from earlyhelp.policy.promised_settings import RETENTION_YEARS

ANSWERS = (
    ("current_year", "", "financial", "Our other schedules count financial years."),
    (
        "inquiry_ended",
        "Independent Inquiry into Child Sexual Abuse",
        "2022-10-20",
        "Its final report was published on that day, and we have been told of no other inquiry that binds us.",
    ),
)
TRAINING = "12-23"
SOON = timedelta(days=30)


def answer(users: Mapping[str, User]) -> None:
    """The readings without which nothing would ever be due."""
    asked = {reading.key for reading in notice.base().readings}
    for key, subject, value, because in ANSWERS:
        if key in asked:
            setting = Adjustment(what=READING.code, entry=key, subject=subject, value=value)
            _approve(_propose(setting, users["records_manager"], because), users["records_manager_2"])


def set_something(users: Mapping[str, User]) -> None:
    """One change that two people have decided, and one that waits for the second of them."""
    closed = ",".join(sorted({*notice.base().working_time.closed, TRAINING}))
    training = Adjustment(what=CLOSED_DAYS.code, entry=WHOLE_WEEK, value=closed)
    change = _propose(training, users["records_manager"], "The whole hub is at its training on that day.")
    _approve(change, users["dpo"])
    _propose(_longer(), users["records_manager"], "Our schedule was changed, and says so from then on.", SOON)


def _longer() -> Adjustment:
    """Two years more for a family's record; where the notice states no period for it, a shorter time for the hub."""
    stated = notice.base().rules("case")
    if stated:
        years = max(rule.keep.years for rule in stated) + 2
        return Adjustment(what=RETENTION_YEARS.code, entry="case", value=str(years))
    amount = notice.base().clock("triage").amount
    return Adjustment(what=CLOCK.code, entry="triage", value=str(amount - 1 or 2))


def _propose(setting: Adjustment, by: User, because: str, later: timedelta = timedelta()) -> SettingChange:
    with looking(by):
        on = clock.today() + later
        seen = preview(setting, on).digest
        return council_settings.propose(setting, on=on, because=because, by=by, seen=seen)


def _approve(change: SettingChange, by: User) -> None:
    with looking(by):
        seen = preview(council_settings.setting_of(change), council_settings.begins(change)).digest
        council_settings.approve(change, by=by, because="Read what it changes: it is right.", seen=seen)
