"""Goal 7: the product's list over HTTP beside a plain Django page and a bare WSGI program; how many queries a page takes."""

import json
import os
import random
import re
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

import psycopg
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.urls import reverse

from access.models import User
from bench import server
from bench.council import Council
from bench.lines import Report
from bench.queries import measure as measure_queries
from earlyhelp.database.roles import conninfo

WORKERS, CONNECTIONS = 2, 8
PRODUCT_BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
PLAIN_BACKEND = "django.contrib.auth.backends.ModelBackend"
REFERENCE = re.compile(rb'href="/cases/([^/"]+)/"')


@dataclass(frozen=True)
class Served:
    """One program that answers, and what its browser sends."""

    port: int
    path: str
    cookie: str

    def page(self) -> bytes:
        """The page, once."""
        asked = Request(f"http://127.0.0.1:{self.port}{self.path}", headers={"Cookie": self.cookie})
        with urlopen(asked, timeout=30) as answer:  # noqa: S310 - an address of our own
            return bytes(answer.read())

    def load(self, seconds: float) -> dict[str, float]:
        """Answers a second, the slowest twentieth, and what asking took, from a process of its own."""
        words = (str(self.port), str(CONNECTIONS), str(seconds), self.path, self.cookie)
        done = subprocess.run([sys.executable, "-m", "bench.load", *words], capture_output=True, text=True, check=False)
        if done.returncode:
            raise RuntimeError(f"{self.path}: {done.stderr[-1000:]}")
        return dict(json.loads(done.stdout))


def measure(report: Report, council: Council) -> None:
    """How many queries, then how many pages a second."""
    measure_queries(report, council)
    seconds, rounds = (4.0, 7) if report.enforced else (2.0, 5)
    with _all_served(council) as served:
        for one in served.values():
            for _ in range(2 * WORKERS):
                one.page()  # a worker that is being asked for the first time reads the whole program
            one.load(2.0)  # now every worker has opened its connection and read its templates
        listed = {name: REFERENCE.findall(served[name].page()) for name in served if name != "log"}
        equal = len(listed["cases"]) == 25 and all(rows == listed["cases"] for rows in listed.values())
        report.equal("7.http.cases.rows", equal)
        report.settle(lambda one: _say(one, _in_turns(served, council.dice, seconds, rounds)))


def _say(report: Report, found: dict[str, dict[str, float]]) -> None:
    cases, plain, limit = found["cases"], found["plain"], found["limit"]
    rates = {"product_rps": cases["rate"], "plain_rps": plain["rate"], "limit_rps": limit["rate"]}
    report.goal("7.http.cases.of_plain", cases["rate"] / plain["rate"], ">=0.6", always=False, **rates)
    report.goal("7.http.cases.of_limit", cases["rate"] / limit["rate"], ">=0.05", always=False, client=limit["client"])
    slow = {"product_p95_ms": cases["p95"], "plain_p95_ms": plain["p95"]}
    report.goal("7.http.cases.p95", cases["p95"] / plain["p95"], "<=1.7", always=False, **slow)
    narrow = {name: found[f"{name}_narrow"] for name in ("plain", "limit")}  # who shows less than the product does
    shares = {f"of_{name}": cases["rate"] / one["rate"] for name, one in narrow.items()}
    report.note(
        "7.http.cases.of_narrow",
        **shares,
        **{f"{name}_rps": one["rate"] for name, one in narrow.items()},
        p95=cases["p95"] / narrow["plain"]["p95"],
    )
    report.note("7.http.log", product_rps=found["log"]["rate"], p95_ms=found["log"]["p95"])


def _in_turns(
    served: dict[str, Served], dice: random.Random, seconds: float, rounds: int
) -> dict[str, dict[str, float]]:
    """Each under load for a while, in an order that changes; medians of the rounds."""
    took: dict[str, list[dict[str, float]]] = {name: [] for name in served}
    order = list(served)
    for _ in range(rounds):
        dice.shuffle(order)
        for name in order:
            took[name].append(served[name].load(seconds))
    return {name: {key: statistics.median(one[key] for one in each) for key in each[0]} for name, each in took.items()}


# The plain project reads its sessions where Django's own engine looks for them.
DJANGOS_SESSIONS = (
    "CREATE OR REPLACE VIEW django_session AS SELECT session_key, session_data, expire_date FROM access_session"
)


@contextmanager
def _all_served(council: Council) -> Iterator[dict[str, Served]]:
    """The product, the plain project and the bare program, each by gunicorn with as many workers, for the same person."""
    worker, dpo = council.worker, council.dpo
    owner = {
        "BENCH_DATABASE": conninfo(server.url("owner")),
        "BENCH_USER": str(worker.pk),
        "SECRET_KEY": settings.SECRET_KEY,
    }
    web = {"DATABASE_URL": server.url("web"), "DATABASE_LOGIN": "web"}
    with psycopg.connect(owner["BENCH_DATABASE"], autocommit=True) as connection:
        connection.execute(DJANGOS_SESSIONS)
    with ExitStack() as stack:
        product = stack.enter_context(_gunicorn("earlyhelp.wsgi", web))
        plain = stack.enter_context(_gunicorn("bench.plain.wsgi", owner))
        bare = stack.enter_context(_gunicorn("bench.bare", owner))
        cookie = settings.SESSION_COOKIE_NAME
        yield {
            "cases": Served(
                product, f"{reverse('cases:cases')}?show=all", f"{cookie}={_session(worker, PRODUCT_BACKEND)}"
            ),
            "log": Served(product, reverse("sharing:log"), f"{cookie}={_session(dpo, PRODUCT_BACKEND)}"),
            "plain": Served(plain, "/cases/", f"session={_session(worker, PLAIN_BACKEND)}"),
            "limit": Served(bare, "/cases/", "none=0"),
            "plain_narrow": Served(plain, "/narrow/", f"session={_session(worker, PLAIN_BACKEND)}"),
            "limit_narrow": Served(bare, "/narrow/", "none=0"),
        }


def _session(user: User, backend: str) -> str:
    """A signed-in session of this person, second factor shown."""
    store = import_module(settings.SESSION_ENGINE).SessionStore()
    moment = time.time()
    store.update(
        {
            SESSION_KEY: str(user.pk),
            BACKEND_SESSION_KEY: backend,
            HASH_SESSION_KEY: user.get_session_auth_hash(),
            "account_authentication_methods": [{"method": name, "at": moment} for name in ("password", "mfa")],
            "account_authentication_methods_user": str(user.pk),
        }
    )
    store.create()
    return str(store.session_key)


@contextmanager
def _gunicorn(program: str, extra: dict[str, Any]) -> Iterator[int]:
    """This program on a free port until the block ends."""
    port = _free_port()
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("DATABASE_ADMIN")}
    words = ("--bind", f"127.0.0.1:{port}", "--workers", str(WORKERS), "--worker-class", "sync", "--no-control-socket")
    with tempfile.TemporaryFile() as log:
        child = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", program, *words],
            cwd=Path(__file__).resolve().parent.parent,
            env=inherited | extra,
            stdout=log,
            stderr=log,
        )
        try:
            _wait(port, child)
            yield port
        finally:
            child.terminate()
            child.wait(20)


def _free_port() -> int:
    with socket.socket() as there:
        there.bind(("127.0.0.1", 0))
        return int(there.getsockname()[1])


def _wait(port: int, child: "subprocess.Popen[bytes]") -> None:
    for _ in range(300):
        if child.poll() is not None:
            raise RuntimeError("gunicorn ended before it answered")
        with socket.socket() as there:
            if there.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise RuntimeError("gunicorn did not answer")
