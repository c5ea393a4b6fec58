"""Whether a text has anything in it that somebody can see: reasons, names and answers are held to it, wherever they come from."""

import unicodedata


def can_be_seen(text: str) -> bool:
    """Whether there is a letter, a number or a sign in it, and not only what nobody sees."""
    return any(unicodedata.category(sign)[0] in "LNPS" for sign in text)
