"""Whether somebody who is known already is the person named: one question a possible match, for staff alone."""

from dataclasses import dataclass

from django import forms

from access.labels import called
from cases.models.matches import Same
from cases.operations.matches import Candidate
from cases.operations.referrals import SomeoneNamed

SHOWN = 5  # a person; the hub sees the rest


@dataclass(frozen=True)
class Possible:
    """Somebody named, and somebody known who may be the same."""

    named: SomeoneNamed
    candidate: Candidate

    @property
    def name(self) -> str:
        """The name of the field that asks about these two."""
        return f"match_{self.named.key}_{self.candidate.person_key.hex}"

    @property
    def known(self) -> str:
        """Whom it is compared with, so that one question is told from the next."""
        case = f" of {self.candidate.case_reference}" if self.candidate.case_reference else ""
        return f"{self.candidate.name}{case}"


class MatchForm(forms.Form):
    """Same, not the same, not sure. Nothing is chosen beforehand, and none is left out in silence."""

    def __init__(self, *args: object, possible: list[Possible], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # handed on as they come
        self.possible = possible
        for pair in possible:
            self.fields[pair.name] = forms.ChoiceField(
                label=f"Is {pair.named.full_name}, whom you named, the same person as {pair.known}?",
                choices=[(one.value, called(one.label)) for one in Same],
                widget=forms.RadioSelect,
                error_messages={"required": f"Say whether {pair.named.full_name} is the same person as {pair.known}"},
            )

    @property
    def pairs(self) -> list[tuple[Possible, forms.BoundField]]:
        """Each possible match with its question."""
        return [(pair, self[pair.name]) for pair in self.possible]

    def decided(self) -> list[list[object]]:
        """What was decided, as the draft keeps it."""
        return [
            [
                pair.named.key,
                str(pair.candidate.person_key),
                self.cleaned_data[pair.name],
                list(pair.candidate.reasons),
            ]
            for pair in self.possible
        ]
