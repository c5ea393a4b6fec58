"""Page 2 of recording what was shared: it stated in words, and what the notice asks about it."""

from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from access import clock, notice
from access.errors import Refused
from access.operations import drafts
from cases.views.base import CaseOperationView
from consent.models.notices import WhyNot
from sharing.forms.answers import AnswersForm, as_answered
from sharing.forms.disclosures import DisclosureForm
from sharing.models import Disclosure
from sharing.models.disclosures import Decision, Method
from sharing.operations import disclosures, questions
from sharing.operations.begun import KIND
from sharing.operations.lawfulness import Lawful
from sharing.views.disclosures import (
    answers_of,
    circumstances_of,
    corrected_by,
    draft_of,
    label_of,
    wanted_of,
    words_of,
)


class CheckDisclosure(CaseOperationView):
    """It stated in one sentence, with its basis and the paragraph. Answering what the notice asks, and confirming, records it."""

    template_name = "sharing/disclosures/check.html"
    form_class = AnswersForm
    heading = "Check before you record it"
    submit = "Confirm and record"
    done_message = "It is recorded"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        self.key = kwargs["draft"]
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if Disclosure.objects.filter(pk=self.key, case_key=self.case.pk).exists():
            return HttpResponseRedirect(self.get_success_url())  # confirmed already, in another tab perhaps
        self._read()
        return super().get(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if Disclosure.objects.filter(pk=self.key, case_key=self.case.pk).exists():
            return HttpResponseRedirect(self.get_success_url())
        self._read()
        if "change" in request.POST:
            self._keep()
            return HttpResponseRedirect(self.get_cancel_url())
        if "give_up" in request.POST:
            drafts.discard(self.draft)
            messages.success(request, "What you began is deleted. Nothing was recorded.")
            return HttpResponseRedirect(self.get_success_url())
        return super().post(request, *args, **kwargs)

    def _keep(self) -> None:
        """What was answered here is there again after the first page was changed."""
        typed = {name: str(value) for name, value in self.request.POST.items()}
        answers = {
            name: value for name, value in typed.items() if name not in ("csrfmiddlewaretoken", "change", "seen")
        }
        if self.lawful and answers.get("lawful_basis") in self.lawful.bases[:1]:
            del answers["lawful_basis"]  # proposed, not chosen: of other answers another one may be
        content = drafts.content_of(self.draft) | {"answers": answers}
        drafts.save(KIND, content, by=self.request.user, key=self.draft.pk)

    def _read(self) -> None:
        self.draft = draft_of(self.request, self.key, self.case)
        self.corrects = corrected_by(self.case, drafts.content_of(self.draft)["corrects"])
        self.answers = DisclosureForm(answers_of(self.draft), case=self.case, corrects=self.corrects)
        self.complete = self.answers.is_valid()
        self.wanted = wanted_of(self.answers) if self.complete else None
        self.lawful = self._lawful(self._chosen_basis()) or self._lawful("") if self.complete else None

    def _digest(self) -> str:
        """A mark of the answers that this page states: what is recorded is what somebody read."""
        content = drafts.content_of(self.draft)
        return drafts.digest_of({name: content[name] for name in ("typed", "corrects")})

    def _chosen_basis(self) -> str:
        """The legal basis that somebody chose here, or that stands in the entry to be corrected; empty where the first that fits is."""
        kept = drafts.content_of(self.draft).get("answers", {})
        before = self.corrects.lawful_basis if self.corrects else ""
        return str(self.request.POST.get("lawful_basis") or kept.get("lawful_basis") or before)

    def _lawful(self, basis: str) -> Lawful | None:
        """Why it may be recorded, on this basis; None where the notice does not allow it, or no longer."""
        wanted = wanted_of(self.answers)
        wanted = replace(wanted, basis=basis or wanted.basis)
        how, words = circumstances_of(self.answers), words_of(self.answers)
        try:
            return disclosures.check_all(self.case, wanted, how, words, self.corrects)
        except Refused:
            return None

    def get_form_kwargs(self) -> dict[str, Any]:
        asked = {"policy": notice.policy(), "wanted": self.wanted, "lawful": self.lawful}
        return super().get_form_kwargs() | asked

    def get_initial(self) -> dict[str, Any]:
        before = as_answered(self.corrects) if self.corrects else {}
        return super().get_initial() | before | drafts.content_of(self.draft).get("answers", {})

    def run(self, answers: dict[str, Any]) -> Disclosure:
        if self.request.POST.get("seen") != self._digest():
            raise Refused("The answers have changed since you opened this page. Read them again, then record it.")
        if not self.complete:
            raise Refused("An answer on the first page no longer fits. Go back and change it.")
        form = self.get_form()
        form.is_valid()
        disclosure = disclosures.record(
            self.case,
            replace(
                wanted_of(self.answers), basis=answers["lawful_basis"] or (self.lawful.basis if self.lawful else "")
            ),
            circumstances_of(self.answers),
            words_of(self.answers),
            by=self.request.user,
            key=self.draft.pk,
            corrects=self.corrects,
            answers=form.answers(),
        )
        drafts.discard(self.draft)
        return disclosure

    def get_success_url(self) -> str:
        return reverse("sharing:case_disclosures", args=[self.case.reference])

    def get_cancel_url(self) -> str:
        asked = {"draft": str(self.key)} | ({"corrects": str(self.corrects.pk)} if self.corrects else {})
        return f"{reverse('sharing:record', args=[self.case.reference])}?{urlencode(asked)}"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        stated = self._stated(self.lawful) if self.lawful else None
        return super().get_context_data(stated=stated, seen=self._digest(), **kwargs)

    def _stated(self, lawful: Lawful) -> dict[str, Any]:
        """The disclosure in words."""
        typed, wanted, how = self.answers.cleaned_data, wanted_of(self.answers), circumstances_of(self.answers)
        policy, shared = notice.policy(), how.decision == Decision.SHARED
        beyond = questions.beyond_the_least(policy, wanted.recipient.kind, wanted.purpose, wanted.kinds)
        return {
            "typed": typed,
            "words": words_of(self.answers),
            "mistake": how.decision == Decision.MISTAKE,
            "beyond": disclosures.labels(beyond) if shared else [],
            "wanted": wanted,
            "how": how,
            "method": Method(how.method).label.lower(),
            "why_not_told": WhyNot(how.why_not_told).label if how.why_not_told else "",
            "shared": shared,
            "lawful": lawful,
            "conditions": [one.text for one in map(policy.condition, lawful.conditions) if one.kind != "confirmed"],
            "basis": label_of((*policy.bases, *policy.grounds), lawful.basis),
            "ground": label_of(policy.grounds, wanted.ground),
            "kinds": disclosures.labels(wanted.kinds),
            "purpose": policy.purpose(wanted.purpose).label,
            "late": not self.corrects
            and disclosures.working_days_between(typed["shared_on"], clock.today()) > disclosures.LATE_AFTER,
        }
