"""What allauth's forms ask otherwise here."""

import json
from typing import Any

from allauth.account.forms import ResetPasswordForm
from allauth.mfa import app_settings
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm, BaseAuthenticateForm, ReauthenticateForm
from allauth.mfa.webauthn.forms import (
    AddWebAuthnForm,
    AuthenticateWebAuthnForm,
    LoginWebAuthnForm,
    ReauthenticateWebAuthnForm,
)
from django import forms
from django.core.cache import cache
from django.core.exceptions import ValidationError

from access.operations import letters


class ResetForm(ResetPasswordForm):
    """Asks for an address and looks nothing up: what becomes of it is decided where nobody can watch."""

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"]).lower()

    def save(self, request: Any, **kwargs: Any) -> str:
        letters.ask_for_reset(self.cleaned_data["email"])
        return str(self.cleaned_data["email"])


class ServesOnce(BaseAuthenticateForm):
    """A code that was typed serves nobody again for as long as it is good: the half minutes around its own count too.

    allauth forgets after one half minute that a code was used, and takes it for three (RFC 6238, section 5.2, wants it taken once).
    """

    def clean_code(self) -> str:
        code = super().clean_code()
        found = self.authenticator
        good_for = (2 * app_settings.TOTP_TOLERANCE + 1) * app_settings.TOTP_PERIOD
        digits = "".join(filter(str.isdigit, code))
        if found.type == found.Type.TOTP and not cache.add(f"access.code.{found.user_id}.{digits}", "used", good_for):
            self._emit_authentication_failed(found)
            raise get_adapter().validation_error("incorrect_code")
        return code


class CodeSecond(ServesOnce, AuthenticateForm):
    """The code after the password."""


class CodeAgain(ServesOnce, ReauthenticateForm):
    """The code where somebody shows once more who they are."""


class Credential(forms.JSONField):
    """What a device answered: a small piece of JSON in plain letters. It serves once, so that it is not shown again.

    What is too deep to be read, or could not be part of an answer, is a mistake in words: anybody can send it, before signing in.
    """

    LONGEST = 20_000  # characters; the longest that devices send is a quarter of it

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"widget": forms.HiddenInput, **kwargs})

    def to_python(self, value: Any) -> Any:
        if isinstance(value, str) and len(value) > self.LONGEST:
            raise self._wrong()
        try:
            found = super().to_python(value)
        except RecursionError as error:
            raise self._wrong() from error
        if not json.dumps(found, ensure_ascii=False).isascii():
            raise self._wrong()
        return found

    def _wrong(self) -> ValidationError:
        return ValidationError(self.error_messages["invalid"], code="invalid")

    def bound_data(self, data: Any, initial: Any) -> str:
        """Not read again to be shown: it may be too deep for that."""
        return ""

    def prepare_value(self, value: Any) -> str:
        """An empty box, whatever was sent: what is in it already the script of the page takes for the device's answer."""
        return ""


class PasskeySignIn(LoginWebAuthnForm):
    """What the device answered on the sign-in page."""

    credential = Credential(error_messages={"required": "This browser gave no passkey. Use your password."})


class PasskeySecond(AuthenticateWebAuthnForm):
    """What the device answered after the password."""

    credential = Credential()


class PasskeyAgain(ReauthenticateWebAuthnForm):
    """What the device answered where somebody shows once more who they are."""

    credential = Credential()


class PasskeyForm(AddWebAuthnForm):
    """A passkey always asks for the device's own lock, so that it stands for both factors."""

    credential = Credential()
    name = forms.CharField(
        label="Name of this passkey",
        help_text="So that you know it again, such as Work telephone.",
        max_length=60,
        required=False,
    )
    passwordless = forms.BooleanField(widget=forms.HiddenInput, required=False)

    def clean_passwordless(self) -> bool:
        return True
