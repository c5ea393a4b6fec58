import os
from dataclasses import dataclass

import pytest

from earlyhelp.embedded import folders
from earlyhelp.embedded.trouble import Trouble

NOBODY = 65534


@dataclass
class Closed:
    """An account that reaches nothing but one folder."""

    reached: object = None
    uid: int = os.geteuid()
    gid: int = os.getegid()

    def reaches(self, path):
        return path == self.reached


@pytest.fixture
def roomy(tmp_path, monkeypatch):
    """Stands for /var/tmp: everybody may make folders there."""
    folder = tmp_path / "everybody's"
    folder.mkdir()
    folder.chmod(0o1777)
    monkeypatch.setattr(folders, "ROOMY", folder)
    monkeypatch.setattr(folders, "SHORT", folder)
    return folder


def test_a_folder_of_another_account_is_not_used(roomy, monkeypatch):
    (roomy / "state").mkdir()
    monkeypatch.setattr(os, "geteuid", lambda: NOBODY + 1)
    with pytest.raises(Trouble, match="belongs to another account"):
        folders.own(roomy / "state")


def test_a_link_that_somebody_put_there_is_not_followed(roomy, tmp_path):
    (roomy / "state").symlink_to(tmp_path)
    with pytest.raises(Trouble, match="is not a folder"):
        folders.own(roomy / "state")


def test_a_folder_below_tmp_that_others_may_write_in_is_not_used(roomy):
    (roomy / "state").mkdir()
    (roomy / "state").chmod(0o777)
    with pytest.raises(Trouble, match="Others may write"):
        folders.own(roomy / "state")


def test_a_folder_of_ones_own_is_closed_to_others_whatever_it_was(tmp_path):
    (tmp_path / "state").mkdir(mode=0o775)
    assert folders.own(tmp_path / "state").stat().st_mode & 0o777 == 0o700


def test_state_lives_where_it_was_asked_to(tmp_path, roomy):
    assert folders.place(tmp_path / "data", None) == tmp_path / "data"
    assert not (tmp_path / "data" / "elsewhere").exists()


def test_where_the_server_cannot_reach_the_folder_a_pointer_says_where_the_state_is(tmp_path, roomy):
    wanted = tmp_path / "data"
    real = folders.place(wanted, Closed())
    assert real.parent == roomy
    assert (wanted / "elsewhere").read_text().strip() == str(real)
    assert folders.followed(wanted) == real
    assert folders.place(wanted, Closed()) == real


def test_forgetting_follows_the_pointer(tmp_path, roomy):
    real = folders.place(tmp_path / "data", Closed())
    (real / folders.MARKER).write_text("one")
    assert folders.forget(tmp_path / "data")
    assert not real.exists()
    assert not (tmp_path / "data").exists()
    assert not folders.forget(tmp_path / "data")


@pytest.mark.parametrize("use", [lambda path: folders.place(path, None), folders.forget])
def test_a_folder_with_somebodys_things_in_it_never_becomes_a_demos(tmp_path, use):
    (tmp_path / "letters").write_text("dear")
    with pytest.raises(Trouble, match="no demo made it"):
        use(tmp_path)
    assert (tmp_path / "letters").read_text() == "dear"


@pytest.mark.parametrize("odd", ["/home/a b/data/postgres", "/x" * 60, "/home/a,b/postgres"])
def test_sockets_of_a_long_or_odd_path_go_to_a_short_one(odd, tmp_path):
    from pathlib import Path

    found = folders.socket_folder(Path(odd))
    assert found.parent == folders.SHORT
    assert len(f"{found}/.s.PGSQL.5432") < 103


def test_sockets_of_a_short_path_stay_beside_the_data(tmp_path):
    from pathlib import Path

    assert folders.socket_folder(Path("/srv/demo/postgres")) == Path("/srv/demo/postgres.sock")


def test_a_private_file_is_readable_by_its_owner_only(tmp_path):
    (tmp_path / "keys").write_text("old")
    (tmp_path / "keys").chmod(0o644)
    folders.write_private(tmp_path / "keys", "new")
    assert (tmp_path / "keys").read_text() == "new"
    assert (tmp_path / "keys").stat().st_mode & 0o777 == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["keys"]
