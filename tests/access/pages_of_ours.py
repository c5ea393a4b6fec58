"""The pages that somebody who works here may open, and how a test opens one and sees whether it shows a family."""

from django.urls import reverse

from access.records import uuid7
from access.roles import ROLES
from access.routes import ROUTES, Reach
from tests.regressions.filling import parts_of

INSIDE = [role for role in ROLES.values() if not role.partner]
OURS = sorted(
    name for name, route in ROUTES.items() if ":" in name and not route.public and route.reach(INSIDE) is not Reach.NONE
)


def canaries(case, old):
    return (
        case.reference,
        old.reference,
        *(child.full_name for child in case.children),
        "periwinkle",
        "There is a dog",
    )


def get(client, name, places):
    return client.get(reverse(name, args=[places.get(part, uuid7()) for part in parts_of(name)]), {"q": "x"})
