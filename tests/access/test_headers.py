"""What stands on every answer, whatever it is: a page, a file, a redirect, an error, a picture, a host that is not ours.

As in production: its settings are asked of a process of their own.
"""

import json
import os
import re
import subprocess
import sys

import pytest
from django.urls import reverse

from access.routes import ROUTES
from tests.conftest import RoleClient
from tests.factories import CaseFactory, TeamFactory, somebody, worker_on
from tests.house.test_routes import SOMETHING, patterns
from tests.house.test_settings import OWNER, RIGHT, ROOT, settings_say

pytestmark = pytest.mark.goal("F5")
TAKEN = [
    "SECURE_HSTS_SECONDS",
    "SECURE_HSTS_INCLUDE_SUBDOMAINS",
    "SECURE_HSTS_PRELOAD",
    "SECURE_PROXY_SSL_HEADER",
    "SECURE_SSL_REDIRECT",
    "SESSION_COOKIE_SECURE",
    "CSRF_COOKIE_SECURE",
    "SESSION_COOKIE_NAME",
    "CSRF_COOKIE_NAME",
    "WHOSE_COOKIE_NAME",
    "KNOWN_COOKIE_NAME",
]
ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "Strict-Transport-Security": "max-age=31536000; includeSubDomains; preload",
}


@pytest.fixture(scope="module")
def production():
    done = settings_say(f"__import__('json').dumps({{name: getattr(settings, name) for name in {TAKEN!r}}})")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.fixture
def arrives(production, settings, db):
    """A browser whose requests come through the TLS proxy, to a service that is set like production."""
    for name, value in production.items():
        setattr(settings, name, tuple(value) if isinstance(value, list) else value)

    def of(user=None):
        client = RoleClient(raise_request_exception=False, headers={"x-forwarded-proto": "https"})
        return client.sign_in(user) if user else client

    return of


def faults(answer, *, content=True):
    """What is wrong with the headers and cookies of an answer."""
    wrong = [
        f"{name} is {answer.headers.get(name)}" for name, value in ALWAYS.items() if answer.headers.get(name) != value
    ]
    policy = answer.headers.get("Content-Security-Policy", "")
    wrong += [] if "frame-ancestors 'none'" in policy and "default-src 'none'" in policy else [f"policy: {policy}"]
    wrong += ["unsafe"] if "unsafe" in policy or re.search(r"(script|style)-src[^;]*(\*|data:|https?:)", policy) else []
    wrong += ["may be stored"] if content and answer.headers.get("Cache-Control") != "no-store" else []
    for name, cookie in answer.cookies.items():
        kept = cookie["httponly"] or not cookie.value  # one that takes itself away carries nothing
        right = kept and cookie["secure"] and cookie["samesite"] and cookie["path"] == "/" and not cookie["domain"]
        wrong += [] if right and name.startswith("__Host-") else [f"cookie {name}: {cookie.OutputString()}"]
    return wrong


def addresses():
    """Every route with something that is not there in its address."""
    for name, pattern in patterns():
        if name == "account_reset_password_from_key":
            yield name, reverse(name, args=["1", "x-y"])
        elif name in ROUTES:
            yield (
                name,
                reverse(name, kwargs={key: SOMETHING.get(type(one), "x") for key, one in pattern.converters.items()}),
            )


ACROSS = ("dpo", "records_manager", "user_administrator")
VERBS = ("get", "post", "put", "delete", "options", "head")


def ask(client, method, url, name, wrong, seen):
    answer = getattr(client, method)(url)
    seen.add(answer.status_code)
    if found := faults(answer):
        wrong[f"{method} {name} {answer.status_code}"] = found


@pytest.mark.slow
def test_every_route_answers_so_whoever_asks_and_however(arrives):
    """Signed in or not, with something that is there or not, by every verb: pages, refusals, redirects and files."""
    everybody = [arrives(), *(arrives(somebody(*roles, team=TeamFactory())) for roles in (("hub",), ACROSS))]
    wrong, seen = {}, set()
    for name, url in addresses():
        if name == "account_logout":
            continue  # asked below, when nobody is needed any more
        for client in everybody:
            for method in ("get", "post") if client is not everybody[-1] else VERBS:
                ask(client, method, url, name, wrong, seen)
    ask(everybody[1], "post", reverse("account_logout"), "account_logout", wrong, seen)
    assert not wrong, wrong
    assert {200, 302, 403, 404, 405, 422} <= seen


def test_so_do_pages_with_content_and_files(arrives):
    case = CaseFactory()
    worker, dpo = arrives(worker_on(case)), arrives(somebody("dpo"))
    for client, url in (
        (worker, case.get_absolute_url()),
        (dpo, reverse("sharing:log_file")),
        (dpo, reverse("sharing:log")),
    ):
        answer = client.get(url)
        assert answer.status_code == 200 and not faults(answer), (url, faults(answer))


def test_so_do_errors(arrives, monkeypatch):
    client = arrives(somebody("hub"))
    answers = {
        "nothing there": client.get("/nothing/there"),
        "no slash": client.get("/account/login"),
        "a host that is not ours": client.get("/", headers={"host": "elsewhere.example"}),
        "no token": RoleClient(enforce_csrf_checks=True, headers={"x-forwarded-proto": "https"}).post(
            reverse("account_login"), {}
        ),
        "not over TLS": client.get("/", headers={"x-forwarded-proto": "http"}),
        "no bytes of ours": client.get("/%00%ff"),
    }
    monkeypatch.setattr("earlyhelp.desk.views.Today.get_context_data", lambda *args, **kwargs: 1 / 0, raising=False)
    monkeypatch.setattr("access.middleware.navigation_for", lambda *args: 1 / 0)
    answers["broken"] = client.get("/")
    assert answers["broken"].status_code == 500 and answers["a host that is not ours"].status_code == 400
    said = {name: faults(one) for name, one in answers.items() if name != "not over TLS"}
    assert not any(said.values()), said
    assert answers["not over TLS"].url.startswith("https://")


def test_so_do_pictures_and_scripts_which_alone_may_be_stored(arrives):
    for name in ("early-help.css", "early-help.js", "passkeys.js", "icon.svg"):
        answer = arrives().get(f"/static/{name}")
        assert answer.status_code == 200 and not faults(answer, content=False), (name, faults(answer, content=False))
        assert "no-store" not in answer.headers["Cache-Control"]


def test_no_cookie_outlives_the_browser_but_the_one_that_knows_it(arrives):
    client = arrives(somebody("hub"))
    client.get("/")
    lasting = [name for name, cookie in client.cookies.items() if cookie["max-age"] or cookie["expires"]]
    assert not [name for name in lasting if not name.startswith(("__Host-known", "__Host-csrf"))], lasting


def test_the_deploy_check_has_nothing_to_say():
    done = subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "INFO"],
        cwd=ROOT,
        env={name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG")}
        | RIGHT
        | OWNER
        | {"VIRUS_SCANNER": "unix:/run/clamav/clamd.ctl"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr + done.stdout
    assert "no issues (0 silenced)" in done.stdout or "no issues (1 silenced)" in done.stdout, done.stdout
