import os
import signal
import subprocess
import sys
import time

import pytest

from earlyhelp.embedded import processes
from earlyhelp.embedded.processes import Child, Program
from earlyhelp.embedded.trouble import Trouble

SLEEP = (sys.executable, "-c", "import time; time.sleep(60)")
WITH_CHILD = (
    "import subprocess, sys; print(subprocess.Popen([*sys.argv[1:]]).pid, flush=True); import time; time.sleep(60)"
)
STUBBORN = (
    "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('deaf', flush=True); time.sleep(60)"
)


def child(home, *command, **more):
    one = Child(Program("one", command, dict(os.environ) | {"EARLYHELP_DATA": str(home)}, **more), home)
    one.start()
    return one


def until(question, within=5):
    end = time.monotonic() + within
    while not question():
        assert time.monotonic() < end
        time.sleep(0.02)


def test_a_child_has_a_session_of_its_own_so_that_ctrl_c_does_not_reach_it(tmp_path):
    one = child(tmp_path, *SLEEP)
    assert os.getsid(one.process.pid) == one.process.pid
    one.stop()


def test_what_a_child_started_does_not_outlive_it(tmp_path):
    one = child(tmp_path, sys.executable, "-c", WITH_CHILD, *SLEEP)
    until(lambda: one.last_line().isdigit())
    inner = int(one.last_line())
    assert processes.birth(inner)
    one.stop()
    until(lambda: processes.birth(inner) is None)
    assert not one.note.exists()


def test_one_that_does_not_listen_is_killed(tmp_path, capsys):
    one = child(tmp_path, sys.executable, "-c", STUBBORN, patience=0.3)
    until(lambda: one.last_line() == "deaf")
    one.stop()
    assert "one does not stop" in capsys.readouterr().out


def test_one_that_dies_is_started_again_with_a_line(tmp_path, capsys):
    one = child(tmp_path, *SLEEP)
    first = one.process.pid
    os.kill(first, signal.SIGKILL)
    until(lambda: one.tend() or (one.alive() and one.process.pid != first))
    assert "one ended (exit code -9): starting it again in 0.5 s" in capsys.readouterr().out
    one.stop()


def test_one_that_keeps_dying_is_given_up_with_the_end_of_its_log(tmp_path, monkeypatch):
    now = [0.0]
    monkeypatch.setattr(processes.time, "monotonic", lambda: now[0])
    one = child(tmp_path, sys.executable, "-c", "import sys; sys.exit('no broker')")
    with pytest.raises(Trouble, match=r"5 times in a minute(.|\n)*no broker"):
        for _ in range(200):
            if one.process:
                one.process.wait()
            one.tend()
            now[0] += 1


def test_one_that_dies_now_and_then_is_not_given_up(tmp_path, monkeypatch):
    now = [0.0]
    monkeypatch.setattr(processes.time, "monotonic", lambda: now[0])
    one = child(tmp_path, sys.executable, "-c", "")
    for _ in range(8):
        if one.process:  # on a busy machine it may have ended, and been noticed, already
            one.process.wait()
        one.tend()
        now[0] += 30
        one.tend()
    one.stop()


def test_what_a_killed_run_left_is_stopped(tmp_path):
    one = child(tmp_path, sys.executable, "-c", WITH_CHILD, *SLEEP)
    until(lambda: one.last_line().isdigit())
    inner = int(one.last_line())
    processes.stop_leftovers(tmp_path)
    one.process.wait()
    until(lambda: processes.birth(inner) is None)
    assert not list((tmp_path / "pids").iterdir())


def test_a_process_that_has_got_the_number_of_an_old_one_is_left_alone(tmp_path):
    with subprocess.Popen(SLEEP, start_new_session=True) as stranger:
        (tmp_path / "pids").mkdir()
        (tmp_path / "pids" / "web").write_text(f"{stranger.pid} 15 another-birth\n")
        processes.stop_leftovers(tmp_path)
        assert stranger.poll() is None
        stranger.kill()


def test_a_big_log_is_set_aside(tmp_path, monkeypatch):
    monkeypatch.setattr(processes, "BIG_LOG", 3)
    (tmp_path / "logs").mkdir()
    (tmp_path / "logs" / "web.log").write_text("long")
    processes.set_aside_big_logs(tmp_path)
    assert (tmp_path / "logs" / "web.log.1").read_text() == "long"
