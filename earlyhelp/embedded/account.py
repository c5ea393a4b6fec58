"""PostgreSQL refuses to run as root: which account it steps down to, and what that account can reach."""

import os
import pwd
import subprocess
from dataclasses import dataclass
from functools import cache
from pathlib import Path


@dataclass(frozen=True)
class Account:
    """An account that is there already. None is ever made for us."""

    name: str
    uid: int
    gid: int

    def reaches(self, path: Path) -> bool:
        """May this account pass through the folder, or run the program, at `path`?"""
        answer = subprocess.run(
            ["test", "-x", str(path)], user=self.uid, group=self.gid, extra_groups=[], cwd="/", check=False
        )
        return answer.returncode == 0


@cache
def server_account() -> Account | None:
    """Who runs PostgreSQL: ourselves (None), or where we are root the account `postgres`, else `nobody`."""
    if os.geteuid() != 0:
        return None
    known = {entry.pw_name: entry for entry in pwd.getpwall()}
    entry = known.get("postgres") or known["nobody"]
    return Account(entry.pw_name, entry.pw_uid, entry.pw_gid)
