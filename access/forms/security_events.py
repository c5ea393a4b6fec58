"""The filters of the security events."""

from typing import Any

from django import forms
from django.db.models import Q

from access.forms.filters import PersonFilter

# What somebody looks for, in the words of the page, and what the log calls it.
KINDS: dict[str, tuple[str, Q]] = {
    "sign_in": ("Signing in and out", Q(kind__in=["sign_in", "sign_out", "sessions_ended"])),
    "factor": ("Second factors and passwords", Q(kind__startswith="factor_") | Q(kind__startswith="password_")),
    "rights": (
        "Accounts, invitations and rights",
        Q(kind__in=["account_added", "rights_changed", "access_reviewed"]) | Q(kind__startswith="invit"),
    ),
    "terms": ("Terms of partner organisations", Q(kind__startswith="terms_")),
    "duty": ("The duty of staff", Q(kind="duty_accepted")),
    "setting": ("Settings", Q(kind__startswith="setting_") | Q(kind__startswith="flag_rule_")),
    "extract": ("What may leave for research", Q(kind__startswith="extract_")),
    "file": ("Files that were taken away", Q(kind__in=["export", "download"])),
}


class SecurityFilter(PersonFilter):
    """By who did it or whom it was about, by what it was and how it ended, between two days."""

    kind = forms.ChoiceField(label="What happened", required=False)
    outcome = forms.ChoiceField(
        label="Outcome", required=False, choices=(("", "Any"), ("done", "Done"), ("failed", "Failed"))
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._choose("kind", [(code, label) for code, (label, _) in KINDS.items()])
