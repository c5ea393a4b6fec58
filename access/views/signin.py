"""What we add to allauth's pages of signing in."""

from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.totp.views import ActivateTOTPView
from django.http import HttpResponse


class ActivateSecondFactor(ActivateTOTPView):
    """Setting up the app shows a right code: that is the second factor of this session, and the service opens."""

    def form_valid(self, form: ActivateTOTPForm) -> HttpResponse:
        response = super().form_valid(form)
        record_authentication(self.request, self.request.user, method="mfa", type="totp")
        return response
