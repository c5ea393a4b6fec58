"""`manage.py routes`: every URL with what each role gets there, as JSON lines."""

import json
from collections.abc import Iterator
from typing import Any

from django.core.management.base import BaseCommand
from django.urls import URLPattern, URLResolver, get_resolver

from access.roles import ROLES
from access.routes import Reach, route_of


def urls(resolver: URLResolver | None = None, prefix: str = "", namespace: str = "") -> Iterator[tuple[str, str]]:
    """Name and pattern of every URL of the service."""
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            yield from urls(entry, prefix + str(entry.pattern), inner)
        elif isinstance(entry, URLPattern):
            yield f"{namespace}{entry.name}", f"/{prefix}{entry.pattern}"


class Command(BaseCommand):
    help = "Print every URL with what each role gets there, as JSON lines."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        for name, pattern in urls():
            route = route_of(name)
            line: dict[str, Any] = {
                "name": name,
                "url": pattern,
                "listed": route is not None,
                "step_up": route is not None and route.step_up,
            }
            if route:
                line["public"], line["signing_in"] = route.public, route.signing_in
                line["roles"] = {code: str(route.reaches.get(code, Reach.NONE)) for code in ROLES}
            self.stdout.write(json.dumps(line))
