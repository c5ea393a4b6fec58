"""What base.html shows round every page."""

from typing import Any

from django.conf import settings

from earlyhelp.govuk.components import register

# Before the end of the session. It may come a minute early (access.middleware), so the page promises two minutes.
WARN_SECONDS = 180


def frame(request: Any) -> dict[str, Any]:
    """The context of the frame: `navigation` is a list of dicts of text, href and active."""
    return {
        "council": settings.COUNCIL,
        "navigation": getattr(request, "navigation", []),
        "finds": getattr(request, "finds", False),
        "signed_in": getattr(request, "staff", None),
        "session_seconds": getattr(request, "session_seconds", 0),
        "warn_seconds": WARN_SECONDS,
        "council_signs_in": bool(settings.OIDC_SERVER_URL),
        "duty_phone": settings.DUTY_PHONE,
    }


@register.simple_tag
def duty_phone() -> str:
    """The duty team's number, for pages that no context processor has seen."""
    return str(settings.DUTY_PHONE)
