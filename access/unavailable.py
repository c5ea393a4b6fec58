"""When nothing can be shown or saved now: a page that says so, whom to ring, and a form that sends once more what was typed.

It asks neither the database nor the session: either may be what is missing.
"""

import sys
from collections.abc import Iterator

from django import db
from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponse  # noqa: TID251 - the page of an error is no page of a view
from django.http.multipartparser import MultiPartParserError  # noqa: TID251 - what reading a body raises
from django.template.loader import render_to_string
from django.urls import Resolver404, resolve
from django.views import defaults
from psycopg import InterfaceError, OperationalError
from psycopg.errors import InternalError_

from access.routes import route_of

# The last is the server's own XX000: a file that it could neither read nor make longer, say. What a program does wrong is none of these.
NO_DATABASE = (db.OperationalError, db.InterfaceError, OperationalError, InterfaceError, InternalError_)
RETRY_AFTER = {"Retry-After": "60"}  # seconds, for programs; people are told "a few minutes"


def server_error(request: HttpRequest) -> HttpResponse:
    """The page of whatever went wrong (`handler500` of the roof): 503 where the database did not do its part, else 500."""
    if any(isinstance(error, NO_DATABASE) for error in _raised(sys.exc_info()[1])):
        return unavailable(request)
    return defaults.server_error(request)


def unavailable(request: HttpRequest, *, not_noted: bool = False) -> HttpResponse:
    """503. `not_noted`: because no sink of the audit takes what would be shown."""
    told = {
        "duty_phone": settings.DUTY_PHONE,
        "not_noted": not_noted,
        "sent": request.method == "POST",
        "path": request.get_full_path(),
        "typed": typed_in(request),
    }
    return HttpResponse(render_to_string("503.html", told), status=503, headers=RETRY_AFTER)


def typed_in(request: HttpRequest) -> list[tuple[str, str]]:
    """What a form of the service's own sent, as it was sent, its token too: a form that another site made does not fit any better.

    Nothing of a page of signing in, where passwords are typed.
    """
    if request.method != "POST" or request.headers.get("Origin") != f"{request.scheme}://{request.get_host()}":
        return []
    try:
        route = route_of(resolve(request.path_info).view_name)
        if route is None or route.public or route.signing_in:
            return []
        return [(name, str(value)) for name, values in request.POST.lists() for value in values]
    except (Resolver404, OSError, ValueError, SuspiciousOperation, MultiPartParserError):
        return []  # nothing that could be read


def _raised(error: BaseException | None) -> Iterator[BaseException]:
    """An error, and what it came from or came upon."""
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__
