"""What an operation may answer instead of doing."""

from django.core.exceptions import PermissionDenied

from earlyhelp.visible import can_be_seen


class Refused(Exception):
    """A sentence for the person: it becomes the page's error summary. `field` names the answer that it is about."""

    def __init__(self, sentence: str, field: str | None = None) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.field = field


def need_reason(because: str, sentence: str = "Write why.", field: str = "because") -> None:
    """Raise Refused where no reason is given, or nothing but blanks: whatever page, job or program asks."""
    if not can_be_seen(because):
        raise Refused(sentence, field)


READ_ONLY = "read only"  # why somebody is refused who may see the page’s case and not record in it


class Forbidden(PermissionDenied):
    """The person's role lacks the right. The page says who can help, not what is hidden."""


class NotAudited(Exception):
    """No sink took the event of a reading, so nothing may be shown."""
