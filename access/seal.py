"""Sealing of drafts and sign-in secrets. FIELD_KEYS lists the keys, newest first: new work takes the first, old opens with any."""

import json
from typing import Any

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings


def _box() -> MultiFernet:
    return MultiFernet([Fernet(key) for key in settings.FIELD_KEYS])


def seal(content: Any) -> bytes:
    """JSON-able content as one sealed row."""
    return _box().encrypt(json.dumps(content).encode())


def unseal(sealed: bytes | memoryview) -> Any:
    """What `seal` was given. Raises InvalidToken when no key of ours sealed it, or the row was changed."""
    return json.loads(_box().decrypt(bytes(sealed)))


def seal_text(text: str) -> str:
    return _box().encrypt(text.encode()).decode()


def unseal_text(sealed: str, *, seconds: int | None = None) -> str:
    """What `seal_text` was given; with `seconds`, only if that was no longer ago. Raises InvalidToken."""
    return _box().decrypt(sealed.encode(), ttl=seconds).decode()
