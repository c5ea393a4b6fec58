"""The invented people one may sign in as, and the code their second factor shows at this moment."""

import base64
import hashlib
import hmac
import struct
import time
from dataclasses import dataclass
from pathlib import Path

from earlyhelp.embedded.trouble import Trouble

FILE = "sign-ins.tsv"
STEP, DIGITS = 30, 6


@dataclass(frozen=True)
class SignIn:
    """One line of DATA/sign-ins.tsv."""

    role: str
    email: str
    password: str
    secret: str

    def line(self) -> str:
        return "\t".join(("sign-in", self.role, self.email, self.password, self.secret))


def read(data: Path) -> list[SignIn]:
    """As make_demo wrote them; a leading `sign-in` is as good as none."""
    path = data / FILE
    lines = path.read_text().splitlines() if path.exists() else []
    rows = [line.removeprefix("sign-in\t").split("\t") for line in lines if line and not line.startswith("#")]
    return [SignIn(*row[:4]) for row in rows if len(row) >= 4]


def code_of(data: Path, role: str, at: float | None = None) -> str:
    """The current code of that role's invented person. Second factors know the wall clock only."""
    people = {person.role: person for person in reversed(read(data))}
    if not people:
        raise Trouble(f"Nobody has been invented in {data} yet: run “make demo” first.")
    if role not in people:
        raise Trouble(f"ROLE=“{role}” is not one of: {', '.join(sorted(people))}.")
    if people[role].secret in {"", "-"}:
        raise Trouble(f"{people[role].email} signs in without a second factor.")
    return totp(people[role].secret, time.time() if at is None else at)


def totp(secret: str, at: float) -> str:
    """RFC 6238 with SHA-1, 30 seconds and six digits, as authenticator apps do it."""
    letters = secret.replace(" ", "").upper()
    key = base64.b32decode(letters + "=" * (-len(letters) % 8))
    digest = hmac.new(key, struct.pack(">Q", int(at) // STEP), hashlib.sha1).digest()
    start = digest[-1] & 0x0F
    number = struct.unpack(">I", digest[start : start + 4])[0] & 0x7FFFFFFF
    return str(number % 10**DIGITS).zfill(DIGITS)
