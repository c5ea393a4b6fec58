"""Security events for the Data Protection Officer, and above them how the audit stands."""

from typing import Any

from django.db.models import Q

from access.audit import standing
from access.forms.security_events import KINDS, SecurityFilter
from access.models import SecurityEvent
from access.models.readings import EventQuerySet
from access.readings import record_reading
from access.views.filtered import PAGE, FilteredLog

WORDS = {
    "sign_in": "Signed in",
    "sign_out": "Signed out",
    "factor_added": "Second factor added",
    "factor_removed": "Second factor taken away",
    "password_changed": "Password changed",
    "password_reset": "Password reset",
    "sessions_ended": "Other sessions ended",
    "account_added": "Account added",
    "invited": "Invited",
    "invitation_withdrawn": "Invitation taken back",
    "invitation_accepted": "Invitation accepted",
    "terms_accepted": "A partner’s terms accepted",
    "terms_ended": "A partner’s terms ended",
    "duty_accepted": "The duty of staff accepted",
    "rights_changed": "Roles, teams or access changed",
    "access_reviewed": "Access review signed",
    "setting_proposed": "Setting proposed",
    "setting_approved": "Setting approved",
    "setting_refused": "Setting refused",
    "setting_withdrawn": "Setting taken back",
    "setting_in_force": "Setting put in force",
    "flag_rule_on": "Rule about readings switched on",
    "flag_rule_off": "Rule about readings switched off",
    "export": "File taken away",
    "download": "File taken away",
}
FAILED = {"sign_in": "Could not sign in"}
BECAUSE = {
    "password": "wrong password",
    "code": "wrong code",
    "totp": "an app",
    "webauthn": "a passkey",
    "recovery_codes": "recovery codes",
}


class SecurityEvents(FilteredLog):
    """Who signed in or failed to, factors and passwords, accounts and rights, settings, files taken away: newest first."""

    template_name = "access/security_events/log.html"
    form_class = SecurityFilter

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = self.form()
        rows = self.page(form)
        record_reading(
            "list", by=self.request.user, route="access:security_events", fields=[str(row.pk) for row in rows[:PAGE]]
        )
        return super().get_context_data(
            standing=standing.lines(),
            filter=form,
            rows=[in_words(row) for row in rows[:PAGE]],
            older=self.older(rows),
            filtered=bool(self.chosen()),
            **kwargs,
        )

    def rows(self, form: SecurityFilter) -> EventQuerySet:
        rows = SecurityEvent.objects.between(*form.moments)
        chosen = form.cleaned_data
        if (who := form.user_key) is not None:
            rows = rows.filter(Q(user_key=who) | Q(about_key=who))
        if kind := chosen.get("kind"):
            rows = rows.filter(KINDS[kind][1])
        return rows.filter(outcome=chosen["outcome"]) if chosen.get("outcome") else rows


def in_words(event: SecurityEvent) -> dict[str, Any]:
    """One event: when, what, who, about whom, and what is known of it."""
    plain = WORDS.get(event.kind, event.kind.replace("_", " ").capitalize())
    return {
        "at": event.at,
        "what": FAILED.get(event.kind, plain) if event.outcome == "failed" else plain,
        "failed": event.outcome == "failed",
        "who": event.user_name or "somebody without an account",
        "about": event.about_name if event.about_key != event.user_key else "",
        "because": BECAUSE.get(event.because, event.because),
        "address": event.address,
    }
