"""What somebody is still typing in a section of an assessment: saved as it is, and kept aside where somebody else was faster."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from access import clock
from access.models import Draft, User
from access.operations import drafts
from access.operations.drafts import Sent
from cases.models import Section
from cases.operations import assessments


@dataclass(frozen=True)
class Aside:
    """What somebody typed in a section that did not fit, and when."""

    text: str
    because: str
    at: datetime

    @property
    def words(self) -> tuple[str, str]:
        return self.text, self.because


@transaction.atomic
def keep_typed(
    section: Section, *, text: str, seen: datetime | None, by: User, sent: Sent, because: str = ""
) -> datetime | None:
    """Save what stands in a section while somebody is still typing; when what the page knows from now on was saved.

    Whether it is complete they say by the button; empty it is not. What the button has overtaken on the way is not saved. Raises as
    `assessments.keep_section` does.
    """
    if sent.is_late(_wrote(section, by)):
        return seen
    complete = Section.objects.only("complete").get(pk=section.pk).complete and bool(text.strip())
    kept = _keep(section, text=text, complete=complete, seen=seen, by=by, sent=sent, because=because)
    return kept.changed_at if _knows(section, kept, seen) else seen


@transaction.atomic
def keep(
    section: Section,
    *,
    text: str,
    complete: bool,
    seen: datetime | None,
    opened: datetime | None,
    by: User,
    sent: Sent,
    because: str = "",
) -> Section:
    """Save a section by its button, knowing of what was set aside when the page was `opened`. Raises as `keep_section` does."""
    kept = _keep(section, text=text, complete=complete, seen=seen, by=by, sent=sent, because=because)
    _forget_asides(kept, opened=opened, by=by)
    return kept


@transaction.atomic
def set_aside(section: Section, *, text: str, because: str = "", by: User, sent: Sent) -> None:
    """Keep what somebody typed and could not be saved: sealed, theirs alone, until they save the section or it is 28 days old.

    Every window that was open keeps its own: what it sends later takes the place of what it sent before.
    """
    content = _content(section, by)
    now = {"text": text, "because": because, "at": clock.now().isoformat()}
    others = {window: kept for window, kept in content["asides"].items() if window != sent.window}
    _remember(section, content | {"asides": others | {sent.window: now}}, by=by)


def asides(section: Section, *, by: User, but: tuple[str, str] = ("", "")) -> list[Aside]:
    """What they typed here that did not fit, but for one text with its reason; nothing that stands in the section."""
    kept = [
        Aside(one["text"], one["because"], datetime.fromisoformat(one["at"]))
        for one in _content(section, by)["asides"].values()
    ]
    return [one for one in kept if one.words not in (("", ""), (section.text, section.because), but)]


def _keep(section: Section, *, seen: datetime | None, by: User, sent: Sent, **said: Any) -> Section:
    """Save it. What this window saved itself is known to it, though the answer never came back."""
    wrote = _wrote(section, by)
    if sent.is_of_window(wrote) and wrote["at"] == section.changed_at.isoformat():
        seen = section.changed_at
    kept = assessments.keep_section(section, seen=seen, by=by, **said)
    if sent.window and _knows(section, kept, seen):
        now = {"window": sent.window, "turn": sent.turn, "at": kept.changed_at.isoformat()}
        _remember(section, _content(section, by) | {"wrote": now}, by=by)
    return kept


def _knows(before: Section, kept: Section, seen: datetime | None) -> bool:
    """Whether the page knows all that stands: it has just been written from it, or was there when the page was made."""
    return kept.changed_at != before.changed_at or kept.changed_at == seen


def _forget_asides(section: Section, *, opened: datetime | None, by: User) -> None:
    """They have saved the section knowing of what was set aside when the page was `opened`; what came later stays."""
    content = _content(section, by)
    later = {
        window: kept
        for window, kept in content["asides"].items()
        if opened is not None and datetime.fromisoformat(kept["at"]) > opened
    }
    if later != content["asides"]:
        _remember(section, content | {"asides": later}, by=by)


def _remember(section: Section, content: dict[str, Any], *, by: User) -> None:
    """Keep what is remembered, as long as there is something."""
    if any(content.values()):
        drafts.remember(_aside_of(section), content, by=by)
        return
    for draft in Draft.objects.filter(author=by, kind=_aside_of(section)):
        drafts.discard(draft)


def _wrote(section: Section, by: User) -> dict[str, Any]:
    """Which window of theirs saved the section last, by which of its sendings, and when."""
    wrote: dict[str, Any] = _content(section, by)["wrote"]
    return wrote


def _content(section: Section, by: User) -> dict[str, Any]:
    """What is remembered of somebody's typing in a section: what is set aside, by its window, and what was saved last."""
    draft = Draft.objects.filter(author=by, kind=_aside_of(section)).first()
    return {"asides": {}, "wrote": {}} | (drafts.content_of(draft) if draft else {})


def _aside_of(section: Section) -> str:
    return f"section-{section.pk.hex}"
