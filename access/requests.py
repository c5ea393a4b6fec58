"""A request as pages see it: somebody is signed in, and the middleware has said who and how far they see."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest  # noqa: TID251 - the type of what pages are handed, not a response to give
from django.urls import ResolverMatch

from access.models import Staff, User
from access.routes import Reach


class IdentifiedRequest(HttpRequest):
    """What stands on every request, whoever sends it (access/middleware.py puts it there)."""

    staff: Staff | None  # who works here, if anybody: what pages and the frame read
    now: datetime  # business time at the beginning of the request
    session_seconds: int  # the frame warns in time
    went_wrong: bool  # whatever ended in an error page is rolled back
    goes_on: bool  # whether the frame shows where else to go
    reach: Reach  # how far this role sees: CasePage asks
    navigation: list[dict[str, Any]]  # the frame's links
    finds: bool  # whether the frame has its search box


class StaffRequest(IdentifiedRequest):
    """What a page of ours gets: somebody who works here has come through the table of routes."""

    user: User
    staff: Staff
    resolver_match: ResolverMatch
