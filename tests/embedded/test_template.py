import json

import pytest

from earlyhelp.embedded import folders, template
from earlyhelp.embedded.request import Request


@pytest.fixture
def root(tmp_path):
    for path in (
        "cases/models.py",
        "earlyhelp/database/roles.sql",
        "requirements.lock",
        "tests/test_x.py",
        "var/old.py",
    ):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text("one")
    return tmp_path


@pytest.mark.parametrize("path", ["cases/models.py", "earlyhelp/database/roles.sql", "requirements.lock", "new.toml"])
def test_other_code_is_another_template(root, path):
    before = template.code_key(root)
    (root / path).write_text("two")
    assert template.code_key(root) != before


@pytest.mark.parametrize("path", ["tests/test_x.py", "var/old.py", "cases/notes.txt"])
def test_what_the_data_cannot_depend_on_changes_nothing(root, path):
    before = template.code_key(root)
    (root / path).write_text("two")
    assert template.code_key(root) == before


def test_council_scale_and_server_each_have_their_own(root):
    def folder(server="18.6", **changes):
        request = Request(root, root / "data", **changes)
        return template.folder_for(request, template.about(request, server))

    assert len({folder(), folder(council="two"), folder(scale="20"), folder(server="15.18")}) == 4
    assert folder(port=9000) == folder()


def made(root, **about):
    folder = root / "var" / f"template-{about['code']}-{about['council']}"
    folder.mkdir(parents=True)
    (folder / folders.MARKER).write_text(about["council"])
    (folder / template.COMPLETE).write_text(json.dumps(about))
    return folder


def test_templates_of_other_code_are_removed_and_those_of_other_councils_stay(root):
    request = Request(root, root / "data")
    wanted = template.about(request, "18.6")
    old = made(root, **(wanted | {"code": "older"}))
    unfinished = made(root, **(wanted | {"council": "two", "code": "begun"}))
    (unfinished / template.COMPLETE).unlink()
    other = made(root, **(wanted | {"council": "three"}))
    template.forget_old(request, wanted)
    assert [path.exists() for path in (old, unfinished, other)] == [False, False, True]


def test_an_unfinished_template_is_not_copied(root):
    request = Request(root, root / "data")
    wanted = template.about(request, "18.6")
    folder = made(root, **wanted)
    assert template.is_complete(folder, wanted)
    assert not template.is_complete(folder, wanted | {"scale": "20"})
    (folder / template.COMPLETE).unlink()
    assert not template.is_complete(folder, wanted)
