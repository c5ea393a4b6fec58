"""What we add to allauth's pages of signing in: passkeys first, a second factor that is there at once, and never none."""

from typing import Any

from allauth.account.decorators import reauthentication_required
from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.base.views import IndexView
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.totp.views import ActivateTOTPView, DeactivateTOTPView
from allauth.mfa.webauthn.internal import auth
from allauth.mfa.webauthn.views import AddWebAuthnView, EditWebAuthnView, RemoveWebAuthnView
from django.http import HttpRequest, HttpResponse
from django.urls import reverse, reverse_lazy
from django.utils.decorators import method_decorator

from access.forms.signin import PasskeyForm
from access.signin import is_last_factor


class SecondFactors(IndexView):
    """The ways of signing in that somebody has set up, and the first page of somebody who has none yet."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        passkeys = Authenticator.objects.filter(user=self.request.user, type=Authenticator.Type.WEBAUTHN)
        shown = super().get_context_data(**kwargs)
        several = passkeys.count() + bool(shown["authenticators"].get("totp")) > 1
        return shown | {"passkeys": passkeys.order_by("created_at"), "several": several}


class ActivateSecondFactor(ActivateTOTPView):
    """Setting up the app shows a right code: that is the second factor of this session, and the service opens.

    An app that is there already is replaced by the new one: for a new telephone nobody has to do without in between.
    """

    @method_decorator(reauthentication_required(app="allauth.mfa"))
    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Past allauth's own, which would send whoever has an app to switching it off."""
        return super(ActivateTOTPView, self).dispatch(request, *args, **kwargs)

    def form_valid(self, form: ActivateTOTPForm) -> HttpResponse:
        Authenticator.objects.filter(user=self.request.user, type=Authenticator.Type.TOTP).delete()
        response = super().form_valid(form)
        record_authentication(self.request, self.request.user, method="mfa", type="totp")
        return response


class SwitchOffApp(DeactivateTOTPView):
    """Switch the app off, unless nothing would be left to sign in with: then the page says so at once."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        shown = super().get_context_data(**kwargs)
        last = is_last_factor(self.authenticator)
        return shown | ({"last": True, "form": None} if last else {"last": False})


class AddPasskey(AddWebAuthnView):
    """A passkey is made on the device, with its own lock: that is the second factor of this session too."""

    form_class = PasskeyForm

    def get_form_class(self) -> type[PasskeyForm]:
        return PasskeyForm

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        shown = super().get_context_data(**kwargs)
        return shown | {"js_data": {"creation_options": auth.begin_registration(self.request.user, True)}}

    def form_valid(self, form: PasskeyForm) -> HttpResponse:
        response = super().form_valid(form)
        record_authentication(self.request, self.request.user, method="mfa", type="webauthn")
        return response


class NamePasskey(EditWebAuthnView):
    """Another name for a passkey."""

    success_url = reverse_lazy("mfa_index")


class RemovePasskey(RemoveWebAuthnView):
    """Take a passkey away, unless nothing would be left to sign in with."""

    success_url = reverse_lazy("mfa_index")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(last=is_last_factor(self.object), back=reverse("mfa_index"), **kwargs)

    def form_valid(self, form: Any) -> HttpResponse:
        if is_last_factor(self.object):
            return self.render_to_response(self.get_context_data(form=form), status=422)
        return super().form_valid(form)
