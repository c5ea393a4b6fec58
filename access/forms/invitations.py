"""Setting the first password."""

from typing import Any

from allauth.account.forms import PasswordField, PasswordVerificationMixin, SetPasswordField
from django import forms


class PasswordForm(PasswordVerificationMixin, forms.Form):
    """A password, twice, by the rules that hold for every password here."""

    password1 = SetPasswordField(
        label="Password", help_text="At least 12 characters. Three words that do not belong together are good."
    )
    password2 = PasswordField(label="The password again", autocomplete="new-password")

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password1"].user = user  # type: ignore[attr-defined]  # the rules look at the account's own words
