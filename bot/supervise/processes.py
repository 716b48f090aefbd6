"""Keeps one process alive: start, wait until it really works, watch, start again."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from bot.supervise.backoff import delay, failures_after
from bot.supervise.errors import StartupError
from bot.supervise.leftovers import forget, record
from bot.supervise.logs import last_lines, open_log

Report = Callable[[str], None]
TRIES = 3  # starts that may fail before the first success


@dataclass(frozen=True)
class Service:
    """`ready` gets the process number and says whether the service works right now."""

    name: str
    spawn: Callable[[BinaryIO], subprocess.Popen[bytes]]
    ready: Callable[[int], Awaitable[bool]]
    prepare: Callable[[], None] | None = None  # before every start, in a thread
    patience: float = 60.0  # seconds it may take to become ready
    silence: float | None = None  # seconds without being ready after which it is started again
    stops: tuple[signal.Signals, ...] = (signal.SIGTERM, signal.SIGKILL)


class Keeper:
    def __init__(self, service: Service, logs: Path, run: Path, report: Report) -> None:
        self.service = service
        self.log = logs / f"{service.name}.log"
        self.process: subprocess.Popen[bytes] | None = None
        self.ready = asyncio.Event()
        self._run = run
        self._report = report
        self._was_ready = False

    async def keep(self) -> None:
        """For ever.

        Raises:
            StartupError: it did not become ready in its first tries.
        """
        failures = 0
        while True:
            began = time.monotonic()
            await self._start()
            if await self._becomes_ready():
                began = time.monotonic()
                self.ready.set()
                if self._was_ready:
                    self._report(f"{self.service.name} đã chạy lại.")
                self._was_ready = True
                reason = await self._failure()
                self.ready.clear()
            else:
                reason = "không khởi động được"
            lived = time.monotonic() - began if self._was_ready else 0.0
            await self.stop()
            failures = failures_after(failures, lived)
            if failures >= TRIES and not self._was_ready:
                raise StartupError(
                    f"{self.service.name} không khởi động được. Nhật ký {self.log}:\n"
                    f"{last_lines(self.log)}"
                )
            self._report(
                f"{self.service.name} {reason}; chạy lại sau {delay(failures):.0f} giây "
                f"(nhật ký: {self.log})."
            )
            await asyncio.sleep(delay(failures))

    async def stop(self, grace: float = 10.0) -> None:
        """Ends the process and whatever it started."""
        process = self.process
        if process is None:
            return
        for sign in self.service.stops:
            if process.poll() is None:
                process.send_signal(sign)
            if await _ended(process, grace):
                break
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)  # what it started, should it have left any
        forget(self._run, self.service.name)
        self.process = None

    def hurry(self) -> None:
        """While it is being stopped: no more grace."""
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(self.service.stops[-1])

    async def _start(self) -> None:
        if self.service.prepare is not None:
            await asyncio.to_thread(self.service.prepare)
        with open_log(self.log) as log:
            try:
                self.process = self.service.spawn(log)
            except OSError as error:
                raise StartupError(
                    f"Không chạy được {self.service.name}: {error.filename}: {error.strerror}."
                ) from None
        record(self._run, self.service.name, self.process.pid)

    async def _becomes_ready(self) -> bool:
        assert self.process is not None
        deadline = time.monotonic() + self.service.patience
        while time.monotonic() < deadline:
            if self.process.poll() is not None:
                return False
            if await self.service.ready(self.process.pid):
                return self.process.poll() is None
            await asyncio.sleep(0.1)
        return False

    async def _failure(self) -> str:
        """Waits for the service to fail; says how."""
        process, silence = self.process, self.service.silence
        assert process is not None
        heard = asked = time.monotonic()
        while process.poll() is None:
            await asyncio.sleep(0.25)
            if silence is None or time.monotonic() - asked < silence / 10:
                continue
            good = await self.service.ready(process.pid)
            asked = time.monotonic()
            if good:
                heard = asked
            elif asked - heard >= silence:
                return f"không trả lời đã {asked - heard:.0f} giây"
        return f"dừng bất ngờ (mã {process.returncode})"


async def _ended(process: subprocess.Popen[bytes], within: float) -> bool:
    deadline = time.monotonic() + within
    while True:
        if process.poll() is not None:
            return True
        if time.monotonic() > deadline:
            return False
        await asyncio.sleep(0.05)
