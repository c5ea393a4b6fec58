"""What a wrong answer is called where a form has no sentence of its own: plain British English in place of the framework's words."""

import re
from collections.abc import Mapping
from typing import Any

from django import forms
from django.core import validators
from django.core.exceptions import ValidationError
from django.db import models

from earlyhelp.visible import can_be_seen

CHANGED_ON_ITS_WAY = "This page was changed on its way here. Open it again"
CHOOSE = "Choose one of those in the list"

OF_FIELDS: Mapping[type[forms.Field] | type[models.Field], Mapping[str, str]] = {
    models.UUIDField: {"invalid": CHOOSE},  # what a list of records is asked for
    forms.ChoiceField: {"invalid_choice": CHOOSE},
    forms.MultipleChoiceField: {"invalid_choice": "Choose from those in the list", "invalid_list": CHANGED_ON_ITS_WAY},
    forms.UUIDField: {"invalid": CHANGED_ON_ITS_WAY},
    forms.JSONField: {"invalid": CHANGED_ON_ITS_WAY},
    forms.DateTimeField: {"invalid": CHANGED_ON_ITS_WAY},
    forms.MultiValueField: {"invalid": "Enter all of it", "incomplete": "Enter all of it"},
    forms.FileField: {
        "invalid": "Choose the file again",
        "missing": "Choose the file again",
        "empty": "The file is empty. Choose another",
        "max_length": "The name of the file is too long. Give it a shorter one",
        "contradiction": CHANGED_ON_ITS_WAY,
    },
    forms.IntegerField: {"invalid": "Enter a whole number, such as 3"},
}
OF_VALIDATORS: Mapping[type[Any], str] = {
    validators.MaxLengthValidator: "This may have %(limit_value)d characters; it has %(show_value)d. Shorten it",
    validators.MinValueValidator: "Enter %(limit_value)s or more",
    validators.MaxValueValidator: "Enter %(limit_value)s or less",
    validators.EmailValidator: "Enter an e-mail address in full, such as name@school.example",
    validators.ProhibitNullCharactersValidator: "This has a character in it that nobody can type. Write it again",
}


TURNS_AROUND = re.compile("[\u202a-\u202e\u2066-\u2069]")  # signs that let text run the other way, whatever it says


def can_be_read(value: object) -> None:
    """Raise ValidationError for text of which nobody sees anything, or that shows as something else than it is."""
    text = str(value)  # a key is one of these fields too
    if not can_be_seen(text):
        raise ValidationError("Nothing of this can be seen. Write it in letters or numbers", code="unreadable")
    if TURNS_AROUND.search(text):
        raise ValidationError("This has a sign in it that turns text around. Write it again", code="unreadable")


def speak_plainly() -> None:
    """Put these sentences in the place of the framework's, and have every text looked at. A form's own sentence stands before both."""
    forms.CharField.default_validators = [can_be_read]
    for field, sentences in OF_FIELDS.items():
        field.default_error_messages = {**field.default_error_messages, **sentences}
    for validator, sentence in OF_VALIDATORS.items():
        validator.message = sentence
