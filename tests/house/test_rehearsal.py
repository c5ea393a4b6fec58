"""A rehearsal of docker-compose.yml without an engine: its own commands, variables, secret files and health checks, in its own order.

Only places differ: /run/secrets and /srv lie in a folder of the test, the servers come from their wheels, ports are free ones.
"""

import json
import os
import re
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path
from shlex import quote

import pytest
import yaml
from cryptography.fernet import Fernet

from earlyhelp.database.roles import LOGINS
from earlyhelp.embedded.broker import broker_program
from earlyhelp.embedded.postgres import Postgres

pytestmark = pytest.mark.slow
ROOT = Path(__file__).resolve().parents[2]
BIN = Path(sys.executable).parent
HOST = "early-help.council.example"
OPERATORS = {
    "EARLYHELP_VERSION": "1",
    "COUNCIL": "durham-early-help",
    "ALLOWED_HOSTS": HOST,
    "CSRF_TRUSTED_ORIGINS": f"https://{HOST}",
    "DUTY_PHONE": "01632 960 001",
    "PROCESSING_PLACES": "hosting=GB,backup=GB,mail=GB,support=GB",
    "MAIL_FROM": "early-help@council.example",
}
SERVE = ("web", "worker", "disposer", "beat")


def free_port() -> int:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        return held.getsockname()[1]


class Rehearsal:
    """The services of the compose file as processes of this machine."""

    def __init__(self, folder: Path, postgres: Postgres) -> None:
        self.folder, self.postgres = folder, postgres
        self.web, self.redis = free_port(), free_port()
        self.running: dict[str, subprocess.Popen] = {}
        self.services = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"]
        for name in ("secrets", "audit", "ledger", "anchors", "files", "static", "tmp", "redis"):
            (folder / name).mkdir()
        for name, value in self.secrets().items():
            (folder / "secrets" / name).write_text(f"{value}\n")

    def secrets(self) -> dict[str, str]:
        """What docs/howto/production.md asks the operator to write."""
        passwords = {f"{login}_password": secrets.token_urlsafe(24) for login in LOGINS}
        urls = {
            f"database_{login}_url": self.postgres.url_for(
                f"earlyhelp_{login}", passwords[f"{login}_password"], "earlyhelp"
            )
            for login in LOGINS
        }
        broker = secrets.token_urlsafe(24)
        return {
            **passwords,
            **urls,
            "database_admin_url": self.postgres.url,
            "redis_password": broker,
            "redis_url": f"redis://:{broker}@127.0.0.1:{self.redis}/0",
            "email_url": "smtp+tls://user:secret@mail.council.example:587",
            "secret_key": secrets.token_urlsafe(60),
            "field_keys": Fernet.generate_key().decode(),
            "file_keys": Fernet.generate_key().decode(),
            "ledger_key": secrets.token_urlsafe(32),
            "audit_key": secrets.token_urlsafe(32),
        }

    def here(self, text: str) -> str:
        """The text with the places and ports of this machine, and with what compose itself fills in."""
        places = {
            "/run/secrets": self.folder / "secrets",
            "/srv/audit": self.folder / "audit",
            "/srv/ledger": self.folder / "ledger",
            "/srv/files": self.folder / "files",
            "/srv/anchors": self.folder / "anchors",
            "/tmp": self.folder / "tmp",
            "0.0.0.0:8000": f"127.0.0.1:{self.web}",
            "127.0.0.1:8000": f"127.0.0.1:{self.web}",
            "redis-server": f"{quote(str(broker_program()))} --port {self.redis} --dir {self.folder / 'redis'}",
            "$$": "$",
        }
        text = re.sub(r"\$\{(\w+):\?[^}]*\}", lambda found: OPERATORS[found[1]], str(text))
        return re.sub("|".join(map(re.escape, places)), lambda found: str(places[found[0]]), text)

    def environment(self, name: str) -> dict[str, str]:
        given = self.services[name].get("environment", {})
        return {
            "PATH": f"{BIN}:/usr/bin:/bin",
            "HOME": "/proc/nobody",  # the image's account may write nowhere but in /tmp and its volumes
            "TMPDIR": str(self.folder / "tmp"),
            "HOSTNAME": socket.gethostname(),
            "STATIC_ROOT": str(self.folder / "static"),
            "PYTHONDONTWRITEBYTECODE": "1",
            **{key: self.here(value) for key, value in given.items()},
        }

    def command(self, name: str) -> list[str]:
        first, *words = [self.here(word) for word in self.services[name]["command"]]
        return [str(BIN / first) if (BIN / first).exists() else first, *words]

    def once(self, name: str, *command: str, **more: str) -> subprocess.CompletedProcess:
        return subprocess.run(
            command or self.command(name),
            cwd=ROOT,
            env=self.environment(name) | more,
            capture_output=True,
            text=True,
            check=False,
        )

    def start(self, name: str) -> None:
        with (self.folder / f"{name}.log").open("wb") as log:
            self.running[name] = subprocess.Popen(
                self.command(name),
                cwd=ROOT,
                env=self.environment(name),
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def log(self, name: str) -> str:
        return (self.folder / f"{name}.log").read_text()[-3000:]

    def stop(self) -> None:
        for process in self.running.values():
            os.killpg(process.pid, signal.SIGTERM)
        for process in self.running.values():
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)

    def healthy(self, name: str) -> subprocess.CompletedProcess:
        """The service's own health check."""
        kind, *words = [self.here(word) for word in self.services[name]["healthcheck"]["test"]]
        return self.once(name, *(words if kind == "CMD" else ("sh", "-c", words[0])))

    def ask(self, path: str, **headers: str) -> tuple[int, str]:
        """What the web answers to the TLS proxy; (0, why) while nobody listens there yet."""
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.web}{path}", headers={"Host": HOST, "X-Forwarded-Proto": "https"} | headers
        )
        try:
            with urllib.request.build_opener(Stay).open(request, timeout=10) as answer:
                return answer.status, answer.read().decode(errors="replace")
        except urllib.error.HTTPError as refusal:
            return refusal.code, refusal.read().decode() or refusal.headers.get("Location", "")
        except urllib.error.URLError as nobody:
            return 0, str(nobody.reason)


