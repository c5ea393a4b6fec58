"""What somebody was typing when their sign-in ran out: sealed in the new session until they are back, and theirs alone.

A page that is sent after the session has ended would lose its words to the sign-in page. Whose words they were is known from a
signed cookie that outlives the session; somebody else who signs in at the same computer is offered nothing.
"""

import json
import time
from collections.abc import Callable
from typing import Any

from cryptography.fernet import InvalidToken
from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect  # noqa: TID251 - a middleware stands round pages
from django.utils.datastructures import MultiValueDict
from django.views.csrf import csrf_failure

from access.routes import route_of
from access.seal import seal_text, unseal_text

KEY = "typed_on_pages_before_signing_in"
KEPT_SECONDS = 30 * 60  # machine time, like the session's own
LONGEST = 200_000  # characters; the longest form of ours is shorter
PAGES = 5  # how many pages are kept of one sign-in that ran out, the newest
ALTOGETHER = 2 * LONGEST  # and how much of them
_signer = Signer(salt="access.typed")


class KeepTyped:
    """Keeps what is sent without a session, before the sign-in page takes its place; and remembers who is typing."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.user.is_authenticated and _whose(request) != str(request.user.pk):
            response.set_cookie(
                settings.WHOSE_COOKIE_NAME,
                _signer.sign(str(request.user.pk)),
                secure=settings.SESSION_COOKIE_SECURE,
                httponly=True,
                samesite="Lax",
            )
        return response

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> None:
        """A POST without a session, to a page that asks for one: keep it, and let the sign-in page come."""
        if request.method != "POST" or request.user.is_authenticated or not _signs_in_first(request):
            return
        if whose := _whose(request):
            _keep(request, whose)


def page_of_another_sign_in(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A page that was open while its reader signed in again elsewhere: its token fits no more. Nothing is done; the page comes
    again with the words. What another site sent is refused.
    """
    ours = request.headers.get("Origin", "").removeprefix(f"{request.scheme}://") == request.get_host()
    if ours and request.user.is_authenticated and _signs_in_first(request) and _keep(request, str(request.user.pk)):
        return HttpResponseRedirect(request.get_full_path())
    return csrf_failure(request, reason=reason)


def keep_typed(request: HttpRequest) -> None:
    """What somebody signed in has sent to a page that first asks once more who they are."""
    if request.method == "POST":
        _keep(request, str(request.user.pk))


def _signs_in_first(request: HttpRequest) -> bool:
    """Whether it is a page of the service itself, behind the sign-in."""
    route = route_of(request.resolver_match.view_name) if request.resolver_match else None
    return route is not None and not route.public and not route.signing_in


def _keep(request: HttpRequest, whose: str) -> bool:
    """Keep what is sent, beside what came from other pages; of each page what it sent last."""
    if typed := _typed(request):
        kept = {"whose": whose, "path": request.get_full_path(), "typed": typed, "at": time.time()}
        _put(request, [*_of_other_pages(request, whose), kept])
    return bool(typed)


def typed_before(request: HttpRequest) -> MultiValueDict | None:
    """What this person was typing on this page when their sign-in ran out, or None."""
    kept = next((one for one in _kept(request) if _is_of(one, request, str(request.user.pk))), None)
    return MultiValueDict(kept["typed"]) if kept else None


def forget_typed(request: HttpRequest) -> None:
    """The page was sent again: what was kept of it goes; other pages keep theirs."""
    if KEY in request.session:
        _put(request, _of_other_pages(request, str(request.user.pk)))


def _put(request: HttpRequest, kept: list[dict[str, Any]]) -> None:
    """Seal what is kept, the newest at the end; the oldest go where it is too much."""
    kept = kept[-PAGES:]
    while sum(_length(one["typed"]) for one in kept) > ALTOGETHER:
        kept = kept[1:]
    if kept:
        request.session[KEY] = seal_text(json.dumps(kept))
    else:
        request.session.pop(KEY, None)


def _kept(request: HttpRequest) -> list[dict[str, Any]]:
    """What is kept and is not too old, of whatever page."""
    try:
        kept = json.loads(unseal_text(request.session[KEY]))
    except (KeyError, InvalidToken):
        return []
    return [one for one in kept if time.time() - one["at"] < KEPT_SECONDS]


def _of_other_pages(request: HttpRequest, whose: str) -> list[dict[str, Any]]:
    return [one for one in _kept(request) if not _is_of(one, request, whose)]


def _is_of(kept: dict[str, Any], request: HttpRequest, whose: str) -> bool:
    return kept["whose"] == whose and kept["path"] == request.get_full_path()


def _whose(request: HttpRequest) -> str:
    try:
        return str(_signer.unsign(request.COOKIES.get(settings.WHOSE_COOKIE_NAME, "")))
    except BadSignature:
        return ""


def _typed(request: HttpRequest) -> dict[str, list[str]]:
    typed = {name: [str(value) for value in values] for name, values in request.POST.lists()}
    typed.pop("csrfmiddlewaretoken", None)
    return typed if _length(typed) <= LONGEST else {}


def _length(typed: dict[str, list[str]]) -> int:
    return sum(len(value) for values in typed.values() for value in values)
