"""Where the embedded PostgreSQL keeps its data and its socket."""

from __future__ import annotations

import hashlib
import os
import stat
import tempfile
from dataclasses import dataclass
from pathlib import Path

from bot.supervise.account import Account, server_account
from bot.supervise.errors import StartupError

FALLBACK = Path("/var/lib/guongsang")
SOCKET = ".s.PGSQL.5432"
LONGEST = 100  # bytes of a socket's path; Linux takes 107, macOS 103


@dataclass(frozen=True)
class Home:
    """`wanted` is what was asked for; `path` differs when the account cannot get in there."""

    wanted: Path
    path: Path
    account: Account

    @property
    def data(self) -> Path:
        return self.path / "data"

    @property
    def moved(self) -> bool:
        return self.path != self.wanted

    @property
    def sockets(self) -> Path:
        near = self.path / "socket"
        if len(os.fsencode(near / SOCKET)) < LONGEST:
            return near
        return _short() / f"guongsang-{_digest(self.path)}-{self.account.uid}"

    def private(self, path: Path) -> None:
        """Makes a directory only the account may enter, or makes sure it is one."""
        try:
            path.mkdir(mode=0o700)
            self.account.own(path)
        except FileExistsError:
            found = path.lstat()
            ours = {self.account.uid, os.geteuid()}
            if not stat.S_ISDIR(found.st_mode) or found.st_uid not in ours:
                raise StartupError(
                    f"{path} thuộc về tài khoản khác, không phải {self.account.name}. "
                    "Hãy chạy bằng tài khoản đã tạo ra nó, hoặc xóa nó đi."
                ) from None
            self.account.own(path)
        path.chmod(0o700)


def find_home(wanted: Path) -> Home:
    """The home for `wanted` (absolute). What already holds data is never left for another.

    Raises:
        StartupError: the data is where the account cannot reach it, or nothing may be written.
    """
    apart = FALLBACK / _digest(wanted)
    started_apart = os.geteuid() == 0 and (apart / "data").exists()
    if started_apart and not (wanted / "data").exists():
        return Home(wanted, apart, server_account(apart / "data"))
    account = server_account(wanted / "data")
    _create(wanted)
    if account.can_enter(wanted):
        return Home(wanted, wanted, account)
    if (wanted / "data").exists():
        raise StartupError(
            f"Dữ liệu ở {wanted} nhưng tài khoản {account.name} không vào được thư mục ấy. "
            f"Hãy cho tài khoản ấy quyền đi qua, hoặc chuyển dữ liệu sang {apart}."
        )
    _create(apart)
    if not account.can_enter(apart):
        raise StartupError(
            f"Tài khoản {account.name} không vào được cả {wanted} lẫn {apart}. "
            "Hãy chạy bằng tài khoản thường, hoặc đặt DATABASE_URL."
        )
    return Home(wanted, apart, account)


def _create(path: Path) -> None:
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StartupError(f"Không tạo được thư mục {path}: {error.strerror}.") from None


def _digest(path: Path) -> str:
    return hashlib.sha256(os.fsencode(path)).hexdigest()[:12]


def _short() -> Path:
    """A short directory to put a private one in, the same at every call."""
    if os.geteuid() == 0 and os.access("/run", os.W_OK):
        return Path("/run")
    own = os.environ.get("XDG_RUNTIME_DIR")
    if own and len(own) < 40 and os.access(own, os.W_OK):
        return Path(own)
    return Path("/tmp") if os.access("/tmp", os.W_OK) else Path(tempfile.gettempdir())
