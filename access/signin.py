"""How allauth behaves here: accounts are made by a user administrator, secrets are sealed, who left stays outside."""

import time
from typing import Any, ClassVar

from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from django.core.exceptions import ValidationError

from access import security
from access.seal import seal_text, unseal_text


class AccountAdapter(DefaultAccountAdapter):
    """Nobody signs up: an account comes with a staff record."""

    error_messages: ClassVar[dict[str, str]] = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": "The e-mail address or the password is not right.",
        "too_many_login_attempts": "Too many tries. Wait five minutes and try again.",
    }

    def is_open_for_signup(self, request: Any) -> bool:
        return False

    def pre_authenticate(self, request: Any, **credentials: Any) -> None:
        """Too many tries are noted too."""
        try:
            super().pre_authenticate(request, **credentials)
        except ValidationError:
            security.failed(credentials.get("email", ""), "too many tries")
            raise

    def authentication_failed(self, request: Any, **credentials: Any) -> None:
        security.failed(credentials.get("email", ""), "password")

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """allauth asks again even of somebody who signed in a moment ago; we ask after REAUTHENTICATION_TIMEOUT seconds."""
        request = context.request
        records = get_authentication_records(request, request.user)
        shown = max((record.get("at", 0) for record in records), default=0)
        return time.time() - shown > app_settings.REAUTHENTICATION_TIMEOUT


class MFAAdapter(DefaultMFAAdapter):
    """Second-factor secrets are stored sealed: a stolen dump opens no account."""

    def encrypt(self, text: str) -> str:
        return seal_text(text)

    def decrypt(self, encrypted_text: str) -> str:
        return unseal_text(encrypted_text)
