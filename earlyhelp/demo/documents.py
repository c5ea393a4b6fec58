"""Two small documents of a family: a letter from the school as a PDF, and what was said on the telephone as plain text."""

from datetime import timedelta

from access import clock
from access.models import User
from access.records import uuid7
from cases.models import Case
from cases.operations import documents

LETTER = (
    "Fernhill Primary School",
    "",
    "Thank you for coming in on Monday. As we said, the breakfast club",
    "has a place from next week. The form is in the school bag.",
    "",
    "With kind regards, the school office",
)
CALL = "Taken down on the telephone.\n\nThe landlord’s office will send somebody to look at the wall within ten days.\n"


def hand_in(case: Case, worker: User) -> None:
    """Both of them, by whoever leads the case and is looking."""
    child, today = case.children[0], clock.today()
    for title, content, before in (
        ("Letter from the school", letter(LETTER), 6),
        ("Call of the landlord", CALL.encode(), 2),
    ):
        documents.add(
            case,
            title=title,
            dated_on=today - timedelta(days=before),
            about=[child],
            data=content,
            by=worker,
            key=uuid7(),
        )


def letter(lines: tuple[str, ...]) -> bytes:
    """A page of A4 with these lines (ASCII), as a PDF."""
    said = " T* ".join(f"({line.translate({40: None, 41: None, 92: None})}) Tj" for line in lines)
    drawn = f"BT /F1 12 Tf 16 TL 72 760 Td {said} ET".encode("ascii")
    objects = (
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(drawn), drawn),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    )
    out, starts = bytearray(b"%PDF-1.4\n"), []
    for number, body in enumerate(objects, start=1):
        starts.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % start for start in starts)
    out += b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, table)
    return bytes(out)
