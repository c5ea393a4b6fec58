"""The assessment: its versions, its sections, handing it in, returning and signing it."""

from functools import cached_property
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.generic import View

from access import clock, notice
from access.errors import Forbidden, Refused
from access.grants import allows
from access.kinds import WITHHELD, may_read, may_write
from access.requests import StaffRequest
from cases.forms.assessments import GiveUpForm, HandInForm, ReturnForm, SectionForm, SignForm
from cases.models import Assessment, Section
from cases.models.assessments import IN_HAND, AssessmentState
from cases.operations import assessments, typed_sections
from cases.operations.own_kinds import of_section
from cases.operations.work import why_stopped
from cases.views.base import CaseOperationView, CasePage, CaseView
from cases.views.typing import SavedWhileTyping, kept_now, not_kept
from earlyhelp.policy import UnknownCode
from earlyhelp.policy.called import inside
from earlyhelp.policy.work import AssessmentSection

OTHERS_WERE_FASTER = "This section has changed since you opened it. Nothing was overwritten, and what you typed is kept. Press the button to see both."


class Assessments(CaseView):
    """The versions of a family's assessment, newest first, and the button that starts one."""

    template_name = "cases/assessments/list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = list(self.case.assessments.select_related("started_by").order_by("-number"))
        in_hand = next((one for one in found if one.state in IN_HAND), None)
        return super().get_context_data(
            assessments=found,
            in_hand=in_hand,
            percent=assessments.percent_complete(in_hand) if in_hand else None,
            **kwargs,
        )

    def post(self, request: HttpRequest) -> HttpResponse:
        """Start one; where one is in hand already, go there."""
        try:
            made = assessments.start(self.case, by=self.request.user)
        except Refused as refusal:
            return self.render_to_response(self.get_context_data(refusal=refusal.sentence), status=422)
        return HttpResponseRedirect(reverse("cases:assessment", args=[self.case.reference, made.number]))


class AssessmentPage(CasePage, View):
    """What every page of one assessment shares: the assessment, and its sections with the policy's words."""

    request: StaffRequest

    @property
    def assessment(self) -> Assessment:
        return get_object_or_404(self.case.assessments, number=self.kwargs["number"])

    def parts(self, assessment: Assessment) -> list[dict[str, Any]]:
        """The sections in the policy's order, each with its words, whom it is about and where it is written.

        One that the notice in force does not ask for any more stands at the end: what was written is never out of sight.
        """
        rows: dict[str, list[Section]] = {}
        found = assessments.asked_in(assessment).select_related("person", "changed_by")
        for row in found.order_by("person__born", "person__pk"):
            rows.setdefault(row.code, []).append(row)
        asked = notice.policy().assessment_sections
        withheld = {code for code in rows if not may_read(self.request.staff, of_section(code))}
        for row in (row for code in withheld for row in rows[code]):
            row.text, row.because = WITHHELD, ""  # whatever page shows it
        return [
            {
                "section": section,
                "row": row,
                "withheld": section.code in withheld,
                "writes": may_write(self.request.staff, of_section(section.code)),
                "kinds": of_section(section.code) if section.code not in withheld else (),
                "title": f"{section.label}: {row.person}" if row.person else section.label,
                "href": reverse("cases:assessment_section", args=[self.case.reference, assessment.number, row.pk]),
            }
            for section in [*asked, *map(section_of, sorted(rows.keys() - {one.code for one in asked}))]
            for row in rows.get(section.code, [])
        ]


def kinds_shown(parts: list[dict[str, Any]]) -> tuple[str, ...]:
    """The kinds with permissions of their own among these sections, for the log of readings."""
    return tuple(sorted({kind for part in parts for kind in part["kinds"]}))


def section_of(code: str) -> AssessmentSection:
    """What the policy asks under this code; a code of an older form stands for itself."""
    try:
        return notice.policy().assessment_section(code)
    except UnknownCode:
        label = code.replace("_", " ").capitalize()
        return AssessmentSection(
            code=code, label=label, part="needs", source="Not in the notice in force: an older form"
        )


