"""The supervisor in a process of its own, with stand-ins for the site: what happens around it is the real thing."""

import os
import shlex
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from earlyhelp.embedded import environment, processes
from tests.embedded.conftest import HERE, Running, alive_in, clean_environment, kill_all

pytestmark = pytest.mark.slow

SAME = {"COUNCIL", "COOKIE_SUFFIX"}  # neither is a secret


def until_logged(log, text, within=10):
    until = time.monotonic() + within
    while not log.exists() or text not in log.read_text():
        assert time.monotonic() < until
        time.sleep(0.05)


def page(port):
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=5) as answer:
        return answer.read().decode()


def test_a_demo_says_who_may_sign_in_and_then_that_it_is_ready(start, place, ports):
    demo = start("data", ports[0])
    demo.says("Ready")
    lines = demo.text().splitlines()
    assert lines[-2:] == [
        "sign-in\tdpo\tdpo@demo.example\tinvented words\tJBSWY3DPEHPK3PXP",
        f"Ready http://127.0.0.1:{ports[0]}/",
    ]
    assert page(ports[0]) == str(place / "data")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_stops_everything_and_leaves_nothing(start, place, ports, number):
    demo = start("data", ports[0])
    demo.says("Ready")
    sockets = Path(environment.read(place / "data")["REDIS_URL"].removeprefix("redis+socket://"))
    assert sockets.exists()
    began = time.monotonic()
    assert demo.interrupt(number) == 0, demo.text()
    assert time.monotonic() - began < 8
    assert alive_in(place) == {}
    assert not sockets.parent.exists()
    assert not (place / "data" / "pids").exists()


def test_nohup_lets_a_demo_outlive_its_terminal(start, place, ports):
    kept = signal.signal(signal.SIGHUP, signal.SIG_IGN)  # what nohup does; it is inherited
    try:
        demo = start("data", ports[0])
    finally:
        signal.signal(signal.SIGHUP, kept)
    demo.says("Ready")
    demo.process.send_signal(signal.SIGHUP)
    time.sleep(1)
    assert page(ports[0])


def test_a_signal_while_it_gets_ready_stops_it_as_cleanly(start, place, ports):
    demo = start("data", ports[0])
    demo.says("Starting PostgreSQL")
    assert demo.interrupt() == 0, demo.text()
    assert alive_in(place) == {}


def test_families_are_invented_once(start, place, ports):
    for times in (1, 2):
        demo = start("data", ports[0])
        demo.says("Ready")
        until_logged(place / "data/logs/counter.log", "families: 1\n" * times)
        demo.interrupt()
    assert "Inventing" not in demo.text()


def test_families_that_were_not_finished_are_begun_anew(start, place, ports):
    failed = start("data", ports[0], "failing-chore")
    assert failed.ends() == 1
    assert "invent failed" in failed.text()
    assert alive_in(place) == {}
    start("data", ports[0]).says("Ready")


def test_a_second_demo_on_the_same_data_is_refused(start, place, ports):
    first = start("data", ports[0])
    first.says("Ready")
    second = start("data", ports[1])
    assert second.ends() == 1
    assert f"A demo (process {first.process.pid}) is running" in second.text()
    assert page(ports[0])


def test_two_demos_run_side_by_side(start, place, ports):
    demos = [start(name, port) for name, port in zip(("one", "two"), ports, strict=True)]
    for demo in demos:
        demo.says("Ready")
    assert [page(port) for port in ports] == [str(place / "one"), str(place / "two")]
    assert demos[0].interrupt() == 0
    assert page(ports[1])


def test_data_of_one_council_are_refused_to_another(start, place, ports):
    first = start("data", ports[0])
    first.says("Ready")
    first.interrupt()
    second = start("data", ports[0], "council=two")
    assert second.ends() == 1
    assert "holds the demo of one" in second.text()


def test_a_port_in_use_is_named(start, place, ports):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", ports[0]))
        taken.listen()
        demo = start("data", ports[0])
        assert demo.ends() == 1
    assert f"Port {ports[0]} cannot be used" in demo.text()
    assert alive_in(place) == {}


def test_after_a_kill_the_next_start_cleans_up(start, place, ports):
    first = start("data", ports[0])
    first.says("Ready")
    first.process.kill()
    first.ends()
    left = alive_in(place)
    assert len(left) >= 5
    second = start("data", ports[0])
    second.says("Ready")
    assert "Stopping what an earlier run left behind: web" in second.text()
    assert not {pid for pid in left if processes.birth(pid)}


def test_a_worker_that_is_killed_comes_back(start, place, ports):
    demo = start("data", ports[0])
    demo.says("Ready")
    for name in ("worker", "broker", "postgres"):
        os.kill(int((place / "data/pids" / name).read_text().split()[0]), signal.SIGKILL)
        demo.says(f"{name} ended (exit code -9)")
    time.sleep(2)
    assert {"worker", "broker", "postgres"} <= {path.name for path in (place / "data/pids").iterdir()}
    assert demo.interrupt() == 0


def test_a_worker_that_cannot_run_ends_the_demo_with_its_log(start, place, ports):
    demo = start("data", ports[0], "dying-worker")
    assert demo.ends(60) == 1
    assert "worker ended 5 times in a minute" in demo.text()
    assert "the broker is not there" in demo.text()
    assert alive_in(place) == {}


def test_the_first_demo_after_setup_copies_what_was_prepared(start, place, ports):
    assert start("unused", ports[0], "setup").ends() == 0
    demo = start("data", ports[0])
    demo.says("Ready")
    assert "Copying the prepared families" in demo.text()
    assert "Inventing" not in demo.text()
    template = next((place / "var").glob("template-*"))
    theirs, ours = environment.read(template), environment.read(place / "data")
    assert {name for name in ours if name in theirs and ours[name] == theirs[name]} == {*environment.KEYS, *SAME}
    again = start("unused", ports[1], "setup")
    assert again.ends() == 0
    assert "prepared already" in again.text()


def reset(data):
    return subprocess.run(
        [sys.executable, "-m", "earlyhelp.embedded", "reset"],
        env=clean_environment() | {"DATA": str(data)},
        cwd=HERE.parents[1],
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_reset_forgets_a_stopped_demo_and_refuses_a_running_one(start, place, ports):
    demo = start("data", ports[0])
    demo.says("Ready")
    refused = reset(place / "data")
    assert refused.returncode == 1
    assert "is running" in refused.stderr
    demo.interrupt()
    assert reset(place / "data").returncode == 0
    assert not (place / "data").exists()
    assert "There was nothing" in reset(place / "data").stdout


@pytest.fixture
def under_make(place, ports):
    """The supervisor as `make demo` runs it: `make` above it, and a signal only for `make`."""
    recipe = " ".join(shlex.quote(str(word)) for word in (sys.executable, HERE / "standin.py", place, place / "data"))
    (place / "Makefile").write_text(f"demo:\n\t@exec {recipe} {ports[0]}\n")
    one = Running(place / "output", "make", "-f", str(place / "Makefile"), "demo")
    one.says("Ready")
    yield one
    kill_all(place)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_when_make_is_told_to_stop_the_demo_stops(under_make, place, number):
    under_make.interrupt(number)
    until = time.monotonic() + 10
    while left := alive_in(place):
        assert time.monotonic() < until, left
        time.sleep(0.1)
    assert not (place / "data/pids").exists()
