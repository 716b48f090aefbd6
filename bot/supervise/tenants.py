"""PostgreSQL processes that still work in a data directory after their owner died."""

from __future__ import annotations

import contextlib
import signal
import time
from pathlib import Path

import psutil

from bot.supervise.errors import StartupError

STOPS = (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL)  # fast, immediate, at once


def end_tenants(data: Path, grace: float = 10.0) -> None:
    """Ends them, for whoever holds the lock of `data`."""
    for sign in STOPS:
        remaining = tenants(data)
        for tenant in remaining:
            with contextlib.suppress(psutil.Error):
                tenant.send_signal(sign)
        deadline = time.monotonic() + grace
        while remaining and time.monotonic() < deadline:
            time.sleep(0.05)
            remaining = tenants(data)
        if not remaining:
            return
    raise StartupError(f"Tiến trình PostgreSQL cũ vẫn giữ {data}.")


def tenants(data: Path) -> list[psutil.Process]:
    """The living PostgreSQL processes whose working directory is `data`."""
    found = []
    for process in psutil.process_iter(["name", "status"]):
        if not (process.info["name"] or "").startswith("postgres"):
            continue
        if process.info["status"] == psutil.STATUS_ZOMBIE:
            continue
        with contextlib.suppress(psutil.Error):
            if Path(process.cwd()) == data.resolve():
                found.append(process)
    return found
