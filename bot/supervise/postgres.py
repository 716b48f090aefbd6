"""An embedded PostgreSQL: a child of ours that listens on a private Unix socket only."""

from __future__ import annotations

import signal
import subprocess
import time
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self
from urllib.parse import quote

import psycopg

from bot.supervise.binaries import programs
from bot.supervise.clusters import ENVIRONMENT, ensure_cluster
from bot.supervise.errors import StartupError
from bot.supervise.homes import SOCKET, Home, find_home
from bot.supervise.lifeline import die_with_parent
from bot.supervise.locks import FileLock
from bot.supervise.logs import last_lines, open_log
from bot.supervise.tenants import STOPS, end_tenants

DATABASE = "guongsang"


class EmbeddedPostgres:
    """`with EmbeddedPostgres(home) as server: server.url()`.

    Start it from the main thread: it dies with the thread that starts it.
    `options` are server settings, such as `{"fsync": "off"}` for tests.
    """

    def __init__(
        self, home: Path, log: Path | None = None, options: Mapping[str, str] | None = None
    ) -> None:
        self._wanted = home.absolute()
        self._log = log
        self._options = dict(options or {})
        self._process: subprocess.Popen[bytes] | None = None

    @cached_property
    def home(self) -> Home:
        return find_home(self._wanted)

    @cached_property
    def lock(self) -> FileLock:
        return FileLock(self.home.path / "lock")

    @property
    def log(self) -> Path:
        return self._log or self.home.path / "server.log"

    def url(self, database: str = DATABASE) -> str:
        host = quote(str(self.home.sockets), safe="/")
        return f"postgresql+psycopg://app@/{database}?host={host}&port=5432"

    # Starting, in the steps that `up` supervises ------------------------------------------

    def prepare(self) -> None:
        """Everything before the server: old processes, directories, the first cluster.

        The caller holds `lock`, so whatever still runs on this data is left over.
        """
        home = self.home
        end_tenants(home.data)
        home.private(home.sockets)
        ensure_cluster(home)
        # Nobody lives here (see above), and a number in there may be another process by now.
        for stale in (
            home.data / "postmaster.pid",
            home.sockets / SOCKET,
            home.sockets / f"{SOCKET}.lock",
        ):
            stale.unlink(missing_ok=True)

    def spawn(self, log: BinaryIO) -> subprocess.Popen[bytes]:
        home = self.home
        options = {
            "listen_addresses": "",
            "unix_socket_directories": str(home.sockets),
            "unix_socket_permissions": "0700",
            "port": "5432",
            "shared_buffers": "48MB",  # one commune's messages; a larger site has its own server
            **self._options,
        }
        self._process = subprocess.Popen(
            [
                str(programs(home.account, home.path) / "postgres"),
                *("-D", str(home.data)),
                *(f"--{name}={value}" for name, value in options.items()),
            ],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            cwd="/",
            env=ENVIRONMENT,
            start_new_session=True,
            preexec_fn=die_with_parent(signal.SIGINT),  # noqa: PLW1509
            **home.account.popen(),
        )
        return self._process

    def accepts(self) -> bool:
        """Whether the server says it is ready (it is not while it recovers from a crash)."""
        try:
            lines = (self.home.data / "postmaster.pid").read_text().splitlines()
        except OSError:
            return False
        return len(lines) >= 8 and lines[7].strip() == "ready"

    def create_database(self) -> None:
        with psycopg.connect(self._libpq("postgres"), autocommit=True, connect_timeout=10) as link:
            found = link.execute(
                "select 1 from pg_database where datname = %s", [DATABASE]
            ).fetchone()
            if not found:
                link.execute(f'create database "{DATABASE}"')

    # The same for one command -------------------------------------------------------------

    def start(self, patience: float = 120.0) -> Self:
        """Raises: StartupError when it cannot start, or another command holds it."""
        if not self.lock.acquire():
            raise StartupError(f"Một lệnh khác đang dùng dữ liệu ở {self.home.path}.")
        try:
            self.prepare()
            with open_log(self.log) as log:
                process = self.spawn(log)
            deadline = time.monotonic() + patience
            while not self.accepts():
                if process.poll() is not None or time.monotonic() > deadline:
                    raise StartupError(
                        f"PostgreSQL không khởi động được, xem {self.log}:\n{last_lines(self.log)}"
                    )
                time.sleep(0.02)
            self.create_database()
        except BaseException:
            self.stop()
            raise
        return self

    def stop(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            for sign in STOPS:
                if process.poll() is not None:
                    break
                process.send_signal(sign)
                try:
                    process.wait(10)
                except subprocess.TimeoutExpired:
                    continue
        self.lock.release()

    def answers(self) -> bool:
        """Whether a server, ours or another command's, can be connected to now."""
        if not (self.home.sockets / SOCKET).exists():
            return False
        try:
            psycopg.connect(self._libpq(DATABASE), connect_timeout=3).close()
        except psycopg.Error:
            return False
        return True

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def _libpq(self, database: str) -> str:
        return self.url(database).replace("+psycopg", "", 1)
