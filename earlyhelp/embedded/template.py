"""A prepared, stopped copy of a demo's data, kept by a key of the code: `make demo` copies it and is up sooner."""

import hashlib
import json
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from earlyhelp.embedded import environment, folders, signins
from earlyhelp.embedded.locks import Lock
from earlyhelp.embedded.postgres import Postgres
from earlyhelp.embedded.progress import step
from earlyhelp.embedded.request import Request
from earlyhelp.embedded.stopping import Stop

KINDS = {".py", ".sql", ".toml"}
PACKAGES = "requirements.lock"
NOT_THE_PRODUCT = {"var", "tests", "bench", "docs", "node_modules", "staticfiles", "static", "templates", "__pycache__"}
COMPLETE = "complete"  # written last; says what the template was made for
MADE, SCHEMA = "made", "schema"  # written when the families, and the tables of this code, are complete
NOW = "now"  # the date that the clock was last moved to
BUSY = "Another set-up (process {holder}) is at work."


def code_key(root: Path) -> str:
    """Changes when anything does that the data could depend on."""
    digest = hashlib.sha256()
    for path in sorted(_product_files(root)):
        digest.update(f"{path.relative_to(root)}\0".encode() + path.read_bytes() + b"\0")
    return digest.hexdigest()[:16]


def _product_files(root: Path) -> Iterator[Path]:
    for folder, inner, names in os.walk(root):
        inner[:] = [name for name in inner if name not in NOT_THE_PRODUCT and not name.startswith(".")]
        yield from (Path(folder, name) for name in names if Path(name).suffix in KINDS or name == PACKAGES)


def about(request: Request, server: str) -> dict[str, str]:
    """What a template is for. One that differs in anything is another template."""
    return {"code": code_key(request.root), "server": server, "council": request.council, "scale": request.scale}


def folder_for(request: Request, wanted: dict[str, str]) -> Path:
    key = hashlib.sha256(json.dumps(wanted, sort_keys=True).encode()).hexdigest()[:12]
    return request.root / "var" / f"template-{key}"


def is_complete(folder: Path, wanted: dict[str, str]) -> bool:
    """Made to the end, for exactly this, and ours to read."""
    note = folders.followed(folder) / COMPLETE
    return os.access(note, os.R_OK) and json.loads(note.read_text()) == wanted


def busy_lock(root: Path) -> Lock:
    """Held while a template is made, copied or removed."""
    path = root / "var" / "template.lock"
    folders.with_parents(path)
    return Lock(path, BUSY)


def clear(data: Path) -> None:
    """Take away what an interrupted start left; logs and locks stay."""
    for name in ("postgres", "postgres.new", "broker", *environment.FOLDERS):
        shutil.rmtree(data / name, ignore_errors=True)
    for name in ("postgres.password", SCHEMA, MADE, NOW, signins.FILE, environment.FILE):
        (data / name).unlink(missing_ok=True)


def copy_into(data: Path, request: Request, postgres: Postgres, stop: Stop) -> bool:
    """Fill the empty `data` from the template; False where there is none for this code, server, council and scale."""
    wanted = about(request, postgres.version)
    source = folder_for(request, wanted)
    if not is_complete(source, wanted):
        return False
    with step("Copying the prepared families") as shown:
        meanwhile = stop.while_showing(shown)
        with busy_lock(request.root).wait(meanwhile):
            if not is_complete(source, wanted):
                return False
            _copy(folders.followed(source), data, postgres, stop)
    return True


def _copy(source: Path, data: Path, postgres: Postgres, stop: Stop) -> None:
    """The cluster gets a superuser's password of its own; the keys that sealed its secrets come along."""

    def copy(one: str, other: str) -> None:
        stop.pause(0)
        shutil.copy2(one, other)

    shutil.copytree(source / "postgres", data / "postgres.new", symlinks=True, copy_function=copy)
    postgres.adopt(data / "postgres.new")
    for name in environment.FOLDERS:
        shutil.copytree(source / name, data / name)
    there = environment.read(source)
    keys = "".join(f"{name}={there[name]}\n" for name in environment.KEYS)
    folders.write_private(data / environment.FILE, keys)
    for name in (signins.FILE, SCHEMA, MADE):
        if (source / name).exists():
            folders.write_private(data / name, (source / name).read_text())


def forget_old(request: Request, wanted: dict[str, str]) -> None:
    """Templates of other code are of no use, nor is an older one for the same council and scale."""
    keep = folder_for(request, wanted)
    for folder in (request.root / "var").glob("template-*"):
        note = folders.followed(folder) / COMPLETE
        theirs = json.loads(note.read_text()) if os.access(note, os.R_OK) else {}
        same_code = theirs.get("code") == wanted["code"] and theirs.get("server") == wanted["server"]
        if folder != keep and not same_code:
            folders.forget(folder)
