"""A real demo and a real browser for the journeys and the page checks: the supervisor's own servers, logins and workers."""

import base64
import hashlib
import hmac
import os
import re
import shutil
import socket
import struct
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from copy import copy
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
import pytest
import redis
from playwright.sync_api import Page, sync_playwright

from earlyhelp.database.roles import conninfo

ROOT = Path(__file__).resolve().parent.parent
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
SECONDS = 30


OF_FAMILIES = """
    SELECT full_name FROM cases_person WHERE full_name LIKE '% %'
    UNION SELECT nhs_number FROM cases_person
    UNION SELECT regexp_replace(nhs_number, '(...)(...)(....)', '\\1 \\2 \\3') FROM cases_person
    UNION SELECT born::text FROM cases_person WHERE born < '2025-01-01'
    UNION SELECT to_char(born, 'FMDD FMMonth YYYY') FROM cases_person WHERE born < '2025-01-01'
    UNION SELECT postcode FROM cases_address WHERE postcode LIKE '% %'
    UNION SELECT left(happening, 40) FROM cases_referral WHERE length(happening) > 12
    UNION SELECT left(text, 40) FROM cases_note WHERE length(text) > 12"""


def code_of(secret: str, moment: float | None = None) -> str:
    """The six numbers of RFC 6238 for this half minute."""
    counter = struct.pack(">Q", int(moment or time.time()) // SECONDS)
    digest = hmac.new(base64.b32decode(secret), counter, hashlib.sha1).digest()
    start = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[start : start + 4])[0] & 0x7FFFFFFF) % 10**6:06d}"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@dataclass
