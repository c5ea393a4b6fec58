"""The duty of staff: the page that comes before everything else until it is accepted, and who has not accepted it."""

from typing import Any

from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.http import url_has_allowed_host_and_scheme

from access.duty import Duty, texts
from access.forms.duty import DutyForm
from access.operations import duty
from access.views.pages import OperationView, Page


class AcceptDuty(OperationView):
    """The texts that wait, and the question; afterwards what one has accepted, and when."""

    form_class = DutyForm
    template_name = "access/duty/accept.html"
    submit = "Accept and go on"
    done_message = ""

    @cached_property
    def waiting(self) -> tuple[Duty, ...]:
        return duty.waiting(self.request.user, self.request.now.date())

    def get_initial(self) -> dict[str, Any]:
        return {"seen": " ".join(one.digest for one in self.waiting)}

    def run(self, answers: dict[str, Any]) -> Any:
        return duty.accept(answers["seen"].split(), by=self.request.user)

    def form_invalid(self, form: Any) -> Any:
        """The page shows the texts as they stand now, so the next press is about these."""
        form.data = form.data.copy()
        form.data["seen"] = self.get_initial()["seen"]
        return super().form_invalid(form)

    def get_success_url(self) -> str:
        """Back to where one was going: a page of ours, or Today."""
        after = self.request.GET.get("next", "")
        ours = url_has_allowed_host_and_scheme(after, {self.request.get_host()}, require_https=self.request.is_secure())
        return after if ours and after.startswith("/") else reverse("desk:today")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            waiting=self.waiting, accepted=duty.accepted_by(self.request.user), asked=bool(texts()), **kwargs
        )


class DutyList(Page):
    """Who has accepted the texts in force, and who has not, by team."""

    template_name = "access/duty/list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(standing=duty.standing(by=self.request.user), **kwargs)
