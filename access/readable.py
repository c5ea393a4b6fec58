"""Forms come in UTF-8, whichever alphabet they are written in. What says otherwise is turned away before anything tries to read it.

A body may name any of the interpreter's codecs: some make half characters, which no page and no database can hold, others are none for
text at all. Anybody can send one, signed in or not.
"""

import codecs
from collections.abc import Callable
from typing import Any

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


class WholeBody:
    """What a request has to say, as the server hands it on. OSError where the line was cut before all of it had come.

    The server takes the end of the line for the end of the body, so that half of a text would be read, and saved, as all of it.
    """

    def __init__(self, stream: Any, length: int) -> None:
        self.stream, self.left = stream, length

    def read(self, size: int = -1) -> bytes:
        wanted = self.left if size < 0 else min(size, self.left)
        return self._counted(self.stream.read(wanted), wanted)

    def readline(self, size: int = -1) -> bytes:
        wanted = self.left if size < 0 else min(size, self.left)
        line: bytes = self.stream.readline(wanted)
        return self._counted(line, len(line) if line.endswith(b"\n") else wanted)

    def _counted(self, data: bytes, wanted: int) -> bytes:
        if len(data) < wanted:
            raise OSError("the line was cut before all of it had come")
        self.left -= len(data)
        return data


def whole_bodies(application: Callable[..., Any]) -> Callable[..., Any]:
    """A WSGI application that reads a body to its end or not at all. Django makes of the OSError what it makes of any line that breaks."""

    def answer(environ: dict[str, Any], start_response: Any) -> Any:
        length = environ.get("CONTENT_LENGTH") or ""
        if length.isdecimal():
            environ["wsgi.input"] = WholeBody(environ["wsgi.input"], int(length))
        return application(environ, start_response)

    return answer
