"""Flags among the readings: the officer's list, one flag, a rule switched off; and the questions that somebody is asked about theirs."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import Http404
from django.urls import reverse

from access.models import Staff
from access.readings import record_reading
from access.requests import StaffRequest
from access.views.pages import OperationView, Page
from cases.forms.flags import AnswerFlagForm, ReviewFlagForm, SwitchRuleForm
from cases.models import Case, Flag, FlagRule
from cases.models.flags import TO_REVIEW, UNDECIDED, FlagState
from cases.operations import flags
from cases.operations.flag_rules import RULES, Rule
from cases.views.once_decided import OnceDecided

SHOWN = 50


@dataclass(frozen=True)
class Row:
    """A flag with its rule: what was seen, in words."""

    flag: Flag

    @property
    def rule(self) -> Rule:
        return RULES[self.flag.rule]

    @property
    def seen(self) -> str:
        """The evidence in words: whole numbers without a point."""
        numbers = {
            name: f"{value:g}" if isinstance(value, float) else value for name, value in self.flag.evidence.items()
        }
        return self.rule.says.format(**numbers)

    @property
    def waits(self) -> bool:
        return self.flag.state in TO_REVIEW


class Flags(Page):
    """What waits, what was decided last, and the rules."""

    request: StaffRequest
    template_name = "cases/flags/list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = Flag.objects.exclude(user=self.request.user).select_related("user", "reviewed_by")
        waiting = list(found.filter(state__in=UNDECIDED).order_by("on", "id")[: SHOWN + 1])
        decided = list(found.exclude(state__in=UNDECIDED).order_by("-reviewed_at")[:SHOWN])
        record_reading(
            "list",
            by=self.request.user,
            route="cases:flags",
            fields={one.case_reference or str(one.pk) for one in [*waiting[:SHOWN], *decided]},
        )
        switched = {row.code: row for row in FlagRule.objects.select_related("changed_by")}
        return super().get_context_data(
            waiting=[Row(one) for one in waiting[:SHOWN]],
            more=len(waiting) > SHOWN,
            decided=[Row(one) for one in decided],
            rules=[{"rule": rule, "switched": switched.get(code)} for code, rule in RULES.items()],
            **kwargs,
        )


class ReviewFlag(OnceDecided, OperationView):
    """One flag: the rule, what was seen, why it may be fine, and what the officer makes of it."""

    request: StaffRequest
    template_name = "cases/flags/review.html"
    form_class = ReviewFlagForm
    submit = "Save and next"
    done_message = "It is recorded"

    @property
    def others(self) -> Any:
        """Flags that are not about oneself."""
        return Flag.objects.exclude(user=self.request.user).select_related("user", "reviewed_by")

    def is_decided(self) -> bool:
        return self.others.filter(pk=self.kwargs["flag"]).exclude(state__in=UNDECIDED).exists()

    @property
    def flag(self) -> Flag:
        if (one := self.others.filter(pk=self.kwargs["flag"]).first()) is None:
            raise Http404
        return one

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"asked": self.flag.state != FlagState.NEW}

    def run(self, answers: dict[str, Any]) -> Flag:
        return flags.decide(self.flag, by=self.request.user, **answers)

    def get_success_url(self) -> str:
        """The next one that waits, else the list."""
        following = self.others.filter(state__in=TO_REVIEW).order_by("on", "id").first()
        return reverse("cases:review_flag", args=[following.pk]) if following else reverse("cases:flags")

    def get_cancel_url(self) -> str:
        return reverse("cases:flags")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        flag = self.flag
        case = Case(pk=flag.case_key, reference=flag.case_reference) if flag.case_key else None
        record_reading(
            "flag", by=self.request.user, route="cases:review_flag", case=case, fields=[] if case else [str(flag.pk)]
        )
        staff = Staff.objects.filter(user=flag.user_id).first()
        return super().get_context_data(row=Row(flag), readings=readings_of(flag, staff), **kwargs)


def readings_of(flag: Flag, staff: Staff | None) -> str:
    """Where the readings of that day stand line by line."""
    day = {f"{name}_{part}": getattr(flag.on, part) for name in ("from", "to") for part in ("day", "month", "year")}
    asked = ({"person": str(staff.pk)} if staff else {}) | ({"reference": flag.case_reference} if flag.case_key else {})
    return f"{reverse('cases:access_log')}?{urlencode(asked | day)}"


class SwitchRule(OperationView):
    """Switch one rule off, or on again."""

    request: StaffRequest
    form_class = SwitchRuleForm
    done_message = "It is switched"

    @property
    def rule(self) -> Rule:
        try:
            return RULES[self.kwargs["code"]]
        except KeyError:
            raise Http404 from None

    @property
    def is_on(self) -> bool:
        return self.rule.code not in flags.switched_off()

    def run(self, answers: dict[str, Any]) -> FlagRule:
        on = self.request.GET.get("to") == "on"
        return flags.switch(self.rule.code, is_on=on, by=self.request.user, **answers)

    def get_success_url(self) -> str:
        return reverse("cases:flags")

    get_cancel_url = get_success_url

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        on = self.request.GET.get("to") == "on"
        self.heading = f"Switch on: {self.rule.name}" if on else f"Switch off: {self.rule.name}"
        self.lead = self.rule.words
        self.submit = "Switch it on" if on else "Switch it off"
        return super().get_context_data(**kwargs)


class Asked(OperationView):
    """What the Data Protection Officer asks of whoever looks, the oldest first. It names no family that they do not work with now."""

    request: StaffRequest
    template_name = "cases/flags/asked.html"
    form_class = AnswerFlagForm
    heading = "Questions to you"
    submit = "Send answer"
    done_message = "The Data Protection Officer has your answer"

    @property
    def flag(self) -> Flag | None:
        mine = Flag.objects.filter(user=self.request.user, state=FlagState.ASKED)
        return mine.select_related("reviewed_by").order_by("reviewed_at").first()

    def get_initial(self) -> dict[str, Any]:
        return super().get_initial() | ({"flag": one.pk} if (one := self.flag) else {})

    def run(self, answers: dict[str, Any]) -> Flag | None:
        if not Flag.objects.filter(pk=answers["flag"], user=self.request.user).exists():
            raise Http404
        return flags.answer(answers["flag"], text=answers["text"], by=self.request.user)

    def get_success_url(self) -> str:
        return reverse("cases:asked")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        flag = self.flag
        asked = [flag.case_key] if flag and flag.case_key else []
        theirs = bool(Case.objects.seen_among(asked, by=self.request.user))
        return super().get_context_data(row=Row(flag) if flag else None, theirs=theirs, **kwargs)
