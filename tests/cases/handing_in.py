"""Files as somebody hands them in: good ones of every kind; clamd with one signature where it is installed, or who answers as it does."""

import getpass
import io
import shutil
import socketserver
import struct
import subprocess
import tempfile
import threading
import time
import zipfile
from contextlib import contextmanager
from html import unescape
from pathlib import Path

from django.urls import reverse
from PIL import Image

from access import clock
from access.records import uuid7
from cases.operations import documents
from cases.operations.contents_word import MAIN
from earlyhelp.demo.documents import letter
from tests.conftest import as_

EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
TEXT = b"They would like help in the mornings."
PDF = letter(("A letter.",))
RELS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def picture(kind="JPEG", size=(40, 30), **more):
    """A picture of one colour; `exif` and `pnginfo` go along as given."""
    out = io.BytesIO()
    Image.new("RGB", size, "teal").save(out, kind, **more)
    return out.getvalue()


def with_a_place():
    """A photograph that says where it was taken: 54 degrees north, by a telephone."""
    exif = Image.Exif()
    exif[0x010F] = "A telephone"
    exif.get_ifd(0x8825).update({1: "N", 2: (54.0, 46.0, 12.0), 3: "W", 4: (1.0, 34.0, 30.0)})
    return picture(exif=exif)


def document_xml(body="<w:p><w:r><w:t>Hello</w:t></w:r></w:p>"):
    return f'<?xml version="1.0" encoding="UTF-8"?><w:document xmlns:w="{W}"><w:body>{body}</w:body></w:document>'


def relationship(kind="hyperlink", target="https://school.example/", mode=' TargetMode="External"'):
    return (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="rId1" Type="{RELS}/{kind}" Target="{target}"{mode}/></Relationships>'
    )


def word(parts=(), *, main=MAIN, body=None, leave_out=(), info=None):
    """A Word document with further parts; `info` may change how one lies in the zip."""
    there = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/word/document.xml" ContentType="{main}"/></Types>',
        "_rels/.rels": relationship("officeDocument", "word/document.xml", ""),
        "word/document.xml": document_xml() if body is None else document_xml(body),
    } | dict(parts)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in there.items():
            if name not in leave_out:
                made.writestr(info(name) if info else name, content)
    return out.getvalue()


def add(case, worker, data=TEXT, **said):
    """Handed in by somebody who looks as the web login does."""
    said = {"title": "A letter", "dated_on": clock.today(), "about": [case.children[0]], "key": uuid7()} | said
    with as_(worker):
        return documents.add(case, data=data, by=worker, **said)


class Clamd(socketserver.BaseRequestHandler):
    """A server that speaks INSTREAM as clamd does, and knows one signature: EICAR's."""

    def handle(self):
        if self._read(10) != b"zINSTREAM\0":
            return self.request.sendall(b"UNKNOWN COMMAND\0")
        data = b""
        while size := struct.unpack("!I", self._read(4))[0]:
            data += self._read(size)
        self.server.seen.append(data)
        self.request.sendall(
            self.server.says or (b"stream: Eicar-Signature FOUND\0" if EICAR in data else b"stream: OK\0")
        )

    def _read(self, size):
        data = b""
        while len(data) < size:
            data += self.request.recv(size - len(data)) or self._cut()
        return data

    def _cut(self):
        raise ConnectionError


class Server(socketserver.ThreadingTCPServer):
    daemon_threads = allow_reuse_address = True


@contextmanager
def a_scanner(settings, says=b""):
    """A scanner on this machine, to which the settings point. What it `says`, where it is to say nothing else."""
    with Server(("127.0.0.1", 0), Clamd) as server:
        server.seen, server.says = [], says
        threading.Thread(target=server.serve_forever, daemon=True).start()
        settings.VIRUS_SCANNER = f"tcp:127.0.0.1:{server.server_address[1]}"
        try:
            yield server
        finally:
            server.shutdown()


CLAMD = shutil.which("clamd") or shutil.which("clamd", path="/usr/sbin")


@contextmanager
def clamd(settings):
    """clamd itself with a database of one signature, EICAR's; where it is not installed, the server above. Which of them it is."""
    if CLAMD is None:
        with a_scanner(settings):
            yield "a server that speaks its protocol"
        return
    folder = Path(tempfile.mkdtemp(prefix="eh-clamd-"))
    (folder / "one.ndb").write_text(f"Eicar-Signature:0:*:{EICAR.hex()}\n")
    (folder / "clamd.conf").write_text(
        f"LocalSocket {folder}/socket\nDatabaseDirectory {folder}\nForeground yes\nUser {getpass.getuser()}\nSelfCheck 0\n"
    )
    running = subprocess.Popen(
        [CLAMD, "-c", f"{folder}/clamd.conf"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        for _ in range(300):
            if (folder / "socket").exists():
                break
            time.sleep(0.1)
        settings.VIRUS_SCANNER = f"unix:{folder}/socket"
        yield "clamd"
    finally:
        running.terminate()
        running.wait(timeout=30)
        shutil.rmtree(folder)


def url(document, page="document_file"):
    return reverse(f"cases:{page}", args=[document.case.reference, document.pk])


def text_of(answer):
    return unescape(answer.content.decode())


def on_the_disk(settings):
    return [path for path in settings.FILES.rglob("*") if path.is_file()]
