"""The sentences with which a file is refused, and the field that they stand beside."""

from access.errors import Refused

FIELD = "file"


def unreadable(what: str) -> Refused:
    """Of a file that breaks off, or is not what it says."""
    return Refused(
        f"This {what} cannot be read: it is damaged or not complete. Save it again, and choose it again.", FIELD
    )


def unsafe(what: str, holds: str) -> Refused:
    """Of a file that holds something which could act by itself."""
    return Refused(f"This {what} holds {holds}, so it cannot be stored. Print it as a PDF, and choose that.", FIELD)
