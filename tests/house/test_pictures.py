"""The pictures of pages that the documents show: all there, small, and listed; and what makes them small keeps what they show."""

import re
import struct
import zlib

import pytest

from tests.browser import ROOT
from tests.pictures import FOLDER, LARGEST, PAGES, PICTURES, _listed, _rows, smaller

DOCUMENTS = [ROOT / "README.md", PAGES]


def test_the_page_of_pictures_lists_those_that_are_taken():
    assert PAGES.read_text() == _listed(), "make pictures"


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_picture_that_a_document_shows_is_there_and_small(document):
    shown = re.findall(r"!\[[^]]+\]\(([^)]+\.png)\)", document.read_text())
    assert shown
    for name in shown:
        path = document.parent / name
        assert path.exists() and path.stat().st_size <= LARGEST, name


def test_no_picture_is_there_that_nobody_takes():
    assert {path.stem for path in FOLDER.glob("*.png")} == {picture.name for picture in PICTURES}


@pytest.mark.parametrize("kind", range(5))
def test_a_picture_keeps_its_pixels_whichever_way_its_lines_were_packed(kind):
    width, height, each = 7, 3, 3
    plain = bytearray((n * 37 + line * 11) % 9 * 28 for line in range(height) for n in range(width * each))
    packed, above = b"", bytearray(width * each)
    for line in range(height):
        here = plain[line * width * each : (line + 1) * width * each]
        packed += bytes([kind]) + bytes(_filtered(kind, here, above, each))
        above = here
    picture = _png(width, height, packed)
    rows = _rows(picture)[1]
    assert b"".join(b"".join(row) for row in rows) == bytes(plain)
    header = smaller(picture)[16:29]
    assert struct.unpack(">IIBB", header[:10]) == (width, height, 8, 3)


def _filtered(kind, here, above, each):
    for n, value in enumerate(here):
        left, up, corner = (here[n - each], above[n], above[n - each]) if n >= each else (0, above[n], 0)
        guess = left + up - corner
        paeth = min((left, up, corner), key=lambda one: abs(guess - one))
        yield (value - (0, left, up, (left + up) // 2, paeth)[kind]) & 255


def _png(width, height, packed):
    chunks = ((b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)), (b"IDAT", zlib.compress(packed)))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + b"crc!" for kind, data in chunks
    )
