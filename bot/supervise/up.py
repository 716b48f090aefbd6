"""`guongsang up`: everything the product needs, started, watched and stopped together."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import time
from collections.abc import Callable
from functools import cached_property
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError

from bot.settings import ROOT, Settings
from bot.supervise import fleet
from bot.supervise.addresses import free_port, local_url
from bot.supervise.checks import check_disk, check_port, prepare_folders
from bot.supervise.database import embedded
from bot.supervise.errors import StartupError
from bot.supervise.leftovers import end_leftovers
from bot.supervise.locks import FileLock
from bot.supervise.models import Models
from bot.supervise.processes import Keeper, Service
from data.database import migrate, normalise_url

Report = Callable[[str], None]


class Stopped(Exception):
    """Ctrl-C, SIGTERM or the terminal closed."""


class Up:
    """Used once, from the main thread: `await Up(settings, host, port, report).run()`."""

    def __init__(self, settings: Settings, host: str, port: int, report: Report) -> None:
        self.settings = settings
        self.host, self.port = host, port
        self.address = local_url(host, port)
        self._report = report
        self._var: Path = ROOT / settings.var
        self._run = self._var / "run"
        self._keepers: dict[str, Keeper] = {}
        self._stop = asyncio.Event()
        self._server = embedded(settings)

    async def run(self, when_ready: Callable[[], None] = lambda: None) -> None:
        """Until a signal stops it.

        Raises:
            StartupError: it cannot start; everything it started has been stopped again.
        """
        prepare_folders(self._var)
        with FileLock(self._run / "up.lock") as lock:
            await self._hold(lock)
            if found := await asyncio.to_thread(end_leftovers, self._run, fleet.RUNNABLE[:-1]):
                self._report(f"Đã dừng tiến trình còn sót của lần chạy trước: {', '.join(found)}.")
            check_port(self.host, self.port)
            check_disk(self._var)
            self._listen_to_signals()
            problems: list[StartupError] = []
            try:
                async with asyncio.TaskGroup() as group:
                    group.create_task(self._until_stopped())
                    group.create_task(self._start(group, when_ready))
            except* Stopped:
                pass
            except* StartupError as raised:
                problems.extend(_flat(raised))
            finally:
                await self._stop_all()
            if problems:
                raise problems[0]

    async def _hold(self, lock: FileLock) -> None:
        if not lock.acquire():
            await asyncio.sleep(0.3)  # `doctor` looks at the lock for a moment
            if not lock.acquire():
                raise StartupError(already_running(lock.read()))
        lock.write(json.dumps({"pid": os.getpid(), "address": self.address}))

    async def _start(self, group: asyncio.TaskGroup, when_ready: Callable[[], None]) -> None:
        began = time.monotonic()
        async with asyncio.TaskGroup() as both:
            both.create_task(self._start_rasa(group))  # takes longest
            both.create_task(self._start_ours(group))
        for keeper in self._keepers.values():
            await keeper.ready.wait()
        self._report(f"Sẵn sàng sau {time.monotonic() - began:.0f} giây: {self.address}")
        when_ready()

    @cached_property
    def _nlu_port(self) -> int:
        """As set, or the next one when another program has it."""
        port = free_port("127.0.0.1", self.settings.nlu_port)
        (self._run / "nlu_url").write_text(local_url("127.0.0.1", port))
        return port

    async def _start_rasa(self, group: asyncio.TaskGroup) -> None:
        if self.settings.nlu_url:
            return
        models = Models()
        model = await models.ensure(self._report, self._var / "log" / "train.log")
        self._keep(group, fleet.rasa(models.python, model, self._nlu_port))

    async def _start_ours(self, group: asyncio.TaskGroup) -> None:
        url = await self._start_database(group)
        try:
            await asyncio.to_thread(migrate, url)
        except SQLAlchemyError as error:
            cause = getattr(error, "orig", None) or error
            raise StartupError(f"Không mở được cơ sở dữ liệu: {cause}") from None
        environment = {
            **os.environ,
            "DATABASE_URL": url,
            "GUONGSANG_NLU_URL": self.settings.nlu_url or local_url("127.0.0.1", self._nlu_port),
            "GUONGSANG_VAR": str(self._var),
            "GUONGSANG_HOST": self.host,
            "GUONGSANG_PORT": str(self.port),
            "PYTHONUNBUFFERED": "1",
        }
        self._keep(group, fleet.worker(environment, self._run / "worker.ready"))
        self._keep(group, fleet.web(environment, self.address))

    async def _start_database(self, group: asyncio.TaskGroup) -> str:
        if self.settings.database_url:
            return normalise_url(self.settings.database_url)
        if self._server.home.moved:
            self._report(
                f"Tài khoản {self._server.home.account.name} không vào được {self._var}; "
                f"dữ liệu được giữ ở {self._server.home.path}."
            )
        await self._hold_database()
        keeper = self._keep(group, fleet.postgres(self._server))
        await keeper.ready.wait()
        await asyncio.to_thread(self._server.create_database)
        return self._server.url()

    async def _hold_database(self, patience: float = 60.0) -> None:
        deadline = time.monotonic() + patience
        told = False
        while True:
            if self._server.lock.acquire():
                return
            if not told:
                self._report("Một lệnh khác đang dùng cơ sở dữ liệu; chờ lệnh ấy xong.")
                told = True
            if time.monotonic() > deadline:
                raise StartupError("Một lệnh khác vẫn đang dùng cơ sở dữ liệu. Hãy dừng lệnh ấy.")
            await asyncio.sleep(0.3)

    def _keep(self, group: asyncio.TaskGroup, service: Service) -> Keeper:
        keeper = Keeper(service, self._var / "log", self._run, self._report)
        self._keepers[service.name] = keeper
        group.create_task(keeper.keep())
        return keeper

    async def _until_stopped(self) -> None:
        await self._stop.wait()
        self._report("Đang dừng …")
        raise Stopped

    def _listen_to_signals(self) -> None:
        loop = asyncio.get_running_loop()
        for sign in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            if signal.getsignal(sign) is not signal.SIG_IGN:  # as under nohup
                loop.add_signal_handler(sign, self._signalled)

    def _signalled(self) -> None:
        if self._stop.is_set():
            for keeper in self._keepers.values():
                keeper.hurry()
        self._stop.set()

    async def _stop_all(self) -> None:
        for name in fleet.RUNNABLE:
            if keeper := self._keepers.get(name):
                await keeper.stop()
        for name in ("nlu_url", "worker.ready"):
            (self._run / name).unlink(missing_ok=True)
        self._server.lock.release()


def already_running(noted: str) -> str:
    pid, address = _noted(noted)
    if not address:
        return "Gương Sáng đang được khởi động hoặc dừng ở một cửa sổ khác."
    return f"Gương Sáng đang chạy rồi ở {address} (tiến trình {pid}). Muốn dừng: kill {pid}"


def noted_address(noted: str) -> str | None:
    """The address in what a running `up` wrote into its lock."""
    return _noted(noted)[1]


def _noted(text: str) -> tuple[int | None, str | None]:
    try:
        holder = json.loads(text)
        return int(holder["pid"]), str(holder["address"])
    except (ValueError, KeyError, TypeError):
        return None, None


def _flat(group: BaseExceptionGroup[StartupError]) -> list[StartupError]:
    found: list[StartupError] = []
    for error in group.exceptions:
        found.extend(_flat(error) if isinstance(error, BaseExceptionGroup) else [error])
    return found
