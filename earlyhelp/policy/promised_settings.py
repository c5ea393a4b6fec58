"""What a notice promises and a council may hold itself to more strictly: longer, for more people, to fewer. Never the other way round.

Grounds are left alone: nothing here may stand between a worker and a child who is not safe.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from earlyhelp.policy.adjustments import NEW_VERSION, Adjustment, Kind, entry_of, marked, number_in
from earlyhelp.policy.keeping import Hold, Rule
from earlyhelp.policy.loose_ends import with_purposes, without_loose_ends
from earlyhelp.policy.own_settings import put_into
from earlyhelp.policy.schema import Policy
from earlyhelp.policy.sharing import Minimum, OutsideRecipient
from earlyhelp.policy.vocabulary import YEARS

CLASSES = {
    "contact": "A contact that went no further",
    "case": "A family’s record with {service}",
    "children_in_need": "A record that moved on to Children in Need",
    "programme": "Membership of {programme}",
    "assessment": "A form of the {assessment}",
}
ON = "yes"
NO_RECORD = "No record moves, and nothing that was done is touched."


def _years(value: int) -> str:
    return f"{value} year{'' if value == 1 else 's'}"


# --- how long -------------------------------------------------------------------------------------------------------------


def _stated(policy: Policy, record: str) -> Rule:
    """The longest of the periods that a class has; two notices in force may each state one."""
    return max(policy.rules(record), key=lambda rule: rule.keep.years)


def _years_fault(policy: Policy, record: str, value: str) -> str:
    stated = _stated(policy, record)
    if fault := number_in(value, YEARS, "a number of years"):
        return fault
    if int(value) < stated.keep.years:
        promised = _years(stated.keep.years)
        return f"The notice promises {promised} ({stated.source}): it can be longer here, never shorter. {NEW_VERSION}"
    return ""


def _put_years(policy: Policy, adjustment: Adjustment) -> Policy:
    def lengthened(rule: Rule) -> Rule:
        if rule.record != adjustment.entry:
            return rule
        keep = replace(rule.keep, years=max(rule.keep.years, int(adjustment.value)))
        return replace(rule, keep=keep, source=marked(rule.source, adjustment))

    return replace(policy, retention=tuple(map(lengthened, policy.retention)))


RETENTION_YEARS = Kind(
    code="retention_years",
    group="keeping",
    words="How many years it is kept",
    asks="number",
    follows="The date of every closed record of this class is worked out anew.",
    entries=lambda policy: {rule.record: policy.worded(CLASSES[rule.record]) for rule in policy.retention},
    read=lambda policy, record: str(_stated(policy, record).keep.years),
    source=lambda policy, record: _stated(policy, record).source,
    fault=_years_fault,
    put=_put_years,
    say=lambda policy, record, value: _years(int(value)),
    keeping=True,
)


def _hold(policy: Policy, code: str) -> Hold:
    found: Hold = entry_of(policy, "holds", code)
    return found


def _hold_fault(policy: Policy, code: str, value: str) -> str:
    hold = _hold(policy, code)
    if fault := number_in(value, range(0, YEARS.stop), "a number of years"):
        return fault
    if int(value) < hold.plus_years:
        return f"The notice promises {_years(hold.plus_years)} ({hold.source}): it can be longer here, never shorter. {NEW_VERSION}"
    return ""


HOLD_YEARS = Kind(
    code="hold_years",
    group="keeping",
    words="How many years a hold lasts after an inquiry has ended",
    asks="number",
    follows="The date of every closed record that the hold is for is worked out anew.",
    entries=lambda policy: {hold.code: hold.label for hold in policy.holds},
    read=lambda policy, code: str(_hold(policy, code).plus_years),
    source=lambda policy, code: _hold(policy, code).source,
    fault=_hold_fault,
    put=lambda policy, adjustment: put_into(policy, "holds", adjustment, plus_years=int(adjustment.value)),
    say=lambda policy, code, value: _years(int(value)),
    keeping=True,
)

# --- yes or no: what the notice leaves open may be closed here ------------------------------------------------------------


def _only_yes(_policy: Policy, _entry: str, value: str) -> str:
    return "" if value == ON else f"It can be switched on here, and back to what the notice says. {NEW_VERSION}"


def _switch(
    code: str,
    *,
    group: str,
    words: str,
    off: str,
    on: str,
    action: str,
    follows: str,
    entries: Callable[[Policy], dict[str, str]],
    source: Callable[[Policy, str], str],
    put: Callable[[Policy, Adjustment], Policy],
    keeping: bool = False,
) -> Kind:
    """A kind whose only value is yes; `off` and `on` say what holds without it and with it."""
    return Kind(
        code=code,
        group=group,
        words=words,
        asks="yes",
        follows=follows,
        entries=entries,
        read=lambda policy, entry: "",
        source=source,
        fault=_only_yes,
        put=put,
        say=lambda policy, entry, value: on if value == ON else off,
        keeping=keeping,
        action=action,
    )


HOLD_EVERYONE = _switch(
    "hold_everyone",
    group="keeping",
    words="Whose records a hold keeps",
    off="Children’s records",
    on="Every record",
    action="Keep every record",
    follows="The date of every closed record is worked out anew.",
    entries=lambda policy: {hold.code: hold.label for hold in policy.holds if hold.applies_to == "children"},
    source=lambda policy, code: _hold(policy, code).source,
    put=lambda policy, adjustment: put_into(policy, "holds", adjustment, applies_to="everyone"),
    keeping=True,
)


def pair_of(entry: str) -> tuple[str, str]:
    """Kind of recipient and purpose of “police-prevention”: codes have no hyphen."""
    kind, _, purpose = entry.partition("-")
    return kind, purpose


def _pairs(policy: Policy) -> dict[str, str]:
    return {
        f"{kind}-{purpose}": f"{policy.recipient(kind).label}, for: {policy.purpose(purpose).label}"
        for kind, purpose in policy.allowed_pairs()
    }


def _without_pair(policy: Policy, adjustment: Adjustment) -> Policy:
    """The pair is gone. Whoever is left without a purpose can still be reached on a ground, as whom the notice does not list."""
    kind, purpose = pair_of(adjustment.entry)
    recipient = policy.recipient(kind)
    left = tuple(code for code in recipient.purposes if code != purpose)
    conditions = tuple(one for one in recipient.only_if if one.purpose in left)
    policy = put_into(policy, "recipients", replace(adjustment, entry=kind), purposes=left, only_if=conditions)
    outside = (
        ()
        if left
        else (OutsideRecipient(code=kind, label=recipient.label, source=marked(recipient.source, adjustment)),)
    )
    return without_loose_ends(
        replace(
            policy,
            minimums=tuple(filter(None, (_not_proposed(entry, kind, purpose) for entry in policy.minimums))),
            recipients=with_purposes(policy.recipients, {one.code for one in policy.purposes}),
            outside_recipients=(*policy.outside_recipients, *outside),
        )
    )


def _not_proposed(least: Minimum, kind: str, purpose: str) -> Minimum | None:
    """The least that a purpose needs, without this recipient; None where it was there for this recipient alone."""
    if least.purpose != purpose or kind not in least.only_to:
        return least
    left = tuple(code for code in least.only_to if code != kind)
    return replace(least, only_to=left) if left else None


PAIR_OFF = _switch(
    "pair_off",
    group="sharing",
    words="Who may hear something, and for what",
    off="Allowed",
    on="Closed",
    action="Close",
    follows=f"{NO_RECORD} From that day on nothing is shared with them for this purpose, except on a ground. The database refuses it too.",
    entries=_pairs,
    source=lambda policy, entry: policy.recipient(pair_of(entry)[0]).source,
    put=_without_pair,
)
INVOLVED = _switch(
    "involved",
    group="sharing",
    words="When they may hear something",
    off="Whether or not they are involved in the family’s support",
    on="Only where they are involved in the family’s support",
    action="Only where involved",
    follows=f"{NO_RECORD} From that day on each disclosure to them asks whether they are involved.",
    entries=lambda policy: {kind.code: kind.label for kind in policy.recipients if not kind.needs_involvement},
    source=lambda policy, entry: policy.recipient(entry).source,
    put=lambda policy, adjustment: put_into(policy, "recipients", adjustment, needs_involvement=True),
)
KINDS = (RETENTION_YEARS, HOLD_YEARS, HOLD_EVERYONE, PAIR_OFF, INVOLVED)
