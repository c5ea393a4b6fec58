"""Which browser has been signed in from before: one cookie, signed, with a mark for each account and nothing that says whose.

Two things rest on it. Somebody who signs in from a browser that is new is told so by letter. And wrong passwords that a stranger
sends for an account do not close the door on its owner's own browser: that one has a limit of its own (access/signin.py).
"""

import secrets
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse  # noqa: TID251 - a middleware stands round pages
from django.utils.crypto import salted_hmac

KEPT_SECONDS = 365 * 24 * 60 * 60
MOST = 8  # accounts of one browser: a desk that several people share
SALT = "access.known"


def mark(email: str) -> str:
    """An account as the cookie names it."""
    return salted_hmac(SALT, email.lower()).hexdigest()[:24]


def known_as(request: HttpRequest, email: str) -> str:
    """The browser's own name if this account has signed in from it, or nothing."""
    kept = _kept(request)
    return kept["browser"] if mark(email) in kept["accounts"] else ""


class KnownBrowser:
    """Renews the cookie of a browser in which somebody has just signed in."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if email := getattr(request, "signed_in_now", ""):
            remember(request, response, email)
        return response


def remember(request: HttpRequest, response: HttpResponse, email: str) -> None:
    """Add the account to the cookie, the newest first."""
    kept = _kept(request)
    kept["accounts"] = [mark(email), *(one for one in kept["accounts"] if one != mark(email))][:MOST]
    response.set_cookie(
        settings.KNOWN_COOKIE_NAME,
        signing.dumps(kept, salt=SALT),
        max_age=KEPT_SECONDS,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _kept(request: HttpRequest) -> dict[str, Any]:
    try:
        kept: dict[str, Any] = signing.loads(
            request.COOKIES.get(settings.KNOWN_COOKIE_NAME, ""), salt=SALT, max_age=KEPT_SECONDS
        )
    except signing.BadSignature:
        kept = {"browser": secrets.token_hex(8), "accounts": []}
    return kept
