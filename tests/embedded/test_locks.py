import os
import subprocess
import sys

import pytest

from earlyhelp.embedded.locks import Lock
from earlyhelp.embedded.trouble import Stopped, Trouble

HOLD = """
import sys, time
from pathlib import Path
from earlyhelp.embedded.locks import Lock
Lock(Path(sys.argv[1]), "").take()
print("held", flush=True)
time.sleep(60)
"""


@pytest.fixture
def holder(tmp_path):
    """Another process that holds the lock."""
    with subprocess.Popen([sys.executable, "-c", HOLD, tmp_path / "lock"], stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout.readline() == "held\n"
        yield other
        other.kill()


def test_a_second_holder_is_refused_and_told_who_holds_it(tmp_path, holder):
    with pytest.raises(Trouble, match=f"process {holder.pid} is there"):
        Lock(tmp_path / "lock", "process {holder} is there").take()


def test_a_killed_holder_holds_nothing(tmp_path, holder):
    holder.kill()
    holder.wait()
    assert Lock(tmp_path / "lock", "").take().held


def test_a_lock_given_back_can_be_taken_again(tmp_path):
    with Lock(tmp_path / "lock", "").take() as first:
        assert first.held
    assert not first.held
    assert Lock(tmp_path / "lock", "").take().held


def test_a_lock_file_that_a_reset_removed_is_no_lock(tmp_path):
    first = Lock(tmp_path / "lock", "").take()
    (tmp_path / "lock").unlink()
    second = Lock(tmp_path / "lock", "").take()
    assert second.path.read_text().strip() == str(os.getpid())
    first.free()
    with pytest.raises(Trouble):
        Lock(tmp_path / "lock", "held").take()


def test_waiting_ends_when_somebody_asks_to_stop(tmp_path, holder):
    def meanwhile():
        raise Stopped

    with pytest.raises(Stopped):
        Lock(tmp_path / "lock", "").wait(meanwhile)