def heading_of(section: Section) -> str:
    """What a section is about, and whom."""
    label = section_of(section.code).label
    return f"{label}: {section.person}" if section.person else label


class OneAssessment(AssessmentPage, CaseView):
    """The task list while it is written; the words once it is handed in."""

    request: StaffRequest
    template_name = "cases/assessments/one.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        assessment = self.assessment
        parts, writing = self.parts(assessment), assessment.state == AssessmentState.WRITING
        if not writing or self.only_reads or why_stopped(self.case):
            self.special_fields = kinds_shown(parts)
        return super().get_context_data(
            assessment=assessment,
            parts=parts,
            percent=assessments.percent_complete(assessment),
            writing=writing,
            in_hand=assessment.state in IN_HAND,
            may_sign=self._may_sign(assessment),
            steps=assessment.steps.select_related("by").order_by("at"),
            before=self.case.assessments.filter(number__lt=assessment.number).order_by("-number").first(),
            **kwargs,
        )

    def _may_sign(self, assessment: Assessment) -> bool:
        manager = allows(self.request.staff, "cases.sign_assessment")
        return manager and assessments.may_sign(assessment, self.request.user)


class Compare(AssessmentPage, CaseView):
    """Two versions side by side: this one and the one before it."""

    request: StaffRequest
    template_name = "cases/assessments/compare.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        now = self.assessment
        before = self.case.assessments.filter(number__lt=now.number).order_by("-number").first()
        if before is None:
            raise Http404
        earlier = {(part["row"].code, part["row"].person_id): part["row"].text for part in self.parts(before)}
        rows = [
            part | {"before": earlier.get((part["row"].code, part["row"].person_id), "")} for part in self.parts(now)
        ]
        self.special_fields = kinds_shown(rows)
        return super().get_context_data(assessment=now, before=before, rows=rows, **kwargs)


class EditSection(AssessmentPage, SavedWhileTyping):
    """One section. What is typed is saved as it is; where somebody else was faster, both versions are shown."""

    request: StaffRequest
    template_name = "cases/assessments/section.html"
    form_class = SectionForm
    submit = "Save and continue"
    theirs: Section | None = None

    def keep_typed(self) -> JsonResponse:
        """Save what stands in the boxes now, and say when that was; or say why not, and keep it aside where somebody was faster."""
        form, section = self.get_form(), self.section
        if not form.is_valid():
            return not_kept(next(iter(form.errors.values()))[0])
        words, seen = _words(form.cleaned_data), form.cleaned_data["seen"]
        try:
            knows = typed_sections.keep_typed(section, seen=seen, by=self.request.user, sent=self.sent, **words)
        except assessments.ChangedMeanwhile:
            typed_sections.set_aside(section, by=self.request.user, sent=self.sent, **words)
            return not_kept(OTHERS_WERE_FASTER, status=409)
        except Refused as refusal:
            return not_kept(refusal.sentence)
        return kept_now(seen=knows.isoformat() if knows else "")

    def look_up(self) -> None:
        there = get_object_or_404(self.case.assessment_sections.only("code", "case_id"), pk=self.kwargs["section"])
        kinds = of_section(there.code)
        if not may_write(self.request.staff, kinds):
            raise Forbidden("own kinds")
        self.special_fields = tuple(sorted(kinds))

    @cached_property
    def section(self) -> Section:
        """As it stood when the page was asked for: the operation reads it again."""
        found = Section.objects.select_related("assessment", "person", "changed_by")
        return get_object_or_404(
            found, case=self.case, assessment__number=self.kwargs["number"], pk=self.kwargs["section"]
        )

    def get_initial(self) -> dict[str, Any]:
        section = self.section
        return {
            "text": section.text,
            "because": section.because,
            "complete": section.complete,
            "seen": section.changed_at.isoformat(),
            "opened": clock.now().isoformat(),
        }

    def get_form_kwargs(self) -> dict[str, Any]:
        reasoned = assessments.reason_needed(self.section.code)
        return super().get_form_kwargs() | {"heading": heading_of(self.section), "reasoned": reasoned}

    def run(self, answers: dict[str, Any]) -> Section:
        answers = {name: value for name, value in answers.items() if name not in ("window", "turn")}
        words = _words(answers)
        try:
            return typed_sections.keep(self.section, by=self.request.user, sent=self.sent, **answers)
        except assessments.ChangedMeanwhile as changed:
            typed_sections.set_aside(self.section, by=self.request.user, sent=self.sent, **words)
            self.theirs = changed.theirs
            raise

    def form_invalid(self, form: Any) -> HttpResponse:
        """After a clash the next save is made in the knowledge of theirs."""
        if self.theirs is not None:
            del self.section  # theirs stands there now
            form.data = form.data.copy()
            form.data["seen"] = self.theirs.changed_at.isoformat()
            form.data["opened"] = clock.now().isoformat()
        return super().form_invalid(form)

    def _in_the_boxes(self) -> tuple[str, str]:
        sent = self.request.POST
        return sent.get("text", ""), sent.get("because", "")

    def get_success_url(self) -> str:
        """The next section that is not complete and is theirs to write, or the task list."""
        parts = self.parts(self.result.assessment)
        here = next(n for n, part in enumerate(parts) if part["row"].pk == self.result.pk)
        later = [part["href"] for part in parts[here + 1 :] if part["writes"] and not part["row"].complete]
        return later[0] if later else self.get_cancel_url()

    def get_cancel_url(self) -> str:
        return reverse("cases:assessment", args=[self.case.reference, self.kwargs["number"]])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        section = self.section
        asked = section_of(section.code)
        last = self.case.assessments.filter(state=AssessmentState.SIGNED).order_by("-number").first()
        context = super().get_context_data(
            section=section,
            part=asked.label,
            hint=asked.hint,
            theirs=self.theirs,
            asides=typed_sections.asides(section, by=self.request.user, but=self._in_the_boxes()),
            last=last,
            whys=assessments.whys_of(section.code),
            last_text=last.sections.filter(code=section.code, person=section.person).first() if last else None,
            **kwargs,
        )
        return context | {"heading": heading_of(section)}


