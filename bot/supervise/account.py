"""Which account the embedded PostgreSQL runs as: it refuses to run as root."""

from __future__ import annotations

import os
import pwd
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.supervise.errors import StartupError

UNPRIVILEGED = ("postgres", "nobody")


@dataclass(frozen=True)
class Account:
    name: str
    uid: int
    gid: int
    dropped: bool  # we are root, and hand the process to this account

    def popen(self) -> dict[str, Any]:
        """The arguments that make `subprocess` start something as this account."""
        if not self.dropped:
            return {}
        return {"user": self.uid, "group": self.gid, "extra_groups": []}

    def succeeds(self, *command: str) -> bool:
        try:
            done = subprocess.run(
                command,
                check=False,
                cwd="/",
                stdin=subprocess.DEVNULL,
                capture_output=True,
                **self.popen(),
            )
        except OSError:
            return False
        return done.returncode == 0

    def can_enter(self, directory: Path) -> bool:
        return self.succeeds("/bin/sh", "-c", 'cd "$0"', str(directory))

    def own(self, path: Path) -> None:
        if self.dropped:
            os.chown(path, self.uid, self.gid)


def server_account(data: Path) -> Account:
    """Ourselves; for root, whoever owns the data already, else an unprivileged account.

    Raises:
        StartupError: there is no account PostgreSQL would run as.
    """
    if os.geteuid() != 0:
        return Account(_name(os.geteuid()), os.geteuid(), os.getegid(), dropped=False)
    if data.exists() and data.stat().st_uid != 0:
        owner = data.stat()
        return Account(_name(owner.st_uid), owner.st_uid, owner.st_gid, dropped=True)
    return _first(UNPRIVILEGED)


def _name(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        raise StartupError(
            f"Tài khoản số {uid} không có tên trong hệ thống nên PostgreSQL không chạy được. "
            "Hãy dùng tài khoản có tên, hoặc đặt DATABASE_URL."
        ) from None


def _first(names: Sequence[str]) -> Account:
    for name in names:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(name, entry.pw_uid, entry.pw_gid, dropped=True)
    raise StartupError(
        "PostgreSQL không chạy bằng tài khoản root, mà máy không có tài khoản "
        f"{' hay '.join(names)}. Hãy chạy bằng tài khoản thường, hoặc đặt DATABASE_URL."
    )
