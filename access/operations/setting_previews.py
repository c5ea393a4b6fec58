"""What a setting would change, before anybody has said yes to it: asked of every floor of the program, and whether it may be at all."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any

from access import clock, notice, slots
from access.errors import Refused
from access.models import SettingChange
from access.slots import Count, Effect, Moved
from earlyhelp.policy import PolicyError
from earlyhelp.policy.adjustments import Adjustment
from earlyhelp.policy.answers import READING, RUNNING
from earlyhelp.policy.layer import KINDS, fault, layered, that_fit

NONE_MOVE = "No record moves."


@dataclass(frozen=True)
class Preview:
    """What a setting would change, from every floor of the program; its digest says whether it is still so."""

    on: date
    sentences: tuple[str, ...]
    counts: tuple[Count, ...]
    sample: tuple[Moved, ...]
    digest: str

    @property
    def moved(self) -> int:
        """How many records get another date, or lose theirs."""
        return sum(one.earlier + one.later + one.newly_dated + one.no_longer_dated for one in self.counts)

    def stored(self) -> dict[str, Any]:
        """As it is kept with the decision."""
        return {"on": self.on.isoformat()} | {
            "sentences": list(self.sentences),
            "counts": [asdict(one) for one in self.counts],
            "sample": [asdict(one) for one in self.sample],
        }

    @classmethod
    def read(cls, change: SettingChange) -> "Preview":
        """As it was kept."""
        kept = change.preview
        return cls(
            date.fromisoformat(kept["on"]),
            tuple(kept["sentences"]),
            tuple(Count(**one) for one in kept["counts"]),
            tuple(Moved(**one) for one in kept["sample"]),
            change.digest,
        )


def preview(setting: Adjustment, on: date) -> Preview:
    """What would change if this held from this day on, worked out now. Raises Refused for what may not be."""
    check(setting)
    setting = replace(setting, since=on)
    found = [effect for effect_of in slots.setting_effects.fillings if (effect := effect_of(setting, on))]
    counts = tuple(one for effect in found for one in effect.counts)
    sentences = [words for effect in found for words in effect.sentences]
    if KINDS[setting.what].keeping and not counts:
        sentences.insert(0, NONE_MOVE)
    return Preview(
        on,
        (*sentences, KINDS[setting.what].follows),
        counts,
        tuple(one for effect in found for one in effect.sample),
        _digest(setting, on, found),
    )


def _digest(setting: Adjustment, on: date, found: Iterable[Effect]) -> str:
    seen = [*setting.thing, setting.value, on.isoformat(), [asdict(one) for one in found]]
    return hashlib.sha256(json.dumps(seen, sort_keys=True).encode()).hexdigest()


def check(setting: Adjustment) -> None:
    """Raise Refused, at the answer that is at fault, where the notice does not let the council say this."""
    file = notice.base()
    if sentence := fault(file, setting):
        raise Refused(sentence, "value")
    if setting.what == READING.code:
        _check_answer(setting)
    elif not setting.value and setting.thing not in {one.thing for one in notice.layer() if one.value}:
        raise Refused("What the file says stands already: there is no setting to take back.")
    elif (setting.thing, setting.value) in {(one.thing, one.value) for one in notice.layer() if one.value}:
        raise Refused("This is what the council has set already.", "value")
    others = [one for one in notice.layer() if one.thing != setting.thing]
    try:
        layered(file, [*that_fit(file, others), setting])
    except PolicyError as error:
        raise Refused(str(error), "value") from error


def _check_answer(setting: Adjustment) -> None:
    asked = notice.base().reading(setting.entry)
    if asked.for_each and not setting.subject:
        raise Refused(f"Name the {asked.for_each}.", "subject")
    if (
        asked.kind == "date"
        and setting.value not in ("", RUNNING)
        and date.fromisoformat(setting.value) > clock.today()
    ):
        raise Refused("The day must not be in the future.", "value")
    entered = {(row.key, row.subject): row.value for row in notice.readings()}
    _check_name(setting, [subject for key, subject in entered if key == setting.entry])
    standing = entered.get((setting.entry, setting.subject))
    if not setting.value and standing is None:
        raise Refused("There is no answer to take back.")
    if setting.value and setting.value == standing:
        raise Refused("This is the answer that stands already.", "value")


def _check_name(setting: Adjustment, names: Iterable[str]) -> None:
    """One that is entered already is not entered beside itself in other letters: then its end would not end it."""
    same = next((name for name in names if name.casefold() == setting.subject.casefold()), setting.subject)
    if same != setting.subject:
        raise Refused(f"“{same}” is entered already: write it like that.", "subject")
