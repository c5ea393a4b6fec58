"""Signing in with the council's own accounts (Microsoft Entra, by OpenID Connect). Off unless it is configured.

The directory says that it is somebody, that they used a second factor, and which roles they have. It makes no accounts: there
must be an invited staff record. The first time the record is found by the e-mail address that the council's directory gives,
afterwards by the directory's own name for the person, which never changes hands.
"""

from typing import Any
from urllib.parse import urlencode

from allauth.account.internal.flows.login import get_authentication_records, record_authentication
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.conf import settings
from django.contrib import messages  # noqa: TID251 - allauth asks its adapter for an answer
from django.http import HttpResponse, HttpResponseRedirect  # noqa: TID251 - the same
from django.urls import reverse

from access.errors import Refused

PROVIDER = "council"


def address() -> str:
    """Where one begins, or nothing where it is not configured."""
    return reverse("openid_connect_login", args=[PROVIDER]) if settings.OIDC_SERVER_URL else ""


def again(back: str) -> str:
    """Where somebody who came by it shows once more who they are."""
    return f"{address()}?{urlencode({'process': 'redirect', 'next': back, 'auth_params': 'prompt=login'})}"


def came_by_it(request: Any) -> bool:
    """Whether this session began there."""
    return any(one.get("method") == "socialaccount" for one in get_authentication_records(request, request.user))


class CouncilSignIn(DefaultSocialAccountAdapter):
    """allauth's, asking us whose account it is."""

    def is_open_for_signup(self, request: Any, sociallogin: Any) -> bool:
        return False

    def pre_social_login(self, request: Any, sociallogin: Any) -> None:
        from access.operations import directory

        claims = sociallogin.account.extra_data.get("id_token", {})
        known = sociallogin.user if sociallogin.is_existing else None
        again = sociallogin.state.get("process") == "redirect"
        try:
            user = directory.admit(claims, known=known, looking=request.user if again else None)
        except Refused as refusal:
            raise ImmediateHttpResponse(_refuse(request, refusal.sentence)) from refusal
        sociallogin.account.extra_data = {}  # the name by which the directory knows them is all that is kept
        if known is None:
            sociallogin.connect(request, user)
        sociallogin.user = user
        record_authentication(request, user, method="mfa", type="council", reauthenticated=again or None)

    def on_authentication_error(self, request: Any, provider: Any, **kwargs: Any) -> None:
        """Cancelled there, or something is wrong on the way: back to where one may try again."""
        raise ImmediateHttpResponse(_refuse(request, "The council’s sign-in did not work. Try again."))


def _refuse(request: Any, sentence: str) -> HttpResponse:
    messages.error(request, sentence)
    return HttpResponseRedirect("/" if request.user.is_authenticated else reverse("account_login"))
