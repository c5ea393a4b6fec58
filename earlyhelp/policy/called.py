"""The council's words in a text: `{hub}`, at the start of a sentence `{Hub}`, with its article `{an_assessment}`."""

from collections.abc import Callable
from typing import Any

VOWELS = "aeiou"


class Called(dict[str, Any]):
    """What a text names, in the form that the sentence needs; what is not given is asked of `label`."""

    def __init__(self, label: Callable[[str], str], **given: Any) -> None:
        super().__init__(given)
        self._label = label

    def __missing__(self, name: str) -> str:
        text = self._label(name.lower().removeprefix("an_"))
        if name.lower().startswith("an_"):
            text = f"{'an' if text[0].lower() in VOWELS else 'a'} {text}"
        return text[0].upper() + text[1:] if name[0].isupper() else text
