"""What an operation may answer instead of doing."""

from django.core.exceptions import PermissionDenied


class Refused(Exception):
    """A sentence for the person: it becomes the page's error summary. `field` names the answer that it is about."""

    def __init__(self, sentence: str, field: str | None = None) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.field = field


class Forbidden(PermissionDenied):
    """The person's role lacks the right. The page says who can help, not what is hidden."""


class NotAudited(Exception):
    """No sink took the event of a reading, so nothing may be shown."""
