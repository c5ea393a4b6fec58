"""The referral's pages of questions, in the order of the pages."""

from collections.abc import Sequence
from typing import Any

from django import forms

from access import notice, slots
from access.errors import Refused
from access.forms.once import OnceForm
from access.forms.words import in_words
from cases.forms.referral_people import PeopleForm, PersonForm
from cases.forms.services import offer, why_outside
from cases.models.professionals import Agrees
from cases.models.referrals import Channel
from cases.operations import services
from cases.operations.referrals import CHANNELS, Involved, Origin, check_origin
from earlyhelp.policy.vocabulary import ANOTHER_INFORMANT

__all__ = ["AnswerForm", "HelpForm", "OriginForm", "PeopleForm", "PersonForm", "StartForm", "StoryForm", "ToldForm"]

PROFESSIONAL = ("name", "job", "works_for", "phone", "agrees")


class StartForm(OnceForm):
    """The start button: pressing it twice starts one draft."""


class AnswerForm(OnceForm):
    """An answer to the hub's question."""

    text = forms.CharField(
        label="Your answer", widget=forms.Textarea, max_length=20_000, error_messages={"required": "Write your answer"}
    )


class OriginForm(forms.Form):
    """For the hub: how a referral that somebody rang in or wrote has come, and from whom."""

    channel = forms.ChoiceField(
        label="How did it come?", widget=forms.RadioSelect, error_messages={"required": "Choose how it came"}
    )
    informant = forms.ChoiceField(
        label="Who told you?", widget=forms.RadioSelect, error_messages={"required": "Choose who told you"}
    )
    informant_words = forms.CharField(label="If somebody else: who are they?", max_length=80, required=False)
    taken_from = forms.CharField(
        label="Their name, and where they can be reached",
        max_length=160,
        required=False,
        help_text="Leave empty if you write for yourself.",
    )
    gave_no_name = forms.BooleanField(label="They gave no name, or asked us not to keep it", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        policy = notice.policy()
        self._choose("channel", [(CHANNELS[code], label) for code, label in policy.channel_choices()])
        told = policy.informant_choices()
        self._choose("informant", list(told.items()))
        if ANOTHER_INFORMANT not in told:
            del self.fields["informant_words"]

    def _choose(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices

    def clean(self) -> dict[str, Any]:
        answers = super().clean() or {}
        named, nameless = answers.get("taken_from"), answers.get("gave_no_name")
        if named and nameless:
            self.add_error("gave_no_name", "Enter who they are, or say that they gave no name: not both")
        if answers.get("channel", Channel.ONLINE) != Channel.ONLINE and not named and not nameless:
            self.add_error(
                "taken_from", "Enter who rang or wrote, and where they can be reached; or say that they gave no name"
            )
        if not self.errors:
            self._check_who_may(answers)
        return answers

    def _check_who_may(self, answers: dict[str, Any]) -> None:
        if answers["informant"] != ANOTHER_INFORMANT:
            answers["informant_words"] = ""
        try:
            check_origin(Origin(**answers))
        except Refused as refusal:
            self.add_error(refusal.field, refusal.sentence)

    def origin(self) -> Origin:
        return Origin(**self.cleaned_data)


class ToldForm(forms.Form):
    """What other floors ask about telling the family."""

    def __init__(self, *args: Any, people: list[slots.Someone], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = people
        for questions in slots.referral_questions.fillings:
            self.fields.update(questions.fields(people))

    def clean(self) -> dict[str, Any]:
        answers = super().clean() or {}
        if not self.errors:
            for questions in slots.referral_questions.fillings:
                try:
                    questions.clean(answers, self.people)
                except Refused as refusal:
                    self.add_error(refusal.field, refusal.sentence)
        return answers


class StoryForm(forms.Form):
    """What is happening."""

    happening = in_words(
        "What worries you?",
        "Write what worries you",
        longest=20_000,
        rows=8,
        hint="Facts first; say whose opinion it is where it is one.",
    )
    going_well = forms.CharField(label="What is going well?", widget=forms.Textarea, max_length=20_000, required=False)
    child_words = forms.CharField(
        label="What does the child say?",
        widget=forms.Textarea,
        max_length=20_000,
        required=False,
        help_text="In the child’s own words where you can.",
    )


class HelpForm(forms.Form):
    """What would help, and who is involved. There is always one empty place more than professionals named."""

    help_wanted = forms.CharField(
        label="What would help?",
        widget=forms.Textarea,
        max_length=20_000,
        error_messages={"required": "Write what would help"},
    )

    def __init__(
        self, *args: Any, ages: Sequence[range] = (), places: int = 1, little: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.places = places
        self.fields["help_wanted"].required = not little
        self._offer(services.offers(ages))
        for place in range(1, places + 1):
            self.fields.update(_professional(place))

    def _offer(self, offers: list[services.Offer]) -> None:
        """The whole catalogue; what is not for the children's ages says so, and choosing it needs a reason."""
        if offers:
            asked = forms.MultipleChoiceField(
                label="Is there a service that you have in mind?", widget=forms.CheckboxSelectMultiple, required=False
            )
            offer(asked, offers)
            self.fields["services"] = asked
        self.outside = {one.service.code: one.outside for one in offers if one.outside}
        if self.outside:
            self.fields["outside_because"] = why_outside("If one of them is outside its ages, why that one?")

    @property
    def professionals(self) -> list[tuple[str, list[forms.BoundField]]]:
        """The fields of each place, under its heading."""
        return [
            (f"Professional {place}", [self[f"pro{place}_{what}"] for what in PROFESSIONAL])
            for place in range(1, self.places + 1)
        ]

    def unused(self) -> list[str]:
        """The fields of places where nobody is named."""
        empty = [place for place in range(1, self.places + 1) if not self[f"pro{place}_name"].value()]
        return [f"pro{place}_{what}" for place in empty for what in PROFESSIONAL]

    def clean(self) -> dict[str, Any]:
        answers = super().clean() or {}
        if any(code in self.outside for code in answers.get("services", ())) and not answers.get("outside_because"):
            self.add_error("outside_because", "Write why you choose a service outside its ages")
        for place in range(1, self.places + 1):
            given = {what: answers.get(f"pro{place}_{what}") for what in PROFESSIONAL}
            if not given["name"] and any(given[what] for what in ("job", "works_for", "phone")):
                self.add_error(f"pro{place}_name", "Enter the professional’s name")
        return answers

    def involved(self) -> tuple[Involved, ...]:
        """The professionals who were named."""
        rows = (
            {what: self.cleaned_data[f"pro{place}_{what}"] for what in PROFESSIONAL}
            for place in range(1, self.places + 1)
        )
        return tuple(Involved(**row | {"agrees": row["agrees"] or Agrees.NOT_ASKED}) for row in rows if row["name"])


def _professional(place: int) -> dict[str, forms.Field]:
    text = {"name": ("Name", 120), "job": ("Job", 80), "works_for": ("Works for", 120), "phone": ("Telephone", 40)}
    fields: dict[str, forms.Field] = {
        f"pro{place}_{what}": forms.CharField(label=label, max_length=size, required=False)
        for what, (label, size) in text.items()
    }
    fields[f"pro{place}_agrees"] = forms.ChoiceField(
        label="Does the family agree that we speak to them?",
        choices=[
            (Agrees.NOT_ASKED.value, "Not asked yet"),
            *((c, t) for c, t in Agrees.choices if c != Agrees.NOT_ASKED),
        ],
        required=False,
    )
    return fields