def _words(answers: dict[str, Any]) -> dict[str, str]:
    """The text, and why it matters where that is asked."""
    return {name: answers[name] for name in ("text", "because") if name in answers}


class AssessmentStepView(AssessmentPage, CaseOperationView):
    """Hand in, return, sign or give up: one form, one operation, back to the assessment."""

    request: StaffRequest
    template_name = "cases/operation.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        return context | {"heading": f"{self.heading}: {inside(str(self.assessment))}"}

    def get_success_url(self) -> str:
        return reverse("cases:assessment", args=[self.case.reference, self.kwargs["number"]])

    get_cancel_url = get_success_url


class HandIn(AssessmentStepView):
    """Send it for sign-off."""

    form_class = HandInForm
    heading = "Send for sign-off"
    submit = "Send for sign-off"
    done_message = "It is sent to your manager"

    def run(self, answers: dict[str, Any]) -> Assessment:
        return assessments.hand_in(self.assessment, by=self.request.user, **answers)


class GiveBack(AssessmentStepView):
    """Return it with comments."""

    form_class = ReturnForm
    heading = "Return with comments"
    submit = "Return"
    done_message = "It is returned, with your comments"

    def run(self, answers: dict[str, Any]) -> Assessment:
        return assessments.give_back(self.assessment, by=self.request.user, **answers)


class GiveUp(AssessmentStepView):
    """Nobody goes on with it."""

    form_class = GiveUpForm
    heading = "Give up"
    lead = "What is written in it stays to be read. It cannot be gone on with: a new version can start afterwards."
    submit = "Give up"
    done_message = "It is given up"

    def run(self, answers: dict[str, Any]) -> Assessment:
        return assessments.give_up(self.assessment, by=self.request.user, **answers)


class Sign(AssessmentStepView):
    """Sign it off."""

    form_class = SignForm
    heading = "Sign off"
    lead = "From then on it is read-only. A new version can start from it."
    submit = "Sign off"
    done_message = "It is signed off"

    def run(self, answers: dict[str, Any]) -> Assessment:
        return assessments.sign(self.assessment, by=self.request.user, **answers)
