"""What the council must say where its notice is silent, and what it has said."""

from datetime import date
from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse

from access import notice
from access.forms.readings import BecauseForm, ReadingForm
from access.models import CouncilReading
from access.operations import council_readings
from access.views.pages import OperationView, Page
from earlyhelp.govuk.words import day
from earlyhelp.policy import UnknownCode
from earlyhelp.policy.notice import Reading


class Readings(Page):
    """Each question of the policy with its answer, or amber where there is none."""

    template_name = "access/readings/readings.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        entered = list(CouncilReading.objects.select_related("decided_by").order_by("-decided_on", "-pk"))
        questions = [
            {
                "asked": asked,
                "standing": [
                    self._said(row, asked) for row in entered if row.key == asked.key and not row.withdrawn_on
                ],
                "earlier": [self._said(row, asked) for row in entered if row.key == asked.key and row.withdrawn_on],
            }
            for asked in notice.policy().readings
        ]
        may_enter = any("access.enter_reading" in role.may for role in self.request.staff.known_roles)
        return super().get_context_data(questions=questions, policy=notice.policy(), may_enter=may_enter, **kwargs)

    def _said(self, row: CouncilReading, asked: Reading) -> dict[str, Any]:
        words = {choice.code: choice.label for choice in asked.choices}
        value = day(date.fromisoformat(row.value)) if asked.kind == "date" else words.get(row.value, row.value)
        return {"row": row, "value": value}


class ReadingChange(OperationView):
    """A form about a reading; back to the list when it is done."""

    def get_success_url(self) -> str:
        return reverse("access:readings")

    get_cancel_url = get_success_url


class EnterReading(ReadingChange):
    """Enter the council's answer."""

    form_class = ReadingForm
    heading = "Enter the council’s reading"
    done_message = "The reading is entered"

    def asked(self) -> Reading:
        try:
            return notice.policy().reading(self.kwargs["key"])
        except UnknownCode:
            raise Http404 from None

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"asked": self.asked()}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"lead": self.asked().because}

    def run(self, answers: dict[str, Any]) -> CouncilReading:
        return council_readings.enter(self.kwargs["key"], by=self.request.user, **answers)


class WithdrawReading(ReadingChange):
    """Take an answer back."""

    form_class = BecauseForm
    heading = "Withdraw this reading"
    lead = "What rests on it is unset from today: nothing that needs it can be due."
    submit = "Withdraw reading"
    done_message = "The reading is withdrawn"

    def run(self, answers: dict[str, Any]) -> CouncilReading:
        reading = get_object_or_404(CouncilReading, pk=self.kwargs["reading"])
        return council_readings.withdraw(reading, by=self.request.user, **answers)
