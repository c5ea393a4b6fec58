import os
import signal
import subprocess
import sys

import psycopg
import pytest

from earlyhelp.database import roles
from earlyhelp.embedded import postgres, processes, servers
from earlyhelp.embedded.broker import Broker
from earlyhelp.embedded.postgres import Postgres
from earlyhelp.embedded.trouble import Trouble
from tests.embedded.conftest import ROOT, alive_in

pytestmark = pytest.mark.slow

LEAVE = """
import os, signal, sys
from pathlib import Path
from earlyhelp.embedded.broker import Broker
from earlyhelp.embedded.postgres import Postgres
Postgres(Path(sys.argv[1]) / "postgres").start()
Broker(Path(sys.argv[1]) / "broker").start()
os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.fixture
def server(place):
    one = Postgres(place / "postgres", durable=False)
    yield one
    one.stop()


@pytest.fixture
def broker(place):
    one = Broker(place / "broker")
    yield one
    one.stop()


def connect(url):
    return psycopg.connect(roles.conninfo(url), autocommit=True)


def test_a_server_starts_stops_and_leaves_no_process_and_no_socket(server, place):
    server.start()
    with connect(server.url) as admin:
        assert admin.execute("SELECT 1").fetchone() == (1,)
        assert admin.execute("SHOW listen_addresses").fetchone() == ("",)
    assert alive_in(place)
    server.stop()
    assert not alive_in(place)
    assert not server.sockets.exists()


def test_nobody_gets_in_without_the_password(server):
    server.start()
    for url in (server.url_for(postgres.SUPERUSER, "guess", "postgres"), f"postgres://?host={server.sockets}"):
        with pytest.raises(psycopg.OperationalError, match="password"):
            connect(url)


def test_what_was_written_is_there_after_a_restart(server):
    with connect(server.start().url) as admin:
        admin.execute("CREATE TABLE kept (one int)")
    server.stop()
    with connect(server.start().url) as admin:
        assert admin.execute("SELECT count(*) FROM kept").fetchone() == (0,)


def test_a_second_start_is_refused_and_leaves_the_first_alone(server, place):
    server.start()
    second = Postgres(place / "postgres")
    with pytest.raises(Trouble, match=f"process {os.getpid()}"):
        second.start()
    second.stop()
    assert server.answers()


def test_what_a_killed_run_left_is_stopped_by_the_next(server, broker, place):
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    killed = subprocess.run([sys.executable, "-c", LEAVE, place], env=environment, check=False)
    assert killed.returncode == -signal.SIGKILL
    left = alive_in(place)
    assert left
    server.start()
    broker.start()
    assert server.answers()
    assert broker.answers()
    assert not {pid for pid in left if processes.birth(pid)}


def test_a_cluster_of_another_major_version_is_not_touched(server, place):
    server.start()
    server.stop()
    (place / "postgres" / "PG_VERSION").write_text("9\n")
    with pytest.raises(Trouble, match=r"made by PostgreSQL 9, .*make demo-reset"):
        server.start()


def test_a_copied_cluster_has_a_superuser_password_of_its_own(server, place):
    server.start()
    known = server.secret.read_text()
    server.stop()
    other = Postgres(place / "other")
    server.data.rename(place / "copy")
    try:
        other.adopt(place / "copy")
        other.start()
        assert connect(other.url)
        with pytest.raises(psycopg.OperationalError, match="password"):
            connect(other.url_for(postgres.SUPERUSER, known.strip(), "postgres"))
    finally:
        other.stop()


def test_a_server_that_never_answers_is_given_up(server, monkeypatch):
    monkeypatch.setattr(postgres, "READY_WITHIN", 0.3)
    monkeypatch.setattr(Postgres, "answers", lambda self: False)
    with pytest.raises(Trouble, match="did not answer within"):
        server.start()
    assert not server.child.alive()


def test_a_server_that_cannot_start_says_why(server):
    server.start()
    server.stop()
    (server.data / "postgresql.conf").write_text("nonsense = on\n")
    with pytest.raises(Trouble, match='unrecognized configuration parameter "nonsense"'):
        server.start()


class Closed:
    """An account that reaches nothing."""

    name, uid = "nobody", os.geteuid()

    def reaches(self, path):
        return False


def test_the_programs_are_copied_once_for_an_account_that_cannot_reach_them(tmp_path, monkeypatch):
    monkeypatch.setattr(servers, "ROOMY", tmp_path)
    monkeypatch.delenv("EARLYHELP_POSTGRES", raising=False)
    programs = servers.postgres_programs()
    copy = servers.within_reach(programs, Closed())
    assert copy != programs
    assert servers.version(copy) == servers.version(programs)
    assert servers.within_reach(programs, Closed()) == copy
    assert [path.name.startswith("earlyhelp-postgres-") for path in tmp_path.iterdir()] == [True]


def test_another_servers_programs_are_not_copied(tmp_path):
    with pytest.raises(Trouble, match="cannot be run by “nobody”"):
        servers.within_reach(tmp_path, Closed())


def test_a_named_server_goes_before_the_wheel(monkeypatch, tmp_path):
    monkeypatch.setenv("EARLYHELP_POSTGRES", str(tmp_path))
    assert servers.postgres_programs() == tmp_path


def test_an_old_server_is_refused(tmp_path):
    (tmp_path / "postgres").write_text("#!/bin/sh\necho 'postgres (PostgreSQL) 14.9'\n")
    (tmp_path / "postgres").chmod(0o755)
    with pytest.raises(Trouble, match=r"14\.9 .* too old: 15 or later"):
        servers.version(tmp_path)


def test_without_any_server_a_sentence_says_what_to_do(monkeypatch, tmp_path):
    monkeypatch.setattr(servers.importlib.util, "find_spec", lambda name: None)
    monkeypatch.setattr(servers, "DEBIAN", tmp_path)
    monkeypatch.setattr(servers.shutil, "which", lambda name: None)
    monkeypatch.delenv("EARLYHELP_POSTGRES", raising=False)
    with pytest.raises(Trouble, match="make setup"):
        servers.postgres_programs()


def test_what_is_queued_outlives_a_restart_of_the_broker(broker):
    import redis

    def client():
        return redis.Redis(unix_socket_path=str(broker.socket))

    broker.start()
    client().lpush("queue", "job")
    broker.stop()
    assert not broker.sockets.exists()
    broker.start()
    assert client().lrange("queue", 0, -1) == [b"job"]


def test_the_broker_is_for_this_account_only(broker):
    broker.start()
    assert broker.sockets.stat().st_mode & 0o777 == 0o700
    assert broker.url == f"redis+socket://{broker.sockets}/broker"
