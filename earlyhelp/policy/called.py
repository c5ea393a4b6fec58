"""The council's words in a text: `{hub}`, at the start of a sentence `{Hub}`, with its article `{an_assessment}`."""

from collections.abc import Callable
from typing import Any

VOWELS = "aeiou"
ARTICLES = {"A", "An", "The"}
IN_NAMES = {"and", "for", "of", "the", "with"}  # what is written small within a name


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


def inside(thing: str) -> str:
    """As it stands inside a sentence: proper names and letters that stand for words keep their capitals."""
    first, _, rest = thing.partition(" ")
    proper = rest[:1].isupper() or not first[1:].islower() or _is_a_name(thing.partition(",")[0])
    return thing if proper and first not in ARTICLES else f"{thing[0].lower()}{thing[1:]}"


def _is_a_name(words: str) -> bool:
    """Whether every word but the small ones begins with a capital: “Department for Work and Pensions”."""
    _, *more = (word for word in words.split() if word not in IN_NAMES)
    return bool(more) and not any(word[0].islower() for word in more)
