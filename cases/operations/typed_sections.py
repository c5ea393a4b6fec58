"""What somebody is still typing in a section of an assessment: saved as it is, and kept aside where somebody else was faster."""

from datetime import datetime

from django.db import transaction

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
def set_aside(section: Section, *, text: str, by: User) -> None:
    """Keep what somebody typed and could not be saved: sealed, theirs alone, until they save the section or it is 28 days old."""
    drafts.remember(_aside_of(section), {"text": text}, by=by)


def aside(section: Section, *, by: User) -> tuple[str, datetime] | None:
    """What they typed here that did not fit, and when; None where there is nothing but what stands in the section."""
    draft = Draft.objects.filter(author=by, kind=_aside_of(section)).first()
    text = drafts.content_of(draft)["text"] if draft else ""
    return (text, draft.changed_at) if draft and text not in ("", section.text) else None


def forget_aside(section: Section, *, by: User) -> None:
    """They have saved the section knowing of both."""
    for draft in Draft.objects.filter(author=by, kind=_aside_of(section)):
        drafts.discard(draft)


def _aside_of(section: Section) -> str:
    return f"section-{section.pk.hex}"
