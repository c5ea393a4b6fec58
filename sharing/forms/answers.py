"""What the notice asks before something is recorded as shared: made of the questions that this sharing raises, and of no other."""

from typing import Any

from django import forms

from access.notice import ANOTHER
from earlyhelp.policy import Policy
from sharing.forms.disclosures import not_named
from sharing.models import Disclosure
from sharing.models.disclosures import Asked
from sharing.operations import questions
from sharing.operations.lawfulness import Lawful, Wanted
from sharing.operations.questions import Answers, Question


class AnswersForm(forms.Form):
    """A field in words for each question, and the law behind it where the notice names laws.

    The legal basis is proposed; where the notice has more than one that fits, they stand folded. Without a question nothing is shown.
    """

    def __init__(self, *args: Any, policy: Policy, wanted: Wanted | None, lawful: Lawful | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.questions: list[Question] = []
        self._offer_bases(policy, lawful)
        if wanted is None or lawful is None or not lawful.basis:
            return  # the first page no longer fits, or nothing was shared: there is nothing to ask
        self.questions = questions.asked(policy, wanted, lawful)
        for question in self.questions:
            self.fields[question.field] = _in_words(question.label, question.hint, f"Answer: {question.label}")
        self._ask_for_the_law(policy, lawful)

    def _offer_bases(self, policy: Policy, lawful: Lawful | None) -> None:
        """Those that fit, the one that is taken chosen. Where there is nothing to choose, whatever is sent instead is refused too."""
        labels = {one.code: one.label for one in policy.bases} | {one.code: one.label for one in policy.grounds}
        self.bases = [(code, labels[code]) for code in (lawful.bases if lawful else ())]
        self.fields["lawful_basis"] = forms.ChoiceField(
            label="Which legal basis is it?",
            choices=self.bases,
            required=False,
            widget=forms.RadioSelect,
            error_messages={"invalid_choice": not_named("legal basis", self.bases)},
        )
        self.initial["lawful_basis"] = lawful.basis if lawful else ""

    def _ask_for_the_law(self, policy: Policy, lawful: Lawful) -> None:
        named = [(power.code, _of_today(policy, power)) for power in questions.powers(policy, lawful)]
        if not named:
            return
        another = questions.takes_another(policy)
        choices = [*named, (ANOTHER, "Another one")] if another else named
        self.fields["power"] = forms.ChoiceField(
            label="Which law or guidance is behind it?",
            choices=choices,
            initial=questions.proposed(policy, lawful),
            error_messages={
                "required": "Choose the law or guidance",
                "invalid_choice": not_named("law or guidance", choices),
            },
        )
        if another:
            self.fields["other_power"] = forms.CharField(
                label="Name of the other law or guidance", max_length=120, required=False
            )
            self.fields["why_other"] = _in_words("Why that one, and none of the list?", required=False)

    def clean(self) -> dict[str, Any]:
        answers = super().clean() or {}
        if answers.get("power") == ANOTHER:
            if not answers.get("other_power"):
                self.add_error("other_power", "Enter the name of the other law or guidance")
            if not answers.get("why_other"):
                self.add_error("why_other", "Write why that one is behind it")
        return answers

    @property
    def asked(self) -> list[forms.BoundField]:
        """What is asked of every sharing like this one."""
        return [self[name] for name in self.fields if name not in ("lawful_basis", "other_power", "why_other")]

    @property
    def other_bases(self) -> forms.BoundField | None:
        """The bases that fit, where there is more than one, or where something else was sent."""
        field = self["lawful_basis"]
        return field if len(self.bases) > 1 or field.errors else None

    @property
    def another_basis_is_chosen(self) -> bool:
        """Whether it is not the one that is proposed, or something else was sent."""
        field = self["lawful_basis"]
        return bool(field.errors) or bool(self.bases and field.value() not in ("", None, self.bases[0][0]))

    @property
    def of_another(self) -> list[forms.BoundField]:
        """What is asked only where another law is named; folded until something stands in it."""
        return [self[name] for name in ("other_power", "why_other") if name in self.fields]

    @property
    def another_is_open(self) -> bool:
        return any(field.value() or field.errors for field in self.of_another)

    def answers(self) -> Answers:
        """What was typed, for the operation."""
        said = self.cleaned_data
        return Answers(
            words={question.field: said[question.field] for question in self.questions},
            power=said.get("power", ""),
            other_power=said.get("other_power", ""),
            why_other=said.get("why_other", ""),
        )


def as_answered(row: Disclosure) -> dict[str, str]:
    """What was said about an entry that is to be corrected, by the names of the fields."""
    said = {f"{one.about}_{one.code}": one.words for one in row.reasons.all()}
    why = said.pop(f"{Asked.POWER}_{ANOTHER}", "")
    power = {"power": row.power} if row.power else {}
    return said | power | {"other_power": row.other_power, "why_other": why}


def _in_words(label: str, hint: str = "", error: str = "", *, required: bool = True) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=hint,
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=4_000,
        required=required,
        error_messages={"required": error},
    )


def _of_today(policy: Policy, power: Any) -> str:
    words = questions.named(policy, power.code)
    return f"{words} (no longer current)" if questions.replaced(power) else words
