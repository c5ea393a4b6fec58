"""What somebody is still typing in a section of an assessment: saved as it is, and kept aside where somebody else was faster."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from access import clock
from access.models import Draft, User
from access.operations import drafts
from cases.models import Section
from cases.operations import assessments


@transaction.atomic
def keep_typed(section: Section, *, text: str, seen: datetime | None, by: User, because: str = "") -> Section:
    """Save what stands in a section while somebody is still typing. Whether it is complete they say by the button; empty it is not.

    Raises as `assessments.keep_section` does.
    """
    complete = Section.objects.only("complete").get(pk=section.pk).complete and bool(text.strip())
    return assessments.keep_section(section, text=text, complete=complete, seen=seen, by=by, because=because)


@transaction.atomic
def set_aside(section: Section, *, text: str, page: UUID | None, by: User) -> None:
    """Keep what somebody typed and could not be saved: sealed, theirs alone, until they save the section or it is 28 days old.

    Every page that was open keeps its own: `page` is the key that it carries, and what it sends later takes the place of what it sent before.
    """
    others = {key: kept for key, kept in _asides(section, by).items() if key != str(page)}
    now = {"text": text, "at": clock.now().isoformat()}
    drafts.remember(_aside_of(section), {"asides": others | {str(page): now}}, by=by)


def asides(section: Section, *, by: User, but: str = "") -> list[tuple[str, datetime]]:
    """What they typed here that did not fit, and when, but for one text; nothing that stands in the section."""
    kept = [(one["text"], datetime.fromisoformat(one["at"])) for one in _asides(section, by).values()]
    return [one for one in kept if one[0] not in ("", section.text, but)]


@transaction.atomic
def forget_asides(section: Section, *, opened: datetime | None, by: User) -> None:
    """They have saved the section knowing of what was set aside when the page was `opened`; what came later stays."""
    later = {
        key: kept
        for key, kept in _asides(section, by).items()
        if opened is not None and datetime.fromisoformat(kept["at"]) > opened
    }
    if later:
        drafts.remember(_aside_of(section), {"asides": later}, by=by)
        return
    for draft in Draft.objects.filter(author=by, kind=_aside_of(section)):
        drafts.discard(draft)


def _asides(section: Section, by: User) -> dict[str, dict[str, str]]:
    """What is set aside, by the page that sent it."""
    draft = Draft.objects.filter(author=by, kind=_aside_of(section)).first()
    return drafts.content_of(draft)["asides"] if draft else {}


def _aside_of(section: Section) -> str:
    return f"section-{section.pk.hex}"
