"""A request as pages see it: somebody is signed in, and the middleware has said who and how far they see."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest  # noqa: TID251 - the type of what pages are handed, not a response to give
from django.urls import ResolverMatch

from access.models import Staff, User
from access.routes import Reach


class StaffRequest(HttpRequest):
    """What stands on every request that a page gets (access/middleware.py puts it there)."""

    user: User
    staff: Staff
    now: datetime  # business time at the beginning of the request
    reach: Reach
    navigation: list[dict[str, Any]]
    resolver_match: ResolverMatch
