"""What the council must say where its notice is silent, and what it has said."""

from typing import Any

from access import notice
from access.models import CouncilReading
from access.operations import council_settings
from access.views.pages import Page
from access.views.settings import line_of, rights_of
from earlyhelp.policy.answers import READING
from earlyhelp.policy.notice import Reading


class Readings(Page):
    """Each question of the policy with its answer, or amber where there is none."""

    template_name = "access/readings/readings.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = CouncilReading.objects.select_related("decided_by", "change__decided_by")
        entered = list(rows.order_by("-decided_on", "-pk"))
        waiting = [line_of(change) for change in council_settings.still_to_come().filter(what=READING.code)]
        questions = [
            {
                "asked": asked,
                "standing": [
                    self._said(row, asked) for row in entered if row.key == asked.key and not row.withdrawn_on
                ],
                "waiting": [line for line in waiting if line["change"].entry == asked.key],
                "earlier": [self._said(row, asked) for row in entered if row.key == asked.key and row.withdrawn_on],
            }
            for asked in notice.base().readings
        ]
        may_enter = council_settings.PROPOSE_KEEPING in rights_of(self.request.staff)
        return super().get_context_data(questions=questions, policy=notice.base(), may_enter=may_enter, **kwargs)

    def _said(self, row: CouncilReading, asked: Reading) -> dict[str, Any]:
        return {"row": row, "value": READING.say(notice.base(), asked.key, row.value)}
