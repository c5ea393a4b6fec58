"""What allauth's forms ask otherwise here."""

from typing import Any

from allauth.account.forms import ResetPasswordForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm, LoginWebAuthnForm
from django import forms

from access.operations import letters


class ResetForm(ResetPasswordForm):
    """Asks for an address and looks nothing up: what becomes of it is decided where nobody can watch."""

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"]).lower()

    def save(self, request: Any, **kwargs: Any) -> str:
        letters.ask_for_reset(self.cleaned_data["email"])
        return str(self.cleaned_data["email"])


class PasskeySignIn(LoginWebAuthnForm):
    """What the device answered on the sign-in page."""

    credential = forms.JSONField(
        widget=forms.HiddenInput, error_messages={"required": "This browser gave no passkey. Use your password."}
    )


class PasskeyForm(AddWebAuthnForm):
    """A passkey always asks for the device's own lock, so that it stands for both factors."""

    name = forms.CharField(
        label="Name of this passkey",
        help_text="So that you know it again, such as Work telephone.",
        max_length=60,
        required=False,
    )
    passwordless = forms.BooleanField(widget=forms.HiddenInput, required=False)

    def clean_passwordless(self) -> bool:
        return True
