"""Somebody invented who asks for pages without a browser: signs in as people do, keeps cookies, sends forms with their tokens."""

import re
import time
from dataclasses import dataclass, field
from html import unescape
from typing import Self

import requests

from tests.browser import Demo, code_of

PATIENCE = 40  # seconds; what a goal allows is asserted from `Answer.seconds`, this only ends a drill that hangs
HIDDEN = re.compile(r"<input[^>]*type=\"hidden\"[^>]*>")
ATTRIBUTE = re.compile(r'(name|value)="([^"]*)"')
TRACE = re.compile(r"Traceback|psycopg|OperationalError|File \"|django\.|line \d+, in ")


@dataclass(frozen=True)
class Answer:
    """What came back: `status` is 0 where nothing did, or only a part. `seconds` is the time until it had come."""

    status: int
    text: str = field(repr=False)
    seconds: float
    path: str = ""  # where a redirect leads

    @property
    def fields(self) -> dict[str, str]:
        """The hidden fields of the page, by name: tokens, keys and stamps that the next sending carries."""
        found = (dict(ATTRIBUTE.findall(one)) for one in HIDDEN.findall(self.text))
        return {one["name"]: unescape(one.get("value", "")) for one in found if "name" in one}

    @property
    def shows_a_trace(self) -> bool:
        """Whether the page shows the program's inside."""
        return bool(TRACE.search(self.text))


NOTHING = Answer(0, "", 0.0)


class Visitor:
    """A session of its own. No proxy of the machine's is used, and no redirect is followed unless a method says so."""

    def __init__(self, demo: Demo, role: str = "") -> None:
        self.demo, self.role = demo, role
        self.web = requests.Session()
        self.web.trust_env = False
        self.web.headers["Origin"] = demo.address  # as a browser says it with every form

    def ask(self, method: str, path: str, **more) -> Answer:
        began = time.monotonic()
        try:
            answer = self.web.request(method, self.demo.address + path, allow_redirects=False, timeout=PATIENCE, **more)
        except requests.RequestException:
            return Answer(0, "", time.monotonic() - began)
        seconds = time.monotonic() - began
        leads = answer.headers.get("Location", "").removeprefix(self.demo.address)
        return Answer(answer.status_code, answer.text, seconds, leads)

    def get(self, path: str) -> Answer:
        return self.ask("GET", path)

    def post(self, path: str, answers: dict[str, str], **more) -> Answer:
        """Send a form; the token of the session's cookie goes with it."""
        return self.ask("POST", path, data={"csrfmiddlewaretoken": self.token, **answers}, **more)

    @property
    def token(self) -> str:
        return next((one.value or "" for one in self.web.cookies if one.name.startswith("csrf")), "")

    @property
    def cookies(self) -> str:
        """The header that a browser would send."""
        return "; ".join(f"{one.name}={one.value}" for one in self.web.cookies)

    def sign_in(self) -> Self:
        """By password and code. Each code opens once, so a second sign-in of one person waits for the next half minute."""
        email, password, secret = self.demo.people[self.role]
        self.get("/account/login/")
        second = self.post("/account/login/", {"login": email, "password": password})
        assert second.status == 302, f"{self.role}: the password was answered with {second.status}"
        while (code := code_of(secret)) == self.demo.codes_used.get(self.role):
            time.sleep(0.2)  # the condition is the clock's
        self.demo.codes_used[self.role] = code
        done = self.post(second.path, {"code": code})
        assert done.status == 302, f"{self.role}: the code was answered with {done.status}"
        assert self.get("/").status == 200
        return self
