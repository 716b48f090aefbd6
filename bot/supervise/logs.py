"""One log file a process; the previous one is kept when it had grown too large."""

from __future__ import annotations

from pathlib import Path
from typing import BinaryIO

LARGEST = 5_000_000


def open_log(path: Path, largest: int = LARGEST) -> BinaryIO:
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.exists() and path.stat().st_size > largest:
        path.replace(path.with_suffix(path.suffix + ".1"))
    return path.open("ab")


def last_lines(path: Path, count: int = 5) -> str:
    try:
        with path.open("rb") as log:
            log.seek(0, 2)
            log.seek(max(0, log.tell() - 4000))
            lines = log.read().decode(errors="replace").splitlines()
    except OSError:
        return ""
    return "\n".join([line for line in lines if line.strip()][-count:])
