"""Send bad input as it is, from the same state each time, and see what the answer breaks of what is promised."""

import re
import time
import traceback
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import quote_plus

from django.db import connection, transaction

from tests.conftest import become
from tests.hostile.corpus import Value

SLOW = 2.0  # seconds
WORKED_OUT = str(9973 * 10007)  # what a template would make of one of the texts
FORM = "application/x-www-form-urlencoded"
SENT = {"requests": 0, "values": 0, "slowest": 0.0}  # of the whole run: conftest.py says it at the end
Answers = Mapping[str, Any]


def raw(value: Value) -> bytes:
    """As it goes over the line; half a character as the three bytes that some programs send for it."""
    return value if isinstance(value, bytes) else str(value).encode("utf-8", "surrogatepass")


def encoded(answers: Answers) -> bytes:
    """What a browser makes of a form, byte for byte."""
    return "&".join(
        f"{quote_plus(raw(name))}={quote_plus(raw(one))}"
        for name, value in answers.items()
        for one in (value if isinstance(value, list) else [value])
    ).encode()


@dataclass
class Sent:
    """One answer, and how long the program had for it."""

    status: int
    text: str
    took: float
    response: Any
    wrong: list[str] = field(default_factory=list)


@contextmanager
def as_it_was() -> Iterator[None]:
    """Whatever is done within is undone, also after a statement that the database refused."""
    start = transaction.savepoint()
    try:
        yield
    finally:
        connection.needs_rollback = False
        transaction.savepoint_rollback(start)
        become("owner")


def _waited() -> float:
    """How long this thread has waited for a processor that others had: no time of the program's."""
    try:
        return int(Path("/proc/thread-self/schedstat").read_text().split()[1]) / 1e9
    except OSError:
        return 0.0


def send(client: Any, method: str, address: str, body: bytes = b"", kind: str = FORM, **headers: Any) -> Sent:
    """One request, and what is wrong with its answer whatever was asked: an error of the program's, slowness, a page taken over."""
    client.raise_request_exception = False
    began, waited = time.perf_counter(), _waited()
    response = client.generic(method, address, body, content_type=kind, **headers)
    took = time.perf_counter() - began - (_waited() - waited)
    text = "" if response.streaming else response.content.decode("utf-8", "replace")
    SENT["requests"] += 1
    SENT["slowest"] = max(SENT["slowest"], took)
    return Sent(response.status_code, text, took, response, list(_wrong(response, text, took)))


def _wrong(response: Any, text: str, took: float) -> Iterator[str]:
    if response.status_code >= 500:
        raised = getattr(response, "exc_info", None)
        yield f"{response.status_code} " + ("".join(traceback.format_exception(*raised)[-3:]) if raised else text[:300])
    if took > SLOW:
        yield f"took {took:.1f} s"
    if WORKED_OUT in text:
        yield "a template was run"
    if any("ehx" in name.lower() for name in (*response.headers, *response.cookies)):
        yield "a header of theirs"
    if "ehx" in text and (taken := taken_over(text)):
        yield f"became part of the page: {taken}"


class _Reader(HTMLParser):
    """The names of elements and attributes, and what stands in scripts."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [one for one in (tag, *(name for name, _ in attrs)) if "ehx" in one]
        self.found += [value for name, value in attrs if value and name in ("href", "src", "action") and is_code(value)]

    def handle_data(self, data: str) -> None:
        if self.cdata_elem == "script" and "ehx" in data:
            self.found.append(data)


def is_code(link: str) -> bool:
    """Whether following a link runs something, or leads where they wanted."""
    plain = re.sub(r"[\s\0]", "", link).lower()
    return (
        plain.startswith(("javascript:", "data:", "vbscript:")) or re.match(r"(https?:)?[/\\]*ehx\.", plain) is not None
    )


def taken_over(page: str) -> list[str]:
    """What of a page is no longer ours: elements, attributes, scripts and links that somebody typed."""
    reader = _Reader()
    reader.feed(page)
    return reader.found


def shown(value: str, text: str, *, one_line: bool = False) -> bool:
    """Whether what was typed stands on the page again, whatever becomes of blanks round it; in a box of one line, of line ends too."""
    plain = _words if one_line else _lines
    return plain(value) in plain(unescape(text))


def _lines(text: str) -> str:
    return re.sub(r"\r\n?|\n", "\n", text).strip()


def _words(text: str) -> str:
    return " ".join(text.split())
