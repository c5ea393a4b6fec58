"""Whether a reason says something: who opens a record without a grant is asked about it afterwards, by these words."""

import re

from access.errors import Refused

LEAST = 20
WORDS = 4  # different ones
WORD = re.compile(r"[^\W\d_]{2,}")
VOWEL = re.compile(r"[aeiouyàáâäåæèéêëìíîïòóôöøùúûüÿ]", re.IGNORECASE)
NOISE = re.compile(r"(.)\1{3}|qwert|asdf|zxcv|hjkl|uiop|[^\W\daeiouy_]{7}", re.IGNORECASE)
SAY_MORE = (
    "Say in a sentence what you need to know and why it cannot wait: at least 20 characters, in words of your own."
)


def need_substance(because: str, field: str = "because") -> None:
    """Raise Refused for a reason that is too short, repeats itself or is keyboard noise."""
    if not has_substance(because):
        raise Refused(SAY_MORE, field)


def has_substance(because: str) -> bool:
    """At least twenty characters, four different words, most of them words that can be spoken."""
    said = " ".join(because.split())
    words = [word.casefold() for word in WORD.findall(said)]
    different = set(words)
    spoken = [word for word in different if VOWEL.search(word) and not NOISE.search(word)]
    return (
        len(said) >= LEAST
        and len(different) >= WORDS
        and len(different) * 2 >= len(words)
        and len(spoken) * 4 >= len(different) * 3
    )


def says_more(because: str, before: str) -> bool:
    """Whether a reason has four words that the earlier one had not: a full stop more, or "Again.", is the same reason."""
    words, earlier = ({word.casefold() for word in WORD.findall(said)} for said in (because, before))
    return len(words - earlier) >= WORDS
