"""A key that a page carries once: what is made with it is made once, however often the page is sent."""

from django import forms

from access.records import uuid7


class OnceForm(forms.Form):
    """A form that makes one record. `cleaned_data["once"]` becomes the record's key."""

    once = forms.UUIDField(widget=forms.HiddenInput, initial=uuid7)
