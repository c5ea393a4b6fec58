"""The questions about sharing."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms

from access import clock, notice
from access.forms.words import in_words
from access.models import Organisation
from cases.models import Case, Person
from cases.operations import families
from consent.models.notices import WhyNot
from earlyhelp.govuk import DateField
from earlyhelp.policy import Policy
from earlyhelp.policy.vocabulary import TELLINGS
from sharing.models.disclosures import Decision, Disclosure, Method
from sharing.operations.facts import Facts, left_front_door
from sharing.operations.lawfulness import offered
from sharing.operations.partners import Partner, partners, why_not_where
from sharing.operations.purposes import purposes

YES_NO = (("yes", "Yes"), ("no", "No"))
ANOTHER = "another"
WAYS = [choice for choice in Method.choices if choice[0] != Method.NONE]
DECISIONS = [choice for choice in Decision.choices if choice[0] != Decision.MISTAKE]


def not_named(what: str, choices: Sequence[tuple[str, str]]) -> str:
    """The sentence for a value that is none of the choices: it, and those that there are."""
    listed = "; ".join(label for value, label in choices if value).replace("%", "%%")
    return f"“%(value)s” is no {what} of the notice here. It names: {listed or 'none'}."


class DisclosureForm(forms.Form):
    """Eight questions: what was decided, with whom, about whom, what, why, told or not, how, when.

    The rest belongs to one of them and is asked only where it is needed.
    """

    decision = forms.ChoiceField(
        label="What was decided?",
        choices=DECISIONS,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what was decided"},
    )
    weighed = forms.CharField(
        label="If you decided not to share, what spoke against it?",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=4_000,
        required=False,
    )
    recipient = forms.ChoiceField(
        label="With whom?", widget=forms.RadioSelect, error_messages={"required": "Choose with whom"}
    )
    another = forms.ChoiceField(label="If it is another partner, which?", required=False)
    recipient_person = forms.CharField(label="Who there received it?", max_length=120, required=False)
    involved = forms.BooleanField(
        label="They take part in supporting this family", required=False, widget=forms.CheckboxInput
    )
    people = forms.MultipleChoiceField(
        label="About whom?",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose whom it is about"},
    )
    kinds = forms.MultipleChoiceField(
        label="What kind of information?",
        help_text="As little as the purpose needs. Tick more only if they need it.",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose the kind of information"},
    )
    described = forms.CharField(
        label="What exactly, in a few words?", max_length=300, error_messages={"required": "Say what exactly"}
    )
    purpose = forms.ChoiceField(
        label="For which purpose?", widget=forms.RadioSelect, error_messages={"required": "Choose the purpose"}
    )
    why_needed = in_words("Why do they need it?", "Write why they need it", longest=4_000)
    ground = forms.ChoiceField(label="Ground", required=False, widget=forms.Select)
    ground_reference = forms.CharField(
        label="Reference of the ground, such as a court’s", max_length=80, required=False
    )
    told = forms.ChoiceField(
        label="Does the family know?",
        choices=YES_NO,
        widget=forms.RadioSelect,
        error_messages={"required": "Say whether the family knows"},
    )
    why_not_told = forms.ChoiceField(
        label="If they do not know, why not?", choices=[("", "Choose"), *WhyNot.choices], required=False
    )
    # Which legal basis it is, the next page asks, out of those that fit. What is sent with this one is held to the notice too.
    lawful_basis = forms.ChoiceField(required=False, widget=forms.HiddenInput)
    method = forms.ChoiceField(
        label="If it was shared, how?",
        choices=WAYS,
        help_text="A secure e-mail and a secure portal are encrypted; this is recorded too.",
        widget=forms.RadioSelect,
        required=False,
    )
    shared_on = DateField(label="When?", hint="For example, 27 3 2026")

    # fields that belong to a question and stand folded below it, by the words that unfold them
    FOLDED: ClassVar[dict[str, tuple[str, tuple[str, ...]]]] = {
        "decision": ("It was decided not to share", ("weighed",)),
        "recipient": ("Another partner, or somebody else there", ("another", "recipient_person", "involved")),
        "why_needed": ("The ordinary way does not fit: name a ground", ("ground", "ground_reference")),
        "told": ("They do not know", ("why_not_told",)),
    }

    def __init__(
        self,
        *args: Any,
        case: Case,
        corrects: Disclosure | None = None,
        offered_partners: dict[str, Partner] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        policy = notice.policy()
        known = {str(one.person.pk): one for one in families.everybody(case)}
        self.family = {key: one.person for key, one in known.items()}
        self.partners = partners(case, corrects) if offered_partners is None else offered_partners
        self._offer_partners()
        self._choose("people", [(key, one.in_words) for key, one in known.items()])
        self._choose("kinds", [(kind.code, kind.label) for kind in offered(policy)], "kind of information")
        named = purposes(
            policy, at_front_door=_at_front_door(case, corrects), besides=corrects.purpose if corrects else ""
        )
        self._choose("purpose", named, "purpose")
        self._choose("ground", [("", "None"), *[(ground.code, ground.label) for ground in policy.grounds]], "ground")
        self._choose("lawful_basis", [(basis.code, basis.label) for basis in policy.bases], "legal basis")
        self._say_what_they_may_hear(policy)
        if not corrects and (why := why_not_where(case)):
            self.fields["kinds"].help_text = f"{self.fields['kinds'].help_text} {why}"
        self.fields["told"].help_text = _promised(policy)
        if corrects:
            self._choose("decision", Decision.choices)
            self.fields["why_corrected"] = in_words(
                "What was wrong with the entry?", "Write what was wrong with the entry", longest=4_000
            )
            self.order_fields(["why_corrected"])

    def _offer_partners(self) -> None:
        """Those who take part first, by name; everybody else in one list. Where nobody takes part, the list is the question."""
        first = [(key, partner.label) for key, partner in self.partners.items() if partner.involved]
        others = [(key, partner.label) for key, partner in self.partners.items() if not partner.involved]
        if first:
            self._choose("recipient", [*first, (ANOTHER, "Another partner")])
            self._choose("another", [("", "Choose"), *others])
        else:
            self.fields["recipient"].widget = forms.Select()
            self._choose("recipient", [("", "Choose"), *others])
            del self.fields["another"]

    def _say_what_they_may_hear(self, policy: Policy) -> None:
        """Beside a purpose that the notice does not allow the partner who is chosen already: only on a ground."""
        last = "another" if self["recipient"].value() == ANOTHER and "another" in self.fields else "recipient"
        partner, field = self.partners.get(str(self[last].value())), self.fields["purpose"]
        if partner is None:
            return
        kind, allowed = partner.organisation.kind, policy.allowed_pairs()
        hints = {
            purpose.code: f"For {partner.organisation}: only on a ground."
            for purpose in policy.purposes
            if (kind, purpose.code) not in allowed
        }
        field.choice_hints = hints  # type: ignore[attr-defined]  # read by earlyhelp/govuk

    def _choose(self, name: str, choices: list[tuple[str, str]], what: str = "") -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices
        if what:
            field.error_messages["invalid_choice"] = not_named(what, choices)

    def clean(self) -> dict[str, Any]:
        answers = super().clean() or {}
        if answers.get("recipient") == ANOTHER and not answers.get("another"):
            self.add_error("another", "Choose the partner")
        if answers.get("decision") == Decision.SHARED and "method" not in self.errors and not answers.get("method"):
            self.add_error("method", "Choose how it was shared")
        if answers.get("told") == "no" and not answers.get("why_not_told"):
            self.add_error("why_not_told", "Say why the family does not know")
        if (day := answers.get("shared_on")) and day > clock.today():
            self.add_error("shared_on", "The day must not be in the future")
        return answers

    @property
    def questions(self) -> list[dict[str, Any]]:
        """What the page shows, in order: each field, and what is folded below it; open where something stands in it."""
        below = {name for _, names in self.FOLDED.values() for name in names}
        shown = []
        for name in self.fields:
            if name in below or self[name].is_hidden:
                continue
            words, names = self.FOLDED.get(name, ("", ()))
            folded = [self[one] for one in names if one in self.fields]
            shown.append(
                {
                    "field": self[name],
                    "words": words,
                    "folded": folded,
                    "open": any(one.value() or one.errors for one in folded),
                }
            )
        return shown

    def chosen_partner(self) -> Partner:
        key = self.cleaned_data["recipient"]
        return self.partners[self.cleaned_data["another"] if key == ANOTHER else key]

    def chosen_recipient(self) -> Organisation:
        return self.chosen_partner().organisation

    def chosen_people(self) -> list[Person]:
        return [self.family[key] for key in self.cleaned_data["people"]]


def _at_front_door(case: Case, corrects: Disclosure | None) -> bool:
    """Whether the case is still there, or was when what is corrected was shared."""
    day = corrects.shared_on if corrects else clock.today()
    return Facts(stage=case.stage, left_front_door=left_front_door(case)).at_front_door(day)


def _promised(policy: Policy) -> str:
    """That it is asked of this sharing; and what the notice promises to tell a family before anything is shared."""
    promised = any(telling.code == "before_sharing" for telling in policy.tellings)
    told = f" The notice promises to tell them {TELLINGS['before_sharing']}." if promised else ""
    return f"Of this sharing: the privacy notice alone does not tell them.{told}"