class Stay(urllib.request.HTTPRedirectHandler):
    """A redirect is an answer."""

    def redirect_request(self, *args, **kwargs):
        return None


def within(seconds: float, check):
    """Wait until `check()` says something true, and return it; its last answer after that."""
    until = time.monotonic() + seconds
    while not (said := check()) and time.monotonic() < until:
        time.sleep(0.3)
    return said


@pytest.fixture(scope="module")
def shape():
    folder = Path(tempfile.mkdtemp(prefix="eh-shape-"))
    folder.chmod(0o711)  # PostgreSQL runs as another account where we are root
    postgres = Postgres(folder / "postgres", durable=False).start()
    rehearsal = Rehearsal(folder, postgres)
    try:
        build = re.search(r"^RUN (EARLYHELP_ENV=build .*)$", (ROOT / "Dockerfile").read_text(), re.MULTILINE)[1]
        built = rehearsal.once("roles", "sh", "-c", build)
        assert built.returncode == 0, built.stderr
        rehearsal.start("redis")
        for name in ("roles", "migrate"):
            done = rehearsal.once(name)
            assert done.returncode == 0, f"{name}: {done.stderr[-3000:]}"
        for name in SERVE:
            rehearsal.start(name)
        yield rehearsal
    finally:
        rehearsal.stop()
        postgres.stop()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.mark.parametrize("name", SERVE)
def test_each_service_becomes_healthy_by_its_own_check(name, shape):
    last = within(40, lambda: (done := shape.healthy(name)).returncode == 0 and done)
    assert last, f"{shape.healthy(name)}\n{shape.log(name)}"


def test_the_service_is_ready_when_its_timetable_has_ticked(shape):
    assert within(40, lambda: shape.ask("/readyz")[0] == 200), (*shape.ask("/readyz"), shape.log("web"))


def test_a_visitor_is_led_to_the_sign_in_page_and_gets_its_files(shape):
    within(40, lambda: shape.ask("/healthz")[0] == 200)
    assert shape.ask("/") == (302, "/account/login/?next=/")
    status, page = shape.ask("/account/login/")
    assert status == 200
    for address in re.findall(r'(?:href|src)="(/static/[^"]+)"', page):
        assert re.search(r"\.[0-9a-f]{12}\.", address), f"{address} is not named by its content"
        assert shape.ask(address)[0] == 200


def test_without_tls_or_at_another_address_nothing_is_shown(shape):
    within(40, lambda: shape.ask("/healthz")[0] == 200)
    assert shape.ask("/account/login/", **{"X-Forwarded-Proto": "http"}) == (301, f"https://{HOST}/account/login/")
    assert shape.ask("/account/login/", Host="elsewhere.example")[0] == 400


def test_the_broker_opens_to_nobody_without_the_password(shape):
    with socket.create_connection(("127.0.0.1", shape.redis), timeout=5) as line:
        line.sendall(b"KEYS *\r\n")
        assert line.recv(100).startswith(b"-NOAUTH")


def test_no_process_that_serves_starts_as_the_owner(shape):
    owner = {"DATABASE_LOGIN": "owner", "DATABASE_URL_FILE": str(shape.folder / "secrets" / "database_owner_url")}
    for name in SERVE:
        try:
            done = subprocess.run(
                [word.replace(f":{shape.web}", f":{free_port()}") for word in shape.command(name)],
                cwd=ROOT,
                env=shape.environment(name) | owner,
                capture_output=True,
                text=True,
                check=False,
                timeout=20,
            )
        except subprocess.TimeoutExpired:
            pytest.fail(f"{name} serves as the owner of the tables")
        assert done.returncode
        assert "owner" in done.stderr + done.stdout


def test_the_deploy_check_finds_nothing(shape):
    done = shape.once("migrate", sys.executable, "manage.py", "check", "--deploy", "--database", "default")
    assert done.returncode == 0, done.stderr


def test_the_first_administrator_is_made_by_the_owner_alone(shape):
    words = ("manage.py", "make_administrator", "first@council.example", "First Administrator")
    assert shape.once("web", sys.executable, *words).returncode
    done = shape.once("migrate", sys.executable, *words)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("name", ["web", "worker", "disposer"])
def test_what_we_log_are_lines_of_json(name, shape):
    within(40, lambda: shape.healthy(name).returncode == 0)
    text = (shape.folder / f"{name}.log").read_text()
    assert "Logging error" not in text and "Traceback" not in text
    if name == "web":
        lines = [json.loads(line) for line in text.splitlines() if line.startswith("{")]
        assert any(line["event"] == "request_finished" for line in lines)
