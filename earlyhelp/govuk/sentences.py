"""What a wrong answer is called where a form has no sentence of its own: plain British English in place of the framework's words."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core import validators

CHANGED_ON_ITS_WAY = "This page was changed on its way here. Open it again"
CHOOSE = "Choose one of those in the list"

OF_FIELDS: Mapping[type[forms.Field], Mapping[str, str]] = {
    forms.ChoiceField: {"invalid_choice": CHOOSE},
    forms.MultipleChoiceField: {"invalid_choice": "Choose from those in the list", "invalid_list": CHANGED_ON_ITS_WAY},
    forms.UUIDField: {"invalid": CHANGED_ON_ITS_WAY},
    forms.DateTimeField: {"invalid": CHANGED_ON_ITS_WAY},
    forms.MultiValueField: {"invalid": "Enter all of it", "incomplete": "Enter all of it"},
    forms.IntegerField: {"invalid": "Enter a whole number, such as 3"},
}
OF_VALIDATORS: Mapping[type[Any], str] = {
    validators.MaxLengthValidator: "This may have %(limit_value)d characters; it has %(show_value)d. Shorten it",
    validators.MinValueValidator: "Enter %(limit_value)s or more",
    validators.MaxValueValidator: "Enter %(limit_value)s or less",
    validators.EmailValidator: "Enter an e-mail address in full, such as name@school.example",
    validators.ProhibitNullCharactersValidator: "This has a character in it that nobody can type. Write it again",
}


def speak_plainly() -> None:
    """Put these sentences in the place of the framework's. A form's own sentence stands before both."""
    for field, sentences in OF_FIELDS.items():
        field.default_error_messages = {**field.default_error_messages, **sentences}
    for validator, sentence in OF_VALIDATORS.items():
        validator.message = sentence
