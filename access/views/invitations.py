"""Inviting somebody, and coming in by the link."""

from typing import Any

from allauth.account.internal.flows.login import perform_password_login
from allauth.account.models import Login
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.decorators import method_decorator

from access.errors import Refused
from access.forms.invitations import PasswordForm
from access.operations import invitations
from access.views.pages import OperationView, Page
from access.views.staff import person_at


class InvitationPage(Page):
    """Whether somebody's invitation is on its way, with what can be done about it."""

    template_name = "access/staff/invitation.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        person = person_at(self.kwargs["staff"])
        return super().get_context_data(
            person=person,
            waiting=invitations.waiting(person.user),
            come_in=(come_in := invitations.has_come_in(person.user)),
            tie=come_in and invitations.may_be_invited(person.user),
            **kwargs,
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        person = person_at(self.kwargs["staff"])
        try:
            messages.success(request, self._do(person, request.POST.get("do", "")))
        except Refused as refusal:
            return self.render_to_response(self.get_context_data(refused=refusal.sentence), status=422)
        return HttpResponseRedirect(reverse("access:invitation", args=[person.pk]))

    def _do(self, person: Any, what: str) -> str:
        if what == "withdraw":
            invitations.withdraw(person, by=self.request.user)
            return "The invitation is withdrawn"
        invitations.invite(person, by=self.request.user)
        if invitations.has_come_in(person.user):
            return "Their work account is tied when they next sign in with it"
        return "An invitation is on its way"


@method_decorator(login_not_required, name="dispatch")
class Invited(OperationView):
    """The page behind the link. Opening it uses nothing up: programs that look at e-mails open links too."""

    form_class = PasswordForm
    template_name = "access/staff/invited.html"
    heading = "Set your password"
    lead = "Then you set up a second factor, and the service opens."
    submit = "Continue"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        self.invitation = invitations.good(self.kwargs["token"])
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return super().get(request, *args, **kwargs) if self.invitation else self.gone()

    def post(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        return super().post(request, *args, **kwargs) if self.invitation else self.gone()

    def gone(self) -> HttpResponse:
        return self.response_class(
            request=self.request, template=["access/staff/link_gone.html"], context={}, status=404
        )

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"user": self.invitation.user if self.invitation else None}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With the address as user name, for password managers: whoever has the link has the letter."""
        return super().get_context_data(username=self.invitation.user.email if self.invitation else "", **kwargs)

    def run(self, answers: dict[str, Any]) -> HttpResponse:
        user = invitations.accept(self.kwargs["token"], answers["password1"])
        return perform_password_login(self.request, {"email": user.email}, Login(user=user, email=user.email))

    def get_success_url(self) -> str:
        return str(self.result.url)
