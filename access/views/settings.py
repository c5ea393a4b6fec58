"""What a council adjusts without editing files: what is in force, what waits for a second person, what was, and the way to each change."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404

from access import notice
from access.labels import worded
from access.models import ChangeState, Setting, SettingChange, Staff
from access.operations import council_settings
from access.views.pages import Page
from earlyhelp.policy.adjustments import Adjustment
from earlyhelp.policy.answers import READING
from earlyhelp.policy.layer import GROUPS, Thing, that_fit, thing, things

SHOWN, PAGE = 10, 50


def rights_of(staff: Staff) -> set[str]:
    """Every action that somebody's roles give them."""
    return {right for role in staff.known_roles for right in role.may}


def line_of(change: SettingChange) -> dict[str, Any]:
    """A change as lists show it."""
    about = thing(notice.base(), change.what, change.entry)
    return {
        "change": change,
        "label": council_settings.label_of(change),
        "asked": worded(about.kind.words) if about and change.what != READING.code else "",
        "value": council_settings.in_words(change.what, change.entry, change.value),
    }


class SettingsPage(Page):
    """What waits, what the council has set, and the groups of what may be set."""

    template_name = "access/settings/settings.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        to_come = [line_of(change) for change in council_settings.still_to_come()]
        waiting = [line for line in to_come if line["change"].state == ChangeState.PROPOSED]
        return super().get_context_data(
            policy=notice.base(),
            version=max((one.number for one in notice.layer()), default=0),
            waiting=[line for line in waiting if line["change"].proposed_by != self.request.user],
            mine=[line for line in waiting if line["change"].proposed_by == self.request.user],
            coming=[line for line in to_come if line["change"].state == ChangeState.APPROVED],
            standing=_standing(),
            groups=[(code, label, sum(1 for _ in things(notice.base(), code))) for code, label in GROUPS.items()],
            ended=[line_of(change) for change in council_settings.history()[:SHOWN]],
            **kwargs,
        )


def _standing() -> list[dict[str, Any]]:
    """What the council has set and is in force, with whether the notice of today still lets it count."""
    set_now = {one.number: one.thing for one in notice.layer() if one.value and one.what != READING.code}
    fitting = {one.thing for one in that_fit(notice.base(), notice.layer())}
    changes = council_settings.history().filter(number__in=set_now).order_by("number")
    return [line_of(change) | {"fits": set_now[change.number or 0] in fitting} for change in changes]


class SettingsHistory(Page):
    """Every change there was, whatever became of it, a page at a time."""

    template_name = "access/settings/history.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = list(self._changes()[: PAGE + 1])
        return super().get_context_data(
            changes=[line_of(one) for one in found[:PAGE]],
            older=f"?before={found[PAGE - 1].pk}" if len(found) > PAGE else "",
            **kwargs,
        )

    def _changes(self) -> "QuerySet[SettingChange]":
        """Those before the one that the address names: a deep page costs what the first does."""
        try:
            return council_settings.history().filter(pk__lt=UUID(self.request.GET.get("before", "")))
        except ValueError:
            return council_settings.history()


class SettingsGroup(Page):
    """Everything of one group that may be set: what the file says, what the council says, since when and by whom."""

    template_name = "access/settings/group.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        group = self.kwargs["group"]
        if group not in GROUPS or group == READING.group:
            raise Http404
        standing = {(one.what, one.entry): one for one in notice.layer() if one.value}
        who = {row.number: row.change for row in Setting.objects.select_related("change__proposed_by")}
        kinds: dict[str, list[dict[str, Any]]] = {}
        for one in things(notice.base(), group):
            row = _row(one, standing.get((one.kind.code, one.entry)), who)
            row["may_propose"] = council_settings.right_to_propose(one.kind.code) in rights_of(self.request.staff)
            kinds.setdefault(worded(one.kind.words), []).append(row)
        return super().get_context_data(heading=GROUPS[group], kinds=kinds.items(), **kwargs)


def _row(one: Thing, own: Adjustment | None, who: dict[int, SettingChange]) -> dict[str, Any]:
    def say(value: str) -> str:
        return one.kind.say(notice.base(), one.entry, value)

    return {
        "thing": one,
        "file": say(one.value) if one.value or one.kind.asks == "yes" else "",
        "own": own and say(own.value),
        "number": own and own.number,
        "since": own and own.since,
        "change": own and who.get(own.number),
    }
