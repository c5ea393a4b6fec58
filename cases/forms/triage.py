"""The questions of the hub's decision, and of its clock."""

from collections.abc import Sequence
from typing import Any

from django import forms

from access.errors import Refused
from access.forms.once import OnceForm
from access.forms.seen import carry
from access.forms.words import in_words
from access.labels import called
from cases.forms.levels import UNKNOWN, level_field
from cases.forms.services import why_outside
from cases.forms.standing import StandingForm
from cases.models import LevelOfNeed
from cases.models.levels import Way
from cases.models.matches import Same
from cases.models.triage import OFFERED, Decision
from cases.operations import joining, levels, services, telling, triage
from cases.operations.referred import Referred
from cases.operations.settling import PossibleMatch

JOIN_AGAIN = "Its team will read this referral. If it is the right case, record the decision again; if not, change the reference."
AGAIN = "Stepped up: social care has it, close"


class DecideForm(StandingForm, OnceForm):
    """What the hub decides, and why. What a decision needs is asked beside it; nothing is chosen beforehand."""

    decision = forms.ChoiceField(
        label="What do you decide?",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what you decide"},
    )
    because = in_words("Why?", "Write why", longest=5_000, rows=4)
    not_known = forms.CharField(
        label="What you did not know", widget=forms.Textarea(attrs={"rows": 2}), max_length=5_000, required=False
    )
    service = forms.ChoiceField(label="For one service: which?", required=False)
    outside_because = why_outside()
    other_reference = forms.CharField(
        label="For a case that is open: its reference", max_length=12, required=False, help_text="Such as EH-2345678."
    )
    words = forms.CharField(
        label="What you write to the referrer",
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=2_000,
        required=False,
        help_text="Your question, if you ask something. Otherwise leave it empty, and they read the sentence below the decision.",
    )

    joins = forms.CharField(max_length=12, required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, referred: Referred, possible: Sequence[PossibleMatch] = (), **kwargs: Any) -> None:
        super().__init__(*args, cases=[referred.case], **kwargs)
        self.possible = possible
        self._ask_level(referred.level)
        self.nobody_to_tell = referred.nobody_to_tell
        self.sender_left = "" if self.nobody_to_tell else telling.sender_left(referred.case)
        decision, service = self.fields["decision"], self.fields["service"]
        assert isinstance(decision, forms.ChoiceField) and isinstance(service, forms.ChoiceField)
        again = {Decision.STEP_UP: AGAIN} if referred.stepping_up else {}
        offered = [one for one in OFFERED if one is not Decision.ASK or not (self.nobody_to_tell or self.sender_left)]
        decision.choices = [(one.value, again.get(one, one.worded)) for one in offered]
        decision.choice_hints = {} if self.nobody_to_tell else self._they_read(referred)  # type: ignore[attr-defined]  # read by earlyhelp/govuk
        alone = services.offers(services.ages_in(referred.case.children), alone=True)
        service.choices = [("", "Choose a service"), *((one.service.code, one.in_words) for one in alone)]
        if not any(one.outside for one in alone):
            del self.fields["outside_because"]
        if self.nobody_to_tell:
            del self.fields["words"]
        elif purpose := telling.purpose_of_asking():
            hint = f"A question is asked for this: {purpose.label}. Ask only about what the referral itself says."
            self.fields["words"].help_text = f"{self.fields['words'].help_text} {hint}"

    def _they_read(self, referred: Referred) -> dict[str, str]:
        """Beside each decision what whoever sent it reads; the same of all where the notice does not let them hear the outcome."""
        case, neutral = referred.case, not telling.may_hear_outcome(referred.referrals)
        told = {one: telling.NEUTRAL if neutral else triage.told_for(case, one) for one in telling.WORDS}
        return {one.value: f"They read: {words.removeprefix(telling.THANKS)}" for one, words in told.items()}

    def _ask_level(self, before: LevelOfNeed | None) -> None:
        """The level of need where the notice has levels, as it was judged last; above early help, why it stays there."""
        if not levels.levels():
            return
        self.fields["level"] = level_field(or_unknown=True)
        self.fields["level_because"] = forms.CharField(
            label=called("If the need is above {service}, why does it stay here?"),
            widget=forms.Textarea(attrs={"rows": 3}),
            max_length=5_000,
            required=False,
        )
        self.order_fields(["once", "level", "level_because"])
        if before:
            stays = before.because if before.way == Way.STAYS else ""
            self.initial = {"level": before.code, "level_because": stays, **self.initial}

    def clean(self) -> dict[str, Any]:
        answers = super().clean() or {}
        if answers.get("level") == UNKNOWN:
            answers["level"] = ""
        if answers.get("decision") == Decision.ATTACH and answers.get("other_reference"):
            self._check_joining(answers["other_reference"].strip().upper(), answers.get("joins", ""))
        return answers

    def _check_joining(self, reference: str, checked: str) -> None:
        """Which case is meant is shown before the referral is joined to it: another team reads it from then on."""
        if reference == checked:
            return
        try:
            joining.open_case(reference)
        except Refused as refusal:
            self.add_error("other_reference", refusal.sentence)
            return
        carry(self, "joins", reference)
        self.add_error("other_reference", f"{self._who_is_in(reference)} {JOIN_AGAIN}")

    def _who_is_in(self, reference: str) -> str:
        """What is known of the case here: who of this referral may be in it."""
        there = [one for one in self.possible if one.candidate.case_reference == reference]
        if not there:
            return f"{reference} is open. Nobody of this referral is known to be in it."
        named = "; ".join(
            f"{one.person} may be {one.candidate.name} there ({', '.join(one.candidate.why)})" for one in there
        )
        return f"{reference} is open. {named}."

    @property
    def warns(self) -> bool:
        """Whether the need was said to be above early help, and nothing yet why it stays here."""
        above = self.is_bound and "level" in self.fields and levels.is_above(str(self["level"].value()))
        return above and "level_because" in self.errors


class MatchForm(forms.Form):
    """Whether two are the same person, and how one knows."""

    decision = forms.ChoiceField(
        label="Are they the same person?",
        choices=[(one.value, called(one.label)) for one in Same],
        widget=forms.RadioSelect,
        error_messages={"required": "Say whether they are the same person"},
    )
    because = forms.CharField(
        label="How do you know?", max_length=300, error_messages={"required": "Write how you know"}
    )


class SeparateForm(forms.Form):
    """How one knows that it was the wrong case."""

    because = in_words(
        "How do you know that it was the wrong case?", "Write how you know that it was the wrong case", longest=2_000
    )


class PauseForm(forms.Form):
    """Why the clock stands still."""

    because = forms.CharField(
        label="Why does the clock stand still?",
        max_length=300,
        error_messages={"required": "Write why the clock stands still"},
    )


class ResumeForm(forms.Form):
    """Nothing to ask: the button says it."""