class Demo:
    """A demo that is up, and what a test may ask of it beside its pages."""

    council: str
    data: Path
    scale: str = "0"  # the five families whose stories are written out; "1" is a year of three hundred
    port: int = field(default_factory=free_port)
    process: subprocess.Popen | None = None
    people: dict[str, tuple[str, str, str]] = field(default_factory=dict)
    codes_used: dict[str, str] = field(default_factory=dict)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def state(self) -> Path:
        """Where the state really lies: another place leaves a pointer."""
        pointer = self.data / "elsewhere"
        return Path(pointer.read_text().strip()) if pointer.exists() else self.data

    def start(self) -> "Demo":
        self.process = subprocess.Popen(
            [sys.executable, "-m", "earlyhelp.embedded", "demo"],
            cwd=ROOT,
            env=self._environment()
            | {"COUNCIL": self.council, "PORT": str(self.port), "DATA": str(self.data), "SCALE": self.scale}
            | {
                "STEP_UP_SECONDS": "36000"
            },  # one sign-in looks at all pages: step-up itself is tests/access/test_step_up.py
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        said = []
        for line in self.process.stdout:
            said.append(line)
            if line.startswith("sign-in\t"):
                _, role, email, password, secret = line.rstrip("\n").split("\t")
                self.people[role] = (email, password, secret)
            if line.startswith("Ready "):
                return self
        raise AssertionError("the demo did not get ready:\n" + "".join(said))

    def stop(self) -> None:
        if self.process.poll() is None:
            self.process.send_signal(2)
        self.process.communicate(timeout=60)

    def _environment(self) -> dict[str, str]:
        """The machine's, without what the tests' own database set."""
        ours = re.compile(r"^(EARLYHELP|DATABASE|COUNCIL|PORT$|DATA$|NOW$|SCALE$|DJANGO)")
        return {name: value for name, value in os.environ.items() if not ours.match(name)}

    def manage(self, *arguments: str) -> str:
        """`manage.py` as somebody beside the running demo would type it."""
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT,
            env=self._environment() | {"EARLYHELP_DATA": str(self.data), "COUNCIL": self.council},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    @property
    def environment(self) -> dict[str, str]:
        """What the supervisor wrote for its children."""
        lines = (self.state / "environment").read_text().splitlines()
        return {name: value.strip("'\"") for name, _, value in (line.partition("=") for line in lines if "=" in line)}

    def rows(self) -> dict[str, list[str]]:
        """Every row of every table as text, by table: what a logical dump holds."""
        with psycopg.connect(conninfo(self.environment["DATABASE_ADMIN_URL"], dbname="earlyhelp")) as connection:
            names = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
            return {
                name: [row[0] for row in connection.execute(f'SELECT t::text FROM "{name}" t').fetchall()]
                for (name,) in names
            }

    def tables_with(self, *words: str) -> set[str]:
        """The tables in which any of these words stands."""
        return {name for name, rows in self.rows().items() if any(word in row for row in rows for word in words)}

    def files_with(self, *words: str) -> set[str]:
        """The files below DATA in which any of these words stands; the server's own pages and WAL files aside."""
        found = set()
        for path in self.state.rglob("*"):
            inside = path.relative_to(self.state).parts
            own = inside[0] == "postgres" and path.suffix not in (".log", ".conf")
            if path.is_file() and not own and any(word.encode() in path.read_bytes() for word in words):
                found.add(str(path.relative_to(self.state)))
        return found

    def words_of_families(self) -> set[str]:
        """What is told of the families that the demo has now: names, numbers as they are stored and as they are spoken, postcodes, birth
        dates as they are stored and in words, and how each story and each note begins.
        """
        url = conninfo(self.environment["DATABASE_ADMIN_URL"], dbname="earlyhelp")
        with psycopg.connect(url) as connection:
            return {row[0].strip() for row in connection.execute(OF_FAMILIES).fetchall()} - {""}

    def broker_with(self, *words: str) -> set[str]:
        """The keys of the broker under which any of these words stands."""
        url = self.environment["REDIS_URL"].replace("redis+socket://", "unix://")
        broker = redis.Redis.from_url(url)
        return {
            key.decode()
            for key in broker.scan_iter()
            if any(word.encode() in key + (broker.dump(key) or b"") for word in words)
        }


class Person:
    """Somebody invented at a browser of their own."""

    def __init__(self, demo: Demo, browser, role: str, **context) -> None:
        self.demo, self.role = demo, role
        self.context = browser.new_context(locale="en-GB", base_url=demo.address, **context)
        self._sit_down()

    def _sit_down(self) -> None:
        self.page: Page = self.context.new_page()
        self.said: list[str] = []
        self.asked: list[str] = []
        self.page.on("console", lambda message: self.said.append(message.text))
        self.page.on("request", lambda request: self.asked.append(request.url))

    def in_another_tab(self) -> "Person":
        """The same person, signed in as here, at a tab of its own."""
        other = copy(self)
        other._sit_down()
        return other

    def sign_in(self) -> "Person":
        email, password, secret = self.demo.people[self.role]
        self.page.goto("/account/login/")
        self.page.get_by_label("Email").or_(self.page.get_by_label("E-mail")).first.fill(email)
        self.page.get_by_label("Password").fill(password)
        self.page.get_by_role("button", name="Continue").click()
        self.page.get_by_label("Authenticator code").or_(self.page.get_by_label("Code")).first.fill(self._code(secret))
        self.page.get_by_role("button", name="Continue").click()
        self.page.get_by_role("button", name="Sign out").wait_for()  # an address that ends in / is the sign-in’s too
        return self

    def _code(self, secret: str) -> str:
        """Each code opens once: a second sign-in of the same person waits for the next one."""
        while (code := code_of(secret)) == self.demo.codes_used.get(self.role):
            time.sleep(0.5)
        self.demo.codes_used[self.role] = code
        return code

    def open(self, path: str) -> Page:
        self.page.goto(path)
        return self.page


@contextmanager
def a_demo(council: str, scale: str = "0"):
    """A demo in a folder of its own: pytest's are for one account alone, and a server of root's steps down to another."""
    folder = Path(tempfile.mkdtemp(prefix="eh-demo-"))
    folder.chmod(0o711)
    demo = Demo(council, folder / "a demo", scale)
    try:
        yield demo.start()
        told = demo.files_with(*demo.words_of_families())  # after everything that was done there
        assert not told, f"C1: a log, a letter or another file tells of a family: {sorted(told)}"
    finally:
        demo.stop()
        shutil.rmtree(folder, ignore_errors=True)


def chromium() -> str:
    """Where the browser is."""
    path = os.environ.get("CHROMIUM", "/usr/bin/chromium")
    assert Path(path).exists(), "no Chromium: apt-get install -y --no-install-recommends chromium fonts-dejavu-core"
    return path


@pytest.fixture(scope="session")
def browser_of_tests():
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def durham():
    with a_demo("durham-early-help") as demo:
        yield demo


@pytest.fixture(scope="session")
def achieving():
    with a_demo("achieving-for-children-early-help-hub") as demo:
        yield demo
