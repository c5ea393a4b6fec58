"""The question that a setting answers, by its kind; from which day, and why."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django import forms

from access import notice
from access.forms.once import OnceForm
from access.labels import worded
from earlyhelp.govuk import DateField
from earlyhelp.policy.adjustments import LONGEST
from earlyhelp.policy.answers import LONGEST as LONGEST_ANSWER
from earlyhelp.policy.answers import READING, RUNNING
from earlyhelp.policy.layer import Thing
from earlyhelp.policy.own_settings import day_typed
from earlyhelp.policy.promised_settings import ON
from earlyhelp.policy.vocabulary import YEARS

Fields = dict[str, forms.Field]
ENDED = "ended"
OF_AN_END = "If it has ended. For example, 27 3 2026"


class BecauseForm(forms.Form):
    """Why."""

    because = forms.CharField(
        label="Why?", widget=forms.Textarea, max_length=4_000, error_messages={"required": "Write why"}
    )


class DecideForm(BecauseForm):
    """Why, about the preview that the page showed."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)


class BackForm(OnceForm):
    """From which day, and why: what the file says stands again. `seen` says which preview the page shows; without one it comes first."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    on = DateField(
        label="From which day?",
        hint="Today or later. It holds from the beginning of that day, once a second person has approved it.",
        error_messages={"required": "Enter the day from which it holds"},
    )
    because = forms.CharField(
        label="Why?", widget=forms.Textarea, max_length=4_000, error_messages={"required": "Write why"}
    )

    @property
    def value(self) -> str:
        """What is to hold, as the layer knows it; empty: what the file says."""
        return ""

    @property
    def subject(self) -> str:
        """Which one, where a question has several answers."""
        return str(self.cleaned_data.get("subject", ""))


class SettingForm(BackForm):
    """The same, and what is to hold."""

    def __init__(self, *args: Any, thing: Thing, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        asked, self._taken = ASKED[thing.kind.asks]
        self.fields = asked(thing) | self.fields

    def clean(self) -> dict[str, Any]:
        """A thing that ended has the day of its end, and one that is still running has none."""
        answers = super().clean() or {}
        if answers.get("state") == ENDED and not answers.get("value") and "value" not in self.errors:
            self.add_error("value", "Enter the day on which it ended")
        if answers.get("state") == RUNNING and answers.get("value"):
            self.add_error("value", "Leave the day empty, or say that it has ended")
        return answers

    @property
    def value(self) -> str:
        return self._taken(self.cleaned_data)


class Days(forms.CharField):
    """Days of every year, one in a line: cleans to “12-24,12-27”."""

    widget = forms.Textarea

    def clean(self, value: Any) -> str:
        typed = super().clean(value)
        try:
            return ",".join(sorted({day_typed(line) for line in typed.splitlines() if line.strip()}))
        except ValueError as error:
            raise forms.ValidationError("Write each day in a line of its own, like 24 December") from error


def _file_says(thing: Thing, before: str = "") -> str:
    """What stands there without a setting, as a hint."""
    said = thing.kind.say(notice.base(), thing.entry, thing.value) if thing.value else ""
    return " ".join(filter(None, (before, f"The file says: {said}." if said else "")))


def _whole(label: str, hint: str = "", **kwargs: Any) -> forms.Field:
    return forms.IntegerField(
        label=label,
        help_text=hint,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        error_messages={"required": "Enter a number", "invalid": "Enter a whole number"},
        **kwargs,
    )


def _time(label: str, hint: str = "") -> forms.Field:
    return forms.TimeField(
        label=label,
        help_text=hint,
        widget=forms.TextInput,
        input_formats=["%H:%M", "%H.%M"],
        error_messages={"required": "Enter the time", "invalid": "Enter a time such as 09:00"},
    )


def _number(thing: Thing) -> Fields:
    return {"value": _whole(worded(thing.kind.words), _file_says(thing))}


def _hours(thing: Thing) -> Fields:
    return {"opens": _time("When does it open?", _file_says(thing)), "closes": _time("When does it close?")}


def _days(thing: Thing) -> Fields:
    hint = _file_says(thing, "One day in a line, like 24 December.")
    return {
        "value": Days(
            label=worded(thing.kind.words), help_text=hint, error_messages={"required": "Enter at least one day"}
        )
    }


def _ages(thing: Thing) -> Fields:
    return {
        "first": _whole("From which age?", _file_says(thing)),
        "last": _whole("Until which birthday?", "0 for no upper age."),
    }


def _text(thing: Thing) -> Fields:
    return {
        "value": forms.CharField(
            label=worded(thing.kind.words),
            help_text=_file_says(thing),
            max_length=LONGEST,
            error_messages={"required": "Enter the words"},
        )
    }


def _entered_already(asked: Any) -> str:
    """Which there are, so that one that ends is not entered as another beside it."""
    rows = [row for row in notice.readings() if row.key == asked.key]
    named = "; ".join(f"{row.subject} ({READING.say(notice.base(), row.key, row.value)})" for row in rows)
    return f"Entered already: {named}." if named else ""


def _answer(thing: Thing) -> Fields:
    """The answer by its kind, and which one it is about where there may be several."""
    asked = notice.base().reading(thing.entry)
    which = forms.CharField(
        label=f"Which {asked.for_each}?",
        help_text=_entered_already(asked) if asked.for_each else "",
        max_length=80,
        error_messages={"required": f"Name the {asked.for_each}"},
    )
    asks = _end_of if asked.may_be_running else lambda asked: {"value": ANSWERS[asked.kind](asked)}
    return ({"subject": which} if asked.for_each else {}) | asks(asked)


def _end_of(asked: Any) -> Fields:
    """Whether it is still running, or when it ended."""
    state = forms.ChoiceField(
        label=f"Is this {asked.for_each} still running?",
        choices=[(RUNNING, "Yes, it has no end yet"), (ENDED, "No, it has ended")],
        widget=forms.RadioSelect,
        error_messages={"required": "Say whether it is still running"},
    )
    return {"state": state, "value": DateField(label=asked.question, hint=OF_AN_END, required=False)}


def _day_of(asked: Any) -> forms.Field:
    return DateField(label=asked.question, hint="For example, 27 3 2026")


def _years_of(asked: Any) -> forms.Field:
    return _whole(asked.question, min_value=YEARS.start, max_value=YEARS.stop - 1)


def _words_of(asked: Any) -> forms.Field:
    return forms.CharField(
        label=asked.question,
        max_length=LONGEST_ANSWER,
        error_messages={"required": "Enter the council’s answer"},
    )


def _choice_of(asked: Any) -> forms.Field:
    return forms.ChoiceField(
        label=asked.question,
        choices=[(choice.code, choice.label) for choice in asked.choices],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose an answer"},
    )


def _as_it_is(answers: dict[str, Any]) -> str:
    if answers.get("state") == RUNNING:
        return RUNNING
    value = answers["value"]
    return value.isoformat() if isinstance(value, date) else str(value)


def _as_hours(answers: dict[str, Any]) -> str:
    return f"{answers['opens']:%H:%M}-{answers['closes']:%H:%M}"


def _as_ages(answers: dict[str, Any]) -> str:
    return f"{answers['first']}-{answers['last']}"


ANSWERS: dict[str, Callable[[Any], forms.Field]] = {
    "choice": _choice_of,
    "date": _day_of,
    "years": _years_of,
    "text": _words_of,
}
# By what a kind of setting asks for: its fields, and how their answers become its value.
ASKED: dict[str, tuple[Callable[[Thing], Fields], Callable[[dict[str, Any]], str]]] = {
    "number": (_number, _as_it_is),
    "hours": (_hours, _as_hours),
    "days": (_days, _as_it_is),
    "ages": (_ages, _as_ages),
    "text": (_text, _as_it_is),
    "answer": (_answer, _as_it_is),
    "yes": (lambda thing: {}, lambda answers: ON),
}
