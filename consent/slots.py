"""What consent/ puts into places on lower pages: the referral's questions about telling, the banner's warning."""

from typing import Any

from django import forms

from access import clock
from access.errors import Refused
from cases.models import Case, Person
from consent.models.notices import How, WhyNot
from consent.operations import consents, notices
from earlyhelp.govuk import DateField

YES_NO = (("yes", "Yes"), ("no", "No"))


class ToldQuestions:
    """Whether the family knows; and, only where the notice relies on it, whether they consent."""

    def fields(self) -> dict[str, forms.Field]:
        """The questions, as fields of the referral's first page."""
        asked: dict[str, forms.Field] = {
            "told_told": forms.ChoiceField(
                label="Has the family been told about this referral and how their information is used?",
                choices=(("yes", "Yes"), ("no", "Not yet")),
                widget=forms.RadioSelect,
                error_messages={"required": "Say whether the family has been told"},
            ),
            "told_how": forms.ChoiceField(
                label="If yes, how?", choices=How.choices, widget=forms.RadioSelect, required=False
            ),
            "told_on": DateField(label="If yes, when?", hint="Leave empty for today", required=False),
            "told_why_not": forms.ChoiceField(
                label="If not yet, why?", choices=WhyNot.choices, widget=forms.RadioSelect, required=False
            ),
        }
        if consents.relied_on():
            asked["told_consent"] = forms.ChoiceField(
                label="Has the parent or carer said clearly that they consent to the hub using this information?",
                help_text="Without consent the referral waits at the hub until it is given.",
                choices=YES_NO,
                widget=forms.RadioSelect,
                error_messages={"required": "Say whether they consent"},
            )
        return asked

    def clean(self, answers: dict[str, Any]) -> None:
        """Raise Refused where the answers do not fit together."""
        if answers["told_told"] == "yes" and not answers.get("told_how"):
            raise Refused("Say how the family was told.", "told_how")
        if answers["told_told"] == "no" and not answers.get("told_why_not"):
            raise Refused("Say why the family has not been told yet.", "told_why_not")
        if answers["told_told"] == "no" and answers.get("told_consent") == "yes":
            raise Refused("Somebody who has not been told cannot have consented.", "told_consent")

    def basis(self, answers: dict[str, Any]) -> str:
        """Consent given on the referral is the case's basis from the start."""
        return consents.basis_of(explicit=True) if answers.get("told_consent") == "yes" else ""

    def keep(self, case: Case, people: list[Person], answers: dict[str, Any], by: Any) -> None:
        """One row a person for the telling, but for a child to come; one for the consent of the carer, who is named last."""
        told = answers["told_told"] == "yes"
        how, on = answers.get("told_how") or "", answers.get("told_on")
        for person in (person for person in people if person.expected is None):
            notices.write(
                case,
                person=person,
                told=told,
                how=how,
                told_on=on,
                why_not=answers.get("told_why_not") or "",
                by=by,
            )
        if answers.get("told_consent") == "yes":
            consents.write(case, person=people[-1], how=how, given_on=on or clock.today(), by=by, explicit=True)


QUESTIONS = ToldQuestions()


def not_told(case: Case) -> dict[str, Any]:
    """The banner's line: whom nobody has told yet. Row security leaves the list empty for roles without a grant."""
    missing = notices.not_told(case)
    return {"not_told": ", ".join(person.full_name for person in missing)} if missing else {}
