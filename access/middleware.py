"""What stands round every page: constant headers, the transaction with its identity, and the table of routes."""

import time
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode, urlsplit

import structlog
from allauth.account.authentication import get_authentication_records
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from access import clock, directory, duty, notice
from access.errors import Forbidden, NotAudited
from access.grants import active_staff
from access.identity import look_as
from access.models import Staff, User
from access.operations.duty import waiting
from access.readings import record_reading
from access.requests import IdentifiedRequest
from access.routes import Reach, Route, navigation_for, opens, route_of
from access.sessions import IDLE, IDLE_SECONDS, SEEN
from access.signin import shown_lately
from access.typed import keep_typed
from access.unavailable import unavailable

SEEN_EVERY = 60  # seconds
SHOWS = ("GET", "HEAD")  # what changes no record
GetResponse = Callable[[HttpRequest], HttpResponse]
PERMISSIONS_POLICY = "camera=(), geolocation=(), microphone=(), payment=(), usb=(), interest-cohort=()"


# What an answer gets that was given before anything of ours was asked: to a host that is not ours, say.
BARE = {
    "Permissions-Policy": PERMISSIONS_POLICY,
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


class ConstantHeaders:
    """Headers that never vary, on every answer. Only static files may be stored: everything else may be about a family."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        for name, value in BARE.items():
            response.headers.setdefault(name, value)
        if settings.SECURE_HSTS_SECONDS:
            lasting = f"max-age={settings.SECURE_HSTS_SECONDS}; includeSubDomains; preload"
            response.headers.setdefault("Strict-Transport-Security", lasting)
        if not request.path.startswith("/static/"):
            response.headers["Cache-Control"] = "no-store"
        return response


class Identity:
    """One transaction round the whole handler, rendering included, in which the database knows who is looking.

    Not ATOMIC_REQUESTS: that ends before a template renders, and a lazy queryset in it would then see nothing.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: IdentifiedRequest) -> HttpResponse:
        stay(request)
        with transaction.atomic():
            moment = look_as(request.user)
            request.went_wrong = False
            request.now = moment.now
            request.staff = staff = active_staff(request.user)
            request.session_seconds = idle_limit(request, staff)
            structlog.contextvars.bind_contextvars(user=getattr(request.user, "pk", None))
            shows = request.method in SHOWS
            with notice.as_of(moment.setting, showing=shows), clock.showing(moment.now if shows else None):
                response = self.get_response(request)
            if request.went_wrong:
                transaction.set_rollback(True)
            return response

    def process_exception(self, request: IdentifiedRequest, exception: Exception) -> HttpResponse | None:
        """Nothing half-done: whatever ends in an error page leaves no row behind. No reading noted, nothing shown.

        Rolled back at the end: allauth answers some exceptions with a page (asking for the code again) and reads rows for it.
        """
        request.went_wrong = True
        if isinstance(exception, NotAudited):
            return unavailable(request, not_noted=True)
        if request.resolver_match and (why := why_refused(request, exception)):
            return note_refusal(request, request.resolver_match.view_name, why)
        return None


def why_refused(request: HttpRequest, exception: Exception) -> str:
    """Why somebody who signed in does not get what a page of ours names. What is not there and what is not theirs is one thing."""
    if not request.user.is_authenticated:
        return ""
    if isinstance(exception, PermissionDenied):
        return "right"
    return "not there or not theirs" if isinstance(exception, Http404) else ""


def note_refusal(request: HttpRequest, route: str, because: str) -> HttpResponse | None:
    """Note that somebody was refused a page. An answer only where no sink took it: then not even the refusal is shown."""
    try:
        record_reading("page", by=request.user, route=route, outcome="refused", because=because)
    except NotAudited:
        return unavailable(request, not_noted=True)
    return None


def stay(request: HttpRequest) -> None:
    """Note that somebody is at work: without it the session ends (access/sessions.py).

    Once a minute is enough, and saves a write at nearly every page; a session ends up to a minute early, never late.
    """
    moment = int(time.time())
    if request.user.is_authenticated and moment - request.session.get(SEEN, 0) >= SEEN_EVERY:
        request.session[SEEN] = moment


