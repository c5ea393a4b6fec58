"""The virus scanner: clamd, asked over its socket with INSTREAM. VIRUS_SCANNER says where it is; empty: nothing is scanned."""

import socket
import struct
from dataclasses import dataclass

from django.conf import settings

PIECE = 65_536  # bytes
SECONDS = 20  # for connecting, and between two signs of life
LONGEST_ANSWER = 4_096


class ScannerDown(Exception):
    """Nobody answered, or not in a way that says anything: the file waits."""


class NoAnswer(ScannerDown):
    """The scanner is there, and said nothing of this file that means anything: another may be answered."""


@dataclass(frozen=True)
class Answer:
    """What the scanner says of a file: the name of what it found, empty where it is clean."""

    found: str = ""


def is_configured() -> bool:
    return bool(settings.VIRUS_SCANNER)


def scan(data: bytes) -> Answer:
    """Ask the scanner about a file. Raises ScannerDown; also where none is configured."""
    try:
        with _connect() as line:
            line.sendall(b"zINSTREAM\0")
            for at in range(0, len(data), PIECE):
                piece = data[at : at + PIECE]
                line.sendall(struct.pack("!I", len(piece)) + piece)
            line.sendall(struct.pack("!I", 0))
            said = _answer(line)
    except OSError as error:
        raise ScannerDown(type(error).__name__) from error
    return _read(said)


def _connect() -> socket.socket:
    kind, _, where = settings.VIRUS_SCANNER.partition(":")
    if kind == "tcp":
        host, _, port = where.rpartition(":")
        return socket.create_connection((host, int(port)), timeout=SECONDS)
    if kind != "unix":
        raise ScannerDown("no scanner")
    line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    line.settimeout(SECONDS)
    try:
        line.connect(where)
    except OSError:
        line.close()
        raise
    return line


def _answer(line: socket.socket) -> bytes:
    said = b""
    while not said.endswith(b"\0") and len(said) < LONGEST_ANSWER:
        piece = line.recv(LONGEST_ANSWER)
        if not piece:
            break
        said += piece
    return said


def _read(said: bytes) -> Answer:
    """`stream: OK`, `stream: Eicar-Signature FOUND`; whatever else is no answer (`… ERROR`, or half of one)."""
    words = said.rstrip(b"\0\n").decode("utf-8", "replace").removeprefix("stream: ")
    if not said.startswith(b"stream: ") or not said.endswith((b"\0", b"\n")):
        raise NoAnswer("no answer")
    if words == "OK":
        return Answer()
    if words.endswith(" FOUND"):
        return Answer(words.removesuffix(" FOUND")[:120])
    raise NoAnswer("an error")
