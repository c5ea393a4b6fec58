"""The questions of documents: what is handed in, of which day, about whom; why one is withdrawn."""

from typing import Any

from django import forms

from access.forms.once import OnceForm
from access.forms.words import in_words
from cases.models import Case, Person
from cases.operations import families
from cases.operations.contents import KINDS, LARGEST
from earlyhelp.govuk import DateField

TOO_LARGE = "The file is larger than 10 MB. Make it smaller, or hand it in as several documents"


class DocumentForm(OnceForm):
    """One file, and what is said about it. Its name is not kept: it often says more than it should."""

    title = forms.CharField(
        label="What is it?",
        max_length=120,
        help_text="For example, letter from the school. The name of the file is not kept.",
        error_messages={"required": "Write what the document is"},
    )
    dated_on = DateField(label="Which day is it of?", hint="The day that stands on it, or on which you were given it")
    about = forms.MultipleChoiceField(
        label="Whom is it about?",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose whom it is about"},
    )
    sensitive = forms.BooleanField(label="It is sensitive", required=False)
    file = forms.FileField(
        label="File",
        help_text=f"Choose {KINDS}, of 10 MB at most. Where a picture was taken is removed from it.",
        error_messages={"required": "Choose a file", "empty": "The file is empty. Choose another"},
    )

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = {str(one.person.pk): one for one in families.everybody(case)}
        self.family: dict[str, Person] = {key: one.person for key, one in known.items()}
        field = self.fields["about"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [(key, one.in_words) for key, one in known.items()]
        if self.files:
            self.fields[
                "file"
            ].help_text = f"Choose the file again: a browser does not send it twice by itself. It may be {KINDS}, of 10 MB at most."

    def clean_about(self) -> list[Person]:
        return [self.family[key] for key in self.cleaned_data["about"]]

    def clean_file(self) -> bytes:
        """What stands in the file. How it is called, and what the browser says that it is, is not asked."""
        file = self.cleaned_data["file"]
        if file.size > LARGEST:
            raise forms.ValidationError(TOO_LARGE)
        return bytes(file.read())


class WithdrawForm(forms.Form):
    """Why a document is withdrawn."""

    because = in_words(
        "Why is it withdrawn?",
        "Write why it is withdrawn",
        longest=300,
        hint="For example, it is about another family. It stays in the list with your reason, and cannot be opened any more.",
    )
