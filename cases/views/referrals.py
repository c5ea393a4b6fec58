"""My referrals, starting one, and what was sent."""

from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse

from access import clock, notice
from access.models import Draft, User
from access.operations import drafts
from access.readings import record_reading
from access.requests import StaffRequest
from access.views.pages import OperationView, Page
from access.views.paging import going_on, place_in
from cases.forms.referral_draft import KIND, ReferralDraft
from cases.forms.referrals import AnswerForm, StartForm
from cases.models import Case
from cases.operations import messages, referrals

SOON = 7  # days before a draft is removed, from which on the list warns
PAGE = 25
WAITING, DECIDED = "sent", "decided"
LISTS = {WAITING: False, DECIDED: True}  # whether they were told what was decided


class MyReferrals(Page):
    """Drafts with their age and whom they are about, what was sent and by when one hears, what is decided and what one was told.

    The two lists go on each by itself: `show` in the address says which of them goes on after the place there.
    """

    request: StaffRequest
    template_name = "cases/referrals/list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        now, today = clock.now(), clock.today()
        waiting, decided = self._rows(WAITING), self._rows(DECIDED)
        mine = waiting[:PAGE] + decided[:PAGE]
        said = messages.by_case(mine, self.request.user)
        record_reading(
            "list", by=self.request.user, route="cases:my_referrals", fields=[case.reference for case in mine]
        )
        return super().get_context_data(
            drafts=[] if self.goes_on else [_aged(draft, self.request.user, today) for draft in self._drafts()],
            sent=[{"case": case, "hears": messages.hearing(case, said[case.pk], now)} for case in waiting[:PAGE]],
            decided=[{"case": case, "told": messages.last_told(said[case.pk])} for case in decided[:PAGE]],
            shown=self.goes_on,
            older_sent=_older(waiting, WAITING),
            older_decided=_older(decided, DECIDED),
            **kwargs,
        )

    @property
    def goes_on(self) -> str:
        """Which list the address goes on with; an empty string on the first page, which has both."""
        asked = self.request.GET.get("show", "")
        return asked if asked in LISTS else ""

    def _rows(self, which: str) -> list[Case]:
        """A page of one of the lists, and one more where there are older ones."""
        if self.goes_on not in ("", which):
            return []
        after = place_in(self.request.GET.get("after", "")) if self.goes_on else None
        found = Case.objects.sent_by(self.request.user).told_what_was_decided(LISTS[which])
        return found.newest_received(size=PAGE + 1, after=after)

    def _drafts(self) -> "QuerySet[Draft]":
        return Draft.objects.filter(author=self.request.user, kind=KIND).order_by("-changed_at")


def _older(rows: list[Case], which: str) -> str:
    """The address of the page after these, where there is one."""
    return going_on(rows[PAGE - 1].received_at, rows[PAGE - 1].pk, show=which) if len(rows) > PAGE else ""


def _aged(draft: Draft, author: User, today: date) -> dict[str, Any]:
    """A draft with its age in words, whom it is about as far as that was typed, and whether it is about to be removed."""
    days = (today - clock.uk_date(draft.changed_at)).days
    words = {0: "today", 1: "yesterday"}.get(days, f"{days} days ago")
    return {
        "draft": draft,
        "about": ReferralDraft(drafts.content_of(draft), author).children_typed,
        "age": words,
        "going": (clock.uk_date(draft.remove_at) - today).days <= SOON,
    }


class NewReferral(OperationView):
    """The danger route first, then the start button. Starting makes the draft, so that nothing typed is lost."""

    request: StaffRequest
    template_name = "cases/referrals/new.html"
    form_class = StartForm
    heading = "Log a referral"
    submit = "Start"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(intake=notice.policy().intake, **kwargs)

    def run(self, answers: dict[str, Any]) -> Draft:
        return drafts.start(KIND, by=self.request.user, key=answers["once"])

    def get_success_url(self) -> str:
        first = "origin" if referrals.takes_down(self.request.user) else "people"
        return reverse(f"cases:referral_{first}", args=[self.result.pk])


class ReferralSent(OperationView):
    """The reference, what happens next, what the hub asks; the answer is written here."""

    request: StaffRequest
    case: Case
    template_name = "cases/referrals/sent.html"
    form_class = AnswerForm
    done_message = "Your answer is sent"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        case = Case.objects.sent_by(self.request.user).filter(reference=kwargs["reference"]).first()
        if case is None:
            raise Http404
        self.case = case
        response = super().dispatch(request, *args, **kwargs)
        record_reading("case_page", by=self.request.user, route="cases:referral_sent", case=case)  # where there is one
        return response

    def run(self, answers: dict[str, Any]) -> Any:
        return messages.answer(self.case, text=answers["text"], by=self.request.user, key=answers["once"])

    def get_success_url(self) -> str:
        return reverse("cases:referral_sent", args=[self.case.reference])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        said = list(messages.between(self.case, self.request.user))
        return super().get_context_data(
            case=self.case,
            hears=messages.hearing(self.case, said, clock.now()),
            messages_between=said,
            **kwargs,
        )
