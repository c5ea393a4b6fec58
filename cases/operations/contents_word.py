"""Word documents: a zip that is read by its directory, part by part, and packed anew. Nothing in it may act, embed or fetch."""

import re
import zipfile
import zlib
from collections.abc import Callable
from io import BytesIO
from xml.parsers import expat  # each part is read by it with no document type, so with no entities

from access.errors import Refused
from cases.operations.contents_picture import redrawn
from cases.operations.contents_refused import FIELD, unreadable, unsafe

MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
MOST_PARTS, MOST_BYTES, MOST_OF_A_PART, MOST_TIMES = 500, 100 * 1024 * 1024, 50 * 1024 * 1024, 200
PART = re.compile(
    r"(?:[\w-]+/){0,6}(?:\[Content_Types\]\.xml|\.rels|[\w-][\w .()-]{0,80}\.(?:xml|rels|png|jpeg|jpg))",
    re.IGNORECASE | re.ASCII,
)
PICTURES = {"png": "PNG", "jpg": "JPEG", "jpeg": "JPEG"}
FETCHES = {
    "DDE",
    "DDEAUTO",
    "INCLUDEPICTURE",
    "INCLUDETEXT",
    "INCLUDE",
    "IMPORT",
    "LINK",
    "MACROBUTTON",
    "RD",
    "DATABASE",
}
BESIDE = "something beside text and pictures (JPEG or PNG)"
LEADS_TO = re.compile(
    r"(?:https?://|mailto:)[^\\]*", re.IGNORECASE
)  # what a reader has to press; nothing is fetched before
UTF8_OR_NONE = {None, "utf-8", "us-ascii"}
THE_END = b"PK\x05\x06"


def repacked(data: bytes) -> bytes:
    """The document packed anew: the same parts without comments, gaps and extras, and its pictures drawn anew. Raises Refused."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as found:
            parts = {one.filename: _read(found, one) for one in _checked(found, data)}
    except (zipfile.BadZipFile, zlib.error, EOFError, ValueError, NotImplementedError, RuntimeError, OSError):
        raise unreadable("Word document") from None
    types = parts.get("[Content_Types].xml", b"")
    if MAIN.encode() not in types or "word/document.xml" not in parts:
        raise Refused(
            "This is no Word document (.docx) without macros. Choose a PDF, a picture (JPEG or PNG), a .docx or plain text.",
            FIELD,
        )
    for name, content in parts.items():
        if name.endswith((".xml", ".rels")):
            _look_through(name, content)
    return _packed({name: _drawn(name, content) for name, content in parts.items()})


def _checked(found: zipfile.ZipFile, data: bytes) -> list[zipfile.ZipInfo]:
    """What the directory lists. Raises Refused for what is too much, is no plain file, or has a name of no part."""
    listed = found.infolist()
    ends_well = data[-22:].startswith(THE_END) and not found.comment
    if not ends_well or len({one.filename.lower() for one in listed}) != len(listed):
        raise unreadable("Word document")
    whole = sum(one.file_size for one in listed)
    if len(listed) > MOST_PARTS or whole > MOST_BYTES or whole > MOST_TIMES * len(data):
        raise unsafe("Word document", "far more than its size says")
    for one in listed:
        if one.flag_bits & 0x1 or (one.external_attr >> 16) & 0o170000 not in (0, 0o100000) or one.is_dir():
            raise unsafe("Word document", "something that is no plain file")
        if not PART.fullmatch(one.filename) or ".." in one.filename or one.filename.startswith("/"):
            raise unsafe("Word document", BESIDE)
    return listed


def _read(found: zipfile.ZipFile, one: zipfile.ZipInfo) -> bytes:
    """A part, and no more of it than the directory says."""
    if one.file_size > MOST_OF_A_PART:
        raise unsafe("Word document", "far more than its size says")
    with found.open(one) as part:
        content = part.read(one.file_size + 1)
    if len(content) != one.file_size:
        raise unreadable("Word document")
    return content


def _look_through(name: str, content: bytes) -> None:
    """Raises Refused for a part that is no plain XML, a relationship that fetches, a field that does, or a type with macros."""
    fields: list[str] = []
    reader = expat.ParserCreate()
    reader.StartDoctypeDeclHandler = _no_document_type
    reader.XmlDeclHandler = _only_utf8
    reader.StartElementHandler = _element(name, reader, fields)
    try:
        reader.Parse(content, True)
    except expat.ExpatError:
        raise unreadable("Word document") from None
    for field in "".join(fields).split("\0"):
        if field.split()[:1] and field.split()[0].upper() in FETCHES:
            raise unsafe("Word document", "a field that fetches something")


def _element(name: str, reader: expat.XMLParserType, fields: list[str]) -> Callable[[str, dict[str, str]], None]:
    """What is asked of each element of a part; words of fields are gathered, since they may be split."""

    def gather(words: str) -> None:
        fields.append(words)

    def element(tag: str, values: dict[str, str]) -> None:
        local = tag.rpartition(":")[2]
        reader.CharacterDataHandler = gather if local in ("instrText", "delInstrText") else None
        if local == "fldChar":
            gather("\0")
        if local == "fldSimple":
            gather(f"\0{' '.join(value for key, value in values.items() if key.endswith('instr'))}\0")
        if local == "Relationship":
            _relationship(values)
        if local in ("Override", "Default") and _has_macros(values.get("ContentType", "")):
            raise unsafe("Word document", BESIDE)
        if local in ("altChunk", "object", "OLEObject", "control") and not name.endswith(".rels"):
            raise unsafe("Word document", BESIDE)

    return element


def _relationship(values: dict[str, str]) -> None:
    """A way out of the document is a link that somebody presses; what it would fetch by itself is refused."""
    kind, target = values.get("Type", ""), values.get("Target", "")
    outside = values.get("TargetMode", "").lower() == "external" or ":" in target or target.startswith(("//", "\\"))
    if outside and not (kind.endswith("/hyperlink") and LEADS_TO.fullmatch(target)):
        raise unsafe("Word document", "something that is fetched from elsewhere")
    if kind.endswith(
        ("/oleObject", "/package", "/control", "/vbaProject", "/aFChunk", "/attachedTemplate", "/activeXControlBinary")
    ):
        raise unsafe("Word document", BESIDE)


def _has_macros(content_type: str) -> bool:
    said = content_type.lower()
    return "macro" in said or "vba" in said or "activex" in said or "oleobject" in said or "html" in said


def _no_document_type(*args: object) -> None:
    raise unsafe("Word document", "definitions of its own")


def _only_utf8(version: str, encoding: str | None, standalone: int) -> None:
    if (encoding.lower() if encoding else None) not in UTF8_OR_NONE:
        raise unreadable("Word document")


def _drawn(name: str, content: bytes) -> bytes:
    kind = PICTURES.get(name.rpartition(".")[2].lower())
    return redrawn(content, kind) if kind else content


def _packed(parts: dict[str, bytes]) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in parts.items():
            made.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()
