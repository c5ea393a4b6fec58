"""A search between two pages: what was typed is sealed for a quarter of an hour, for the one who typed it."""

from cryptography.fernet import InvalidToken

from access.models import User
from access.seal import seal_text, unseal_text

SECONDS = 15 * 60


def sealed(text: str, by: User) -> str:
    """What was typed, as a token for an address: nobody reads it there, and nobody else can use it."""
    return seal_text(f"{by.pk}:{text}")


def opened(token: str, by: User) -> str | None:
    """What was typed, or None where the token is too old, somebody else's or none of ours."""
    try:
        whose, _, text = unseal_text(token, seconds=SECONDS).partition(":")
    except (InvalidToken, UnicodeDecodeError):
        return None
    return text if whose == str(by.pk) else None
