"""How allauth behaves here: accounts are made by a user administrator, secrets are sealed, who left stays outside."""

import time
from ipaddress import ip_address
from typing import Any, ClassVar

from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.core import context
from allauth.core.internal import ratelimit
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages  # noqa: TID251 - allauth asks its adapter for an answer
from django.http import HttpResponseRedirect  # noqa: TID251 - the same
from django.urls import reverse

from access import security
from access.known import known_as
from access.seal import seal_text, unseal_text


def _is_trusted(address: str) -> bool:
    try:
        return any(ip_address(address) in network for network in settings.TRUSTED_PROXIES)
    except ValueError:
        return False


def shown_lately(request: Any) -> bool:
    """Whether whoever uses this session has shown who they are within REAUTHENTICATION_TIMEOUT: by signing in, or again since."""
    records = get_authentication_records(request, request.user)
    shown = max((record.get("at", 0) for record in records), default=0)
    return bool(time.time() - shown <= app_settings.REAUTHENTICATION_TIMEOUT)


class AccountAdapter(DefaultAccountAdapter):
    """Nobody signs up: an account comes with a staff record."""

    error_messages: ClassVar[dict[str, str]] = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": "The e-mail address or the password is not right.",
        "too_many_login_attempts": "Too many tries. Wait five minutes and try again.",
    }

    def get_client_ip(self, request: Any) -> str:
        """Where the browser is. What a header says counts only as far as trusted proxies wrote it, from the last one backwards."""
        address = request.META.get("REMOTE_ADDR", "")
        said = request.headers.get("X-Forwarded-For", "").split(",")
        while said and _is_trusted(address):
            address = said.pop().strip() or address
        return str(address)

    def pre_authenticate(self, request: Any, **credentials: Any) -> None:
        """Too many tries are noted too. A browser that this account knows counts apart from the rest of the world."""
        email = credentials.get("email", "")
        browser = known_as(request, email)
        usage = ratelimit.consume(
            request,
            app="allauth.account",
            action="login_failed_known" if browser else "login_failed",
            key=f"{email.lower()}:{browser}",
        )
        if not usage:
            security.failed(email, "too many tries")
            raise self.validation_error("too_many_login_attempts")
        self._login_failed_rl_usage = usage

    def authenticate(self, request: Any, **credentials: Any) -> Any:
        """Whoever may not sign in gets the answer of a wrong password: nobody learns from it who works here."""
        user = super().authenticate(request, **credentials)
        if user is not None and not user.is_active:
            self.authentication_failed(request, **credentials)
            return None
        return user

    def authentication_failed(self, request: Any, **credentials: Any) -> None:
        security.failed(credentials.get("email", ""), "password")

    def respond_user_inactive(self, request: Any, user: Any) -> Any:
        """By a passkey, or by a link that was good a moment ago: the same sentence."""
        self.add_message(request, messages.ERROR, message=self.error_messages["email_password_mismatch"])
        return HttpResponseRedirect(reverse("account_login"))

    def is_open_for_signup(self, request: Any) -> bool:
        return False

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """allauth asks again even of somebody who signed in a moment ago; we ask after REAUTHENTICATION_TIMEOUT seconds."""
        return not shown_lately(context.request)


def is_last_factor(factor: Authenticator) -> bool:
    """Whether its owner could sign in no more without it. Recovery codes are for a day without one, not instead of one."""
    kinds = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
    others = Authenticator.objects.filter(user_id=factor.user_id, type__in=kinds).exclude(pk=factor.pk)
    return factor.type in kinds and not others.exists()


class MFAAdapter(DefaultMFAAdapter):
    """Second-factor secrets are stored sealed: a stolen dump opens no account. Nobody is left without a factor."""

    error_messages: ClassVar[dict[str, str]] = DefaultMFAAdapter.error_messages | {
        "cannot_delete_authenticator": "This is your only second factor. Set up another one first.",
        "incorrect_code": "That did not work. Try again.",
    }

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        return not is_last_factor(authenticator)

    def generate_authenticator_name(self, user: Any, type: Any) -> str:
        """What a passkey is called whose owner gave it no name."""
        number = Authenticator.objects.filter(user_id=user.pk, type=type).count()
        return f"Passkey {number + 1}"

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return super().get_public_key_credential_rp_entity() | {"name": settings.MFA_TOTP_ISSUER}

    def encrypt(self, text: str) -> str:
        return seal_text(text)

    def decrypt(self, encrypted_text: str) -> str:
        return unseal_text(encrypted_text)
