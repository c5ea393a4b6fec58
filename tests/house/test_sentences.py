"""No page speaks in the framework's words: whatever can be wrong with an answer has a plain sentence."""

import pkgutil
from importlib import import_module

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import Promise

from earlyhelp.govuk.fields import words_of

ROOMS = ("access", "cases", "consent", "retention", "sharing")
REQUIRED = "required"  # the label makes its sentence: earlyhelp/govuk/fields.py


def our_forms():
    """Every form of ours."""
    for room in ROOMS:
        package = import_module(f"{room}.forms")
        for module in pkgutil.iter_modules(package.__path__):
            for one in vars(import_module(f"{room}.forms.{module.name}")).values():
                if isinstance(one, type) and issubclass(one, forms.Form):
                    yield one


FIELDS = sorted({(f"{form.__module__}.{form.__name__}", name) for form in our_forms() for name in form.base_fields})


@pytest.mark.parametrize(("form", "name"), FIELDS)
def test_what_can_be_wrong_with_an_answer_is_said_in_our_own_words(form, name):
    # seen to fail without speak_plainly()
    field = next(one for one in our_forms() if f"{one.__module__}.{one.__name__}" == form).base_fields[name]
    said = {code: words for code, words in field.error_messages.items() if code != REQUIRED}
    said |= {
        type(one).__name__: one.message
        for one in field.validators
        if getattr(one, "message", "") and one.code not in said
    }
    translated = [code for code, words in said.items() if isinstance(words, Promise)]  # the framework's own are
    assert not translated, f"add a sentence to earlyhelp/govuk/sentences.py for {translated} of {form}.{name}"


class Asked(forms.Form):
    words = forms.CharField(max_length=5)
    one = forms.ChoiceField(choices=[("a", "A")])
    key = forms.UUIDField()


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        ({"words": "too long"}, "This may have 5 characters; it has 8. Shorten it"),
        ({"one": "b"}, "Choose one of those in the list"),
        ({"key": "x"}, "This page was changed on its way here"),
        ({"words": "a\x00b"}, "a character in it that nobody can type"),
    ],
)
def test_the_sentences_reach_the_page(answers, said):
    form = Asked({"words": "a", "one": "a", "key": "01a223b0-43cb-7975-b2eb-5b119a9738d2"} | answers)
    assert not form.is_valid()
    assert said in words_of(form[next(iter(answers))])
    assert isinstance(form.errors.as_data()[next(iter(answers))][0], ValidationError)
