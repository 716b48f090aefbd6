"""Processes an earlier run left behind, told apart from others that got the same number."""

from __future__ import annotations

import json
import os
import signal
import time
from dataclasses import asdict, dataclass
from pathlib import Path

import psutil


@dataclass(frozen=True)
class Identity:
    pid: int
    born: str  # when it started, so that a number used again is not taken for it


def identify(pid: int) -> Identity | None:
    """None when no such process is alive (a zombie is not)."""
    try:
        process = psutil.Process(pid)
        if process.status() == psutil.STATUS_ZOMBIE:
            return None
        return Identity(pid, _born(process))
    except psutil.Error:
        return None


def _born(process: psutil.Process) -> str:
    # psutil's time of creation moves with the wall clock; the kernel's ticks do not.
    try:
        boot = Path("/proc/sys/kernel/random/boot_id").read_text().strip()
        stat = Path(f"/proc/{process.pid}/stat").read_text()
    except OSError:
        return f"{process.create_time():.2f}"
    return f"{boot}:{stat.rpartition(')')[2].split()[19]}"


def record(directory: Path, name: str, pid: int) -> None:
    identity = identify(pid)
    if identity is not None:
        (directory / f"{name}.pid").write_text(json.dumps(asdict(identity)))


def forget(directory: Path, name: str) -> None:
    (directory / f"{name}.pid").unlink(missing_ok=True)


def recorded(directory: Path, name: str) -> Identity | None:
    """The process recorded under `name`, if that very process is still alive."""
    try:
        noted = Identity(**json.loads((directory / f"{name}.pid").read_text()))
    except (OSError, ValueError, TypeError):
        return None
    return noted if identify(noted.pid) == noted else None


def end_leftovers(directory: Path, names: tuple[str, ...], grace: float = 10.0) -> list[str]:
    """Ends what an earlier run left under `names`; returns the names of what was found."""
    found = {name: left for name in names if (left := recorded(directory, name))}
    for sign in (signal.SIGTERM, signal.SIGKILL):
        alive = [left for left in found.values() if identify(left.pid) == left]
        for left in alive:
            _send_group(left.pid, sign)
        deadline = time.monotonic() + grace
        while any(identify(left.pid) == left for left in alive) and time.monotonic() < deadline:
            time.sleep(0.05)
    for name in names:
        forget(directory, name)
    return list(found)


def _send_group(pid: int, sign: signal.Signals) -> None:
    """Each child leads a group of its own; its children go with it."""
    try:
        if os.getpgid(pid) == pid:
            os.killpg(pid, sign)
        else:
            os.kill(pid, sign)
    except ProcessLookupError:
        pass