def idle_limit(request: HttpRequest, staff: Staff | None) -> int:
    """How long this session lives without a request: by whose people its owner is today, so that moving somebody moves the limit."""
    seconds = IDLE_SECONDS[staff is None or not staff.organisation.is_council]
    if request.user.is_authenticated and request.session.get(IDLE) != seconds:
        request.session[IDLE] = seconds
    return seconds


class RouteTable:
    """A page opens only to the roles that its row in access/routes.py names, and after the second factor."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: IdentifiedRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        name = request.resolver_match.view_name if request.resolver_match else ""
        route = route_of(name)
        if route is None:
            raise Http404(f"{name} has no row in the table of routes")
        if any("\0" in text for text in (*map(str, kwargs.values()), *_asked_in(request))):
            raise Http404("no key, reference or filter has this character")
        if route.public or (route.signing_in and request.user.is_authenticated):
            return None
        if (first := comes_first(request, route)) is not None:
            return first
        roles = request.staff.known_roles if request.staff else []
        reach = route.reach(roles)
        if reach is Reach.NONE:
            if (without_audit := note_refusal(request, name, "role")) is not None:
                return without_audit
            if route.about_case or route.asks:
                raise Http404
            raise Forbidden(name)
        if route.step_up and not shown_lately(request):
            return show_again(request, route)
        request.reach = reach
        if not request.goes_on:
            return None  # and nowhere else
        request.navigation = navigation_for(roles, name)
        request.finds = opens("cases:search", roles)
        return None


def comes_first(request: IdentifiedRequest, route: Route) -> HttpResponse | None:
    """What somebody has to do before this page opens: sign in, show a second factor, accept the duty of staff. None where nothing is
    left to do, or the page is of those that come before the duty.
    """
    if not request.user.is_authenticated:
        return HttpResponseRedirect(reverse("account_login"))
    if not second_factor_done(request):
        return HttpResponseRedirect(reverse("mfa_index"))
    goes_on = request.staff is None or duty_accepted(request, request.staff.user)
    request.goes_on = goes_on
    return None if goes_on or route.before_duty else ask_duty(request, route)


def _asked_in(request: HttpRequest) -> list[str]:
    """Every value that stands in the address."""
    return [value for values in request.GET.lists() for value in values[1]]


def show_again(request: HttpRequest, route: Route) -> HttpResponse:
    """Ask who it is, and come back: to the same page with what was typed; for a file, to the page that it was asked from."""
    keep_typed(request)
    back = {"next": _page_before(request) if route.file else request.get_full_path()}
    if directory.came_by_it(request):
        return HttpResponseRedirect(directory.again(back["next"]))
    return HttpResponseRedirect(f"{reverse('account_reauthenticate')}?{urlencode(back)}")


ACCEPTED = "duty_accepted"  # in the session: who has accepted which texts, on which day that was asked


def duty_accepted(request: IdentifiedRequest, person: User) -> bool:
    """Whether nothing waits for this person to accept. Asked of the database once a day and session: an acceptance stays."""
    asked = duty.texts()
    if not asked:
        return True
    day = request.now.date()
    stands = [person.pk, day.isoformat(), *(one.digest for one in asked)]
    if request.session.get(ACCEPTED) == stands:
        return True
    if waiting(person, day):
        return False
    request.session[ACCEPTED] = stands
    return True


def ask_duty(request: HttpRequest, route: Route) -> HttpResponse:
    """Show the duty first, and come back to the same page with what was typed; for a file, to the page that it was asked from."""
    keep_typed(request)
    after = _page_before(request) if route.file else request.get_full_path()
    return HttpResponseRedirect(f"{reverse('access:duty')}?{urlencode({'next': after})}")


def _page_before(request: HttpRequest) -> str:
    """The page of ours on which the link stood; without one, Today."""
    before = urlsplit(request.headers.get("Referer", ""))
    if before.netloc != request.get_host():
        return "/"
    return before.path + (f"?{before.query}" if before.query else "")


def second_factor_done(request: HttpRequest) -> bool:
    """Whether this session has shown a second factor."""
    return any(record.get("method") == "mfa" for record in get_authentication_records(request, request.user))
