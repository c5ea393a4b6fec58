"""PDFs: looked through for what acts by itself, as bytes and in every packed stream, by no reader's idea of where an object begins.

No reader is started on them: one that is written in C would read a stranger's bytes in the process that knows the database.
"""

import re
import zlib
from collections.abc import Iterator

from cases.operations.contents_refused import unreadable, unsafe

ACTS = {  # names of PDF 2.0 (ISO 32000-2) to what a page says of them
    b"JavaScript": "a program",
    b"Launch": "an instruction to start another program",
    b"ImportData": "an instruction to fetch something",
    b"SubmitForm": "an instruction to send something",
    b"GoToE": "another file",
    b"EmbeddedFile": "another file",
    b"EmbeddedFiles": "another file",
    b"FileAttachment": "another file",
    b"RichMedia": "a film or a sound",
    b"Rendition": "a film or a sound",
    b"Movie": "a film or a sound",
    b"Sound": "a film or a sound",
    b"XFA": "a form that is a program",
}
ENDS = rb"(?=[\s/<>\[\](){}%\x00]|$)"
NAME = re.compile(rb"/(" + b"|".join(ACTS) + rb")" + ENDS)
MOVES = re.compile(rb"/Subtype\s*/3D" + ENDS)
LOCKED = re.compile(rb"/Encrypt" + ENDS)
PAGE = re.compile(rb"/Type\s*/Page" + ENDS)
PACKED_OBJECTS = re.compile(rb"/ObjStm" + ENDS)
ODD = re.compile(rb"/(?:ASCIIHexDecode|AHx|ASCII85Decode|A85|LZWDecode|LZW|RunLengthDecode|RL)" + ENDS)
STREAM = re.compile(rb"(?<!end)stream[ \t]*(?:\r\n|\r|\n)")  # readers take more line ends than the format names
FORESEEN = re.compile(rb"/(?:DecodeParms|DP|Predictor)" + ENDS)
ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")
END = re.compile(rb"startxref\s+\d+\s+%%EOF\s*\Z")
PIECE, OVERLAP, NEAR = 65_536, 64, 2_000  # bytes; what stands about one stream is shorter than the last
MOST_STREAMS = 20_000  # which a file of ten megabytes does not come near
MOST = 150 * 1024 * 1024  # bytes that all streams together may unpack to


def checked(data: bytes) -> bytes:
    """The same bytes. Raises Refused for a PDF that breaks off, is locked, goes on after its end or holds what acts by itself."""
    if not END.search(data[-2048:]):
        raise unreadable("PDF")
    shown = plain(data)
    if LOCKED.search(shown):
        raise unsafe("PDF", "a password or other protection, with which nobody can look into it")
    if len(STREAM.findall(data)) > MOST_STREAMS or len(PACKED_OBJECTS.findall(shown)) > MOST_STREAMS:
        raise unsafe("PDF", "far more than its size says")
    has_pages = _looked_through(shown)
    packs = PACKED_OBJECTS.search(shown)
    if packs and (ODD.search(shown) or _foreseen(shown)):
        raise unsafe("PDF", "objects that are packed in an unusual way")
    if len(PACKED_OBJECTS.findall(shown)) > len(STREAM.findall(data)):
        raise unsafe("PDF", "packed objects that nobody can look into")
    for piece in unpacked(data):
        has_pages = _looked_through(plain(piece)) or has_pages
    if not has_pages:
        raise unreadable("PDF")
    return data


def plain(data: bytes) -> bytes:
    """With names as they are meant: `/J#61vaScript` is `/JavaScript`."""
    return ESCAPED.sub(lambda found: bytes([int(found[1], 16)]), data)


def unpacked(data: bytes) -> Iterator[bytes]:
    """What every packed stream says, piece by piece, each with the end of the one before. Raises Refused where it is too much."""
    said = fed = 0
    for found in STREAM.finditer(data):
        unpack, before, at = zlib.decompressobj(), b"", found.end()
        while at < len(data) and not unpack.eof:
            waits = data[at : at + PIECE]
            at, fed = at + PIECE, fed + len(waits)
            while waits and not unpack.eof:
                try:
                    piece = unpack.decompress(waits, PIECE * 4)
                except zlib.error:  # packed otherwise (a picture), or not at all
                    at, waits = len(data), b""
                    break
                waits, said = unpack.unconsumed_tail, said + len(piece)
                if said > MOST or fed > 8 * len(data) + MOST:
                    raise unsafe("PDF", "far more than its size says")
                yield before + piece
                before = (before + piece)[-OVERLAP:]


def _looked_through(shown: bytes) -> bool:
    """Whether a page is described here. Raises Refused where something acts by itself."""
    if found := NAME.search(shown):
        raise unsafe("PDF", ACTS[found[1]])
    if MOVES.search(shown):
        raise unsafe("PDF", "a moving picture")
    return PAGE.search(shown) is not None


def _foreseen(shown: bytes) -> bool:
    """Whether packed objects are also encoded by difference, which would hide their words from `unpacked`."""
    for found in PACKED_OBJECTS.finditer(shown):
        begins = shown.rfind(b"obj", max(0, found.start() - NEAR), found.start())
        ends = shown.find(b"stream", found.end(), found.end() + NEAR)
        if FORESEEN.search(shown, max(begins, found.start() - NEAR, 0), ends if ends >= 0 else found.end() + NEAR):
            return True
    return False
