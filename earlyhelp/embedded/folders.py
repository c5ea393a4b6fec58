"""Where the demo's state lies: folders that are surely ours, short ones for sockets, and the pointer to another place."""

import hashlib
import os
import re
import shutil
import stat
from pathlib import Path

from earlyhelp.embedded.account import Account
from earlyhelp.embedded.trouble import Trouble

POINTER = "elsewhere"
MARKER = "council"  # a folder with this file is a demo's
ROOMY = Path("/var/tmp")
SHORT = Path("/tmp")
SOCKET_FOLDER = re.compile(r"[A-Za-z0-9._/-]{1,85}")  # a socket's whole path holds 103 bytes on some systems


def short_name(path: Path) -> str:
    """The same ten letters for the same path."""
    return hashlib.sha256(str(path).encode()).hexdigest()[:10]


def check_owner(path: Path, *also: int) -> None:
    """Use no folder that somebody else put there: it must be a real folder and ours.

    Where everybody may make folders (/tmp, /var/tmp) nobody else may have been able to write in it either.
    """
    found = path.lstat()
    if not stat.S_ISDIR(found.st_mode):
        raise Trouble(f"{path} is not a folder: remove it, or choose another place with DATA=.")
    if found.st_uid not in {os.geteuid(), *also}:
        raise Trouble(f"{path} belongs to another account (number {found.st_uid}): remove it, or choose another DATA=.")
    if found.st_mode & 0o022 and path.parent.stat().st_mode & stat.S_IWOTH:
        raise Trouble(f"Others may write in {path}: take that right away (chmod go-w) or remove the folder.")


def own(path: Path, mode: int = 0o700, account: Account | None = None) -> Path:
    """Make the folder, or check that the one already there is ours; then set its mode and owner."""
    with_parents(path)
    try:
        path.mkdir(mode=0o700)
    except FileExistsError:
        check_owner(path, *([account.uid] if account else []))
    except PermissionError:
        raise Trouble(f"{path} cannot be made: this account may not write there. Choose another DATA=.") from None
    path.chmod(mode)
    if account:
        os.chown(path, account.uid, account.gid)
    return path


def place(wanted: Path, account: Account | None) -> Path:
    """The folder that state really goes to: `wanted`, or where PostgreSQL's account cannot reach that, one it can.

    The other place is written into `wanted`/elsewhere, which the settings and `demo-reset` follow.
    """
    refuse_foreign(wanted)
    if (wanted / POINTER).exists():
        return own(followed(wanted), 0o711 if account else 0o700)
    own(wanted, 0o711 if account else 0o700)  # PostgreSQL's account has to pass through, not to look
    if account is None or account.reaches(wanted):
        return wanted
    real = own(ROOMY / f"earlyhelp-{os.geteuid()}-{short_name(wanted)}", 0o711)
    (wanted / POINTER).write_text(f"{real}\n")
    return real


def with_parents(folder: Path) -> None:
    """Make what is missing above `folder` so that another account can pass, whatever the umask says."""
    missing = [above for above in folder.parents if not above.exists()]
    for above in reversed(missing):
        above.mkdir(exist_ok=True)
        above.chmod(0o755)


def followed(wanted: Path) -> Path:
    """Where the pointer of `wanted` leads; `wanted` itself where there is none."""
    pointer = wanted / POINTER
    return Path(pointer.read_text().strip()) if pointer.exists() else wanted


def refuse_foreign(folder: Path) -> None:
    """DATA=~ must never become a demo's folder, because `demo-reset` would remove it."""
    known = {MARKER, POINTER, "lock"}
    if folder.exists() and (names := {path.name for path in folder.iterdir()}) and not names & known:
        raise Trouble(f"{folder} is not empty and no demo made it: choose another DATA=.")


def forget(wanted: Path) -> bool:
    """Remove a demo's folder and the place it points to. False where there was nothing."""
    real = followed(wanted)
    for folder in {real, wanted}:
        if folder.exists():
            refuse_foreign(folder)
            for inner in folder.iterdir():
                shutil.rmtree(socket_folder(inner), ignore_errors=True)
    found = any(folder.exists() for folder in {real, wanted})
    for folder in {real, wanted}:
        if folder.exists():
            check_owner(folder)
            shutil.rmtree(folder)
    return found


def socket_folder(state: Path) -> Path:
    """Where the sockets of the server with the folder `state` go: beside it, or where that is long or odd, below /tmp."""
    beside = state.with_name(f"{state.name}.sock")
    return beside if SOCKET_FOLDER.fullmatch(str(beside)) else SHORT / f"eh-{os.geteuid()}-{short_name(beside)}"


def give(path: Path, account: Account | None) -> None:
    """Hand a folder and all in it to PostgreSQL's account; nothing to do where that is ourselves."""
    if account is None:
        return
    os.chown(path, account.uid, account.gid)
    for folder, folders, files in os.walk(path):
        for name in (*folders, *files):
            os.chown(Path(folder, name), account.uid, account.gid, follow_symlinks=False)


def write_private(path: Path, text: str, account: Account | None = None) -> None:
    """Replace a file that only we (or `account`) may read, in one go."""
    new = path.with_name(f"{path.name}.new")
    new.unlink(missing_ok=True)
    descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
    if account:
        os.chown(new, account.uid, account.gid)
    new.replace(path)
