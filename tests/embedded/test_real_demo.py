"""`make demo` as a person types it: two at once, signing in with what it printed, and nothing left after Ctrl-C."""

import http.cookiejar
import os
import re
import signal
import subprocess
import time
import urllib.parse
import urllib.request

import pytest

from tests.embedded.conftest import ROOT, Running, alive_in, clean_environment, kill_all

pytestmark = pytest.mark.slow


@pytest.fixture
def demos(place, ports):
    """Two demos of one checkout, on two ports and two data folders."""
    made = subprocess.run(
        ["make", "setup"], cwd=ROOT, env=clean_environment(), capture_output=True, text=True, check=False
    )
    assert made.returncode == 0, made.stdout + made.stderr
    both = [
        Running(place / f"output-{port}", "make", "demo", DATA=str(place / f"demo {port}"), PORT=str(port))
        for port in ports
    ]
    yield both
    kill_all(place)


def sign_ins(demo):
    rows = [line.split("\t") for line in demo.text().splitlines() if line.startswith("sign-in\t")]
    return {role: (email, password) for _, role, email, password, _ in rows}


def code_of(role, folder):
    values = clean_environment() | {"DATA": str(folder), "ROLE": role}
    return subprocess.run(
        ["make", "--silent", "demo-code"], cwd=ROOT, env=values, capture_output=True, text=True, check=True
    ).stdout.strip()


class Browser:
    """Cookies and forms; no more of a browser is needed here."""

    def __init__(self, port):
        self.root = f"http://127.0.0.1:{port}"
        self.cookies = http.cookiejar.CookieJar()
        self.open = urllib.request.build_opener(
            urllib.request.ProxyHandler({}), urllib.request.HTTPCookieProcessor(self.cookies)
        ).open

    def answer(self, page, **fields):
        """Fill in the form of `page` and send it there."""
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page.read().decode())[1]
        data = urllib.parse.urlencode(fields | {"csrfmiddlewaretoken": token}).encode()
        return self.open(urllib.request.Request(page.url, data, {"Referer": page.url}), timeout=20)


def test_two_demos_open_people_sign_in_and_ctrl_c_leaves_nothing(demos, place, ports):
    began = time.monotonic()
    for demo in demos:
        demo.says("Ready", within=90)
    assert time.monotonic() - began < 45  # 15 s for one on an idle machine

    for demo, port in zip(demos, ports, strict=True):
        browser = Browser(port)
        email, password = sign_ins(demo)["practitioner"]
        asked = browser.answer(browser.open(f"{browser.root}/account/login/"), login=email, password=password)
        assert "/second-factor/" in asked.url
        inside = browser.answer(asked, code=code_of("practitioner", place / f"demo {port}"))
        assert inside.status == 200
        assert urllib.parse.urlsplit(inside.url).path == "/"
        assert all(cookie.name.endswith(str(port)) for cookie in browser.cookies)

    for demo in demos:
        os.killpg(demo.process.pid, signal.SIGINT)  # as a terminal does it: `make` and all below it
        demo.ends()
        assert "Stopped" in demo.text()
    assert alive_in(place) == {}
