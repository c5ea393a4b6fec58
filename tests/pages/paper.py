"""What stands on each sheet of a PDF that Chromium printed: enough of the format to read the words back."""

import re
import unicodedata
import zlib

OBJECT = re.compile(rb"(\d+) 0 obj\s*(.*?)\s*endobj", re.DOTALL)
STREAM = re.compile(rb"/Length (\d+)[^>]*>>\s*stream\r?\n")
SHOWN = re.compile(rb"/(\S+) [\d.]+ Tf|<([0-9A-Fa-f]+)>|(\bTj\b|\bTJ\b|\bTd\b|\bTm\b|\bET\b)")


def sheets(pdf: bytes) -> list[str]:
    """The words of each sheet, in the order in which they were drawn, without any space."""
    objects = {int(number): body for number, body in OBJECT.findall(pdf)}
    pages = [body for body in objects.values() if re.search(rb"/Type\s*/Page\b", body)]
    return [_words(body, objects) for body in pages]


def _words(page: bytes, objects: dict[int, bytes]) -> str:
    fonts = {
        name: _letters(objects[int(number)], objects)
        for name, number in re.findall(rb"/(F\d+) (\d+) 0 R", _resources(page, objects))
    }
    content = _inflated(objects[int(re.search(rb"/Contents (\d+) 0 R", page)[1])])
    said, letters = [], {}
    for font, glyphs, _ in SHOWN.findall(content):
        if font:
            letters = fonts.get(font, {})
        elif glyphs:
            said += [letters.get(glyphs[at : at + 4].lower(), "") for at in range(0, len(glyphs), 4)]
    return unicodedata.normalize("NFKC", re.sub(r"\s", "", "".join(said)))  # without the joined letters of print


def _resources(page: bytes, objects: dict[int, bytes]) -> bytes:
    found = re.search(rb"/Resources (\d+) 0 R", page)
    return objects[int(found[1])] if found else page


def _letters(font: bytes, objects: dict[int, bytes]) -> dict[bytes, str]:
    """What each glyph of a font says."""
    found = re.search(rb"/ToUnicode (\d+) 0 R", font)
    table = _inflated(objects[int(found[1])]) if found else b""
    said: dict[bytes, str] = {}
    for block in re.findall(rb"beginbfchar(.*?)endbfchar", table, re.DOTALL):
        for glyph, code in re.findall(rb"<(\w+)> <(\w+)>", block):
            said[glyph.lower()] = bytes.fromhex(code.decode()).decode("utf-16-be")
    for block in re.findall(rb"beginbfrange(.*?)endbfrange", table, re.DOTALL):
        for low, high, code in re.findall(rb"<(\w+)> <(\w+)> <(\w+)>", block):
            for step in range(int(high, 16) - int(low, 16) + 1):
                said[b"%04x" % (int(low, 16) + step)] = chr(int(code, 16) + step)
    return said


def _inflated(body: bytes) -> bytes:
    """The stream of an object, as long as it says it is: packed data may end in what looks like the end of a line."""
    found = STREAM.search(body)
    if found is None:
        return b""
    packed = body[found.end() : found.end() + int(found[1])]
    return zlib.decompress(packed) if b"FlateDecode" in body[: found.end()] else packed
