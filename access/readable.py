"""Forms come in UTF-8, whichever alphabet they are written in. What says otherwise is turned away before anything tries to read it.

A body may name any of the interpreter's codecs: some make half characters, which no page and no database can hold, others are none for
text at all. Anybody can send one, signed in or not.
"""

import codecs
from collections.abc import Callable

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse  # noqa: TID251 - a middleware stands round pages


class OnlyUTF8:
    """Answers 400 to a body in another character set."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not is_utf8((request.content_params or {}).get("charset", "utf-8")):
            raise BadRequest("a character set that is not UTF-8")
        return self.get_response(request)


def is_utf8(charset: str) -> bool:
    """Whether a name stands for UTF-8. One that nobody knows does not."""
    try:
        return codecs.lookup(charset).name == "utf-8"
    except (LookupError, ValueError):
        return False
