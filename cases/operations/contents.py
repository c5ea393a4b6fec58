"""What a file is, by what stands in it: one of a few kinds that are harmless, or refused with a sentence.

Neither the name nor the browser's word is asked. What comes back is what is stored: pictures are drawn anew and Word documents packed
anew, so that nothing travels along that was not looked at.
"""

import re
import unicodedata

from access.errors import Refused
from cases.models.documents import FileKind
from cases.operations import contents_pdf, contents_picture, contents_word
from cases.operations.contents_refused import FIELD

LARGEST = 10 * 1024 * 1024  # bytes
KINDS = "a PDF, a picture (JPEG or PNG), a Word document (.docx) or plain text"
MARKED_UP = re.compile(
    r"<\s*(?:[!?]|/?\s*(?:script|svg|html|head|body|iframe|frame|object|embed|applet|img|image|video|audio|style|link|meta|base|form"
    r"|input|button|math|template|xml|xsl|a\s+[^>]*href|[a-z]+\s[^>]*\bon[a-z]+\s*=))",
    re.IGNORECASE,
)
OTHER = ("{\\rtf", "#!", "%!", "MZ", "%PDF-", "MIME-Version:", "[InternetShortcut]", "REGEDIT4")
WORDS_OF_CONTROL = {"\t", "\n", "\r", "\f"}


def checked(data: bytes) -> tuple[FileKind, bytes]:
    """The kind of a file, and the bytes to store. Raises Refused, about the field `file`."""
    if not data:
        raise Refused("The file is empty. Choose another.", FIELD)
    if len(data) > LARGEST:
        raise Refused("The file is larger than 10 MB. Make it smaller, or hand it in as several documents.", FIELD)
    if data.startswith(b"%PDF-"):
        return FileKind.PDF, contents_pdf.checked(data)
    if data.startswith(contents_picture.PNG):
        return FileKind.PNG, contents_picture.redrawn(data, "PNG")
    if data.startswith(contents_picture.JPEG):
        return FileKind.JPEG, contents_picture.redrawn(data, "JPEG")
    if data.startswith(b"PK\x03\x04"):
        return FileKind.WORD, contents_word.repacked(data)
    return FileKind.TEXT, _text(data)


def _text(data: bytes) -> bytes:
    """Plain text in UTF-8, without what a browser or another program would run."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Refused(f"This kind of file cannot be stored. Choose {KINDS}.", FIELD) from None
    if any(unicodedata.category(sign) == "Cc" and sign not in WORDS_OF_CONTROL for sign in text):
        raise Refused(f"This kind of file cannot be stored. Choose {KINDS}.", FIELD)
    if not text.strip():
        raise Refused("The file is empty. Choose another.", FIELD)
    if MARKED_UP.search(text) or text.lstrip().startswith(OTHER):
        raise Refused(f"Web pages, drawings and programs cannot be stored. Choose {KINDS}.", FIELD)
    return text.encode()
