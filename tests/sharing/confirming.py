"""Confirming an entry as a browser does: the page is read first, and what is sent says what was read."""

from typing import Any


def confirm(client: Any, check: str, said: dict[str, Any] | None = None) -> Any:
    """Open the check page, and send what it holds with the answers to what the notice asks."""
    page = client.get(check)
    seen = page.context["seen"] if page.context else ""  # recorded already: the page leads on
    return client.post(check, {"seen": seen} | (said or {}))
