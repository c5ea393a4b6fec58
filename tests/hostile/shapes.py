"""Bad input that is not one value but the request as a whole: names, kinds of body, character sets, broken parts, too much of it.

Each shape makes of good answers what is sent instead: the body and its content type. `SHAPES` by what they are a kind of.
"""

import json
from collections.abc import Callable, Mapping
from typing import Any

from tests.hostile.sending import FORM, encoded

Request = tuple[bytes, str]
Shape = Callable[[Mapping[str, Any]], Request]
EDGE = "ehx-boundary"
PARTS = f"multipart/form-data; boundary={EDGE}"
ODD_NAMES = [
    *(
        "",
        " ",
        "\0",
        "a\0b",
        "[]",
        "once[]",
        "once[0]",
        "once.x",
        "__proto__",
        "__class__",
        "_connector",
        "pk__in",
        "id",
    ),
    *(
        "csrfmiddlewaretoken",
        "case",
        "case_id",
        "by",
        "self",
        "request",
        "\ud800",
        "é",
        "{{x}}",
        "a" * 70_000,
        "seen",
        "stamp",
    ),
    *(
        "window",
        "turn",
        "beside",
        "later",
        "then",
        "again",
        "number",
        "change",
        "give_up",
        "next",
        "note",
        "end",
        "do",
        "draft",
    ),
]
CHARSETS = [
    *(
        "utf-7",
        "utf-16",
        "utf-32",
        "latin-1",
        "unicode_escape",
        "raw_unicode_escape",
        "idna",
        "punycode",
        "rot13",
        "hex",
        "zlib",
    ),
    *(
        "bz2",
        "base64",
        "undefined",
        "mbcs",
        "no-such",
        "utf-8; charset=utf-16",
        '"utf-8"',
        "utf8",
        "UTF_8",
        "a" * 9_000,
    ),
]
KINDS_OF_BODY = [
    *(
        "",
        "text/plain",
        "application/json",
        "application/xml",
        "application/octet-stream",
        "multipart/mixed; boundary=x",
    ),
    *(
        "multipart/form-data",
        "multipart/form-data; boundary=",
        "multipart/form-data; boundary=é",
        f"{FORM};",
        f"{FORM}; =",
        "/",
    ),
    *(
        "multipart/form-data; boundary=" + "b" * 300,
        "multipart/form-data; boundary=a b",
        "x" * 9_000,
        f"{FORM}, {FORM}",
    ),
]


def _with(**more: Any) -> Shape:
    return lambda answers: (encoded(dict(answers) | more), FORM)


def _named(name: str) -> Shape:
    return lambda answers: (encoded(dict(answers) | {name: "ehx"}), FORM)


def _only(name: str) -> Shape:
    return lambda _answers: (encoded({name: ["ehx"] * 3}), FORM)


def _in_kind(kind: str) -> Shape:
    return lambda answers: (encoded(answers), kind)


def _form_in(charset: str) -> Shape:
    return lambda answers: (encoded(answers), f"{FORM}; charset={charset}")


def part(name: str, value: bytes, more: str = "") -> bytes:
    return f'--{EDGE}\r\nContent-Disposition: form-data; name="{name}"{more}\r\n\r\n'.encode() + value + b"\r\n"


def _parts(answers: Mapping[str, Any], value: Callable[[str], bytes] = str.encode, more: str = "") -> bytes:
    every = [
        (name, str(one)) for name, given in answers.items() for one in (given if isinstance(given, list) else [given])
    ]
    return b"".join(part(name, value(one), more) for name, one in every) + f"--{EDGE}--\r\n".encode()


def _parts_in(charset: str) -> Shape:
    """Each text as an escape for half a character: only some character sets read it so."""
    return lambda answers: (_parts(answers, lambda one: rf"{one} \ud800 +2AA-".encode()), f"{PARTS}; charset={charset}")


def _twice(change: Callable[[Any], list[Any]]) -> Shape:
    return lambda answers: (encoded({name: change(value) for name, value in answers.items()}), FORM)


def _first(value: Any) -> Any:
    return (value[0] if value else "") if isinstance(value, list) else value


SHAPES: dict[str, list[Shape]] = {
    "names": [*map(_named, ODD_NAMES), *map(_only, ODD_NAMES[:6])],
    "the same name again": [
        _twice(lambda value: [_first(value)] * 2),
        _twice(lambda value: [_first(value), ""]),
        _twice(lambda value: ["", _first(value)]),
        _twice(lambda value: [_first(value), "ehx"]),
        _twice(lambda value: [_first(value)] * 50),
        _twice(lambda _value: []),
        _twice(lambda _value: [""]),
    ],
    "kinds of body": [
        *map(_in_kind, KINDS_OF_BODY),
        lambda answers: (json.dumps(dict(answers), default=str).encode(), "application/json"),
        lambda _answers: (b'{"a":' * 50_000, "application/json"),
        lambda _answers: (b"\xff\xfe" * 500, FORM),
        lambda _answers: (b"%", FORM),
        lambda _answers: (b"%zz=%zz&=&&==&;&a", FORM),
        lambda _answers: (b"", FORM),
    ],
    "character sets": [*map(_form_in, CHARSETS), *map(_parts_in, CHARSETS)],
    "parts": [
        lambda answers: (_parts(answers), PARTS),
        lambda answers: (_parts(answers, more='; filename="a.txt"'), PARTS),
        lambda answers: (_parts(answers, more='; filename="../../etc/passwd"'), PARTS),
        lambda answers: (_parts(answers, more="; filename*=utf-8''%00%ff"), PARTS),
        lambda answers: (_parts(answers, more="; filename*=no-such''a"), PARTS),
        lambda answers: (_parts(answers, more="\r\nContent-Transfer-Encoding: base64"), PARTS),
        lambda answers: (_parts(answers, more="\r\nContent-Type: text/plain; charset=unicode_escape"), PARTS),
        lambda answers: (_parts(answers, more="\r\n" + "X: y\r\n" * 500), PARTS),
        lambda answers: (_parts(answers, more="\r\nX: " + "y" * 9_000), PARTS),
        lambda answers: (_parts(answers)[:-9], PARTS),
        lambda answers: (_parts(answers)[: len(_parts(answers)) // 2], PARTS),
        lambda answers: (_parts(answers).replace(b"\r\n", b"\n"), PARTS),
        lambda _answers: (b"", PARTS),
        lambda _answers: (b"--" * 9_000, PARTS),
        lambda _answers: (b"".join(part("", b"a") for _ in range(50)), PARTS),
        lambda _answers: (b"".join(part("a\\", b"\xff") for _ in range(50)), PARTS),
    ],
    "too much": [
        _with(**{f"more{n}": "" for n in range(900)}),
        _with(**{f"more{n}": "" for n in range(1_001)}),
        _with(**{f"more{n}": "" for n in range(20_000)}),
        _with(more=[""] * 20_000),
        lambda answers: (encoded(answers) + b"&" * 900_000, FORM),
        lambda answers: (encoded(answers) + b"&more=" + b"a" * 9_000_000, FORM),
        lambda answers: (b"".join(part(f"f{n}", b"") for n in range(1_001)) + _parts(answers), PARTS),
        lambda answers: (b"".join(part(f"f{n}", b"", '; filename="a"') for n in range(101)) + _parts(answers), PARTS),
    ],
}
