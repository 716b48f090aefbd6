"""Nobody outlives the process that started it, even when that one is killed with -9."""

from __future__ import annotations

import ctypes
import os
import signal
import sys
import threading
import time
from collections.abc import Callable

SUPERVISOR = "GUONGSANG_SUPERVISOR"
_PR_SET_PDEATHSIG = 1


def die_with_parent(sign: signal.Signals) -> Callable[[], None]:
    """A `preexec_fn`: the kernel sends `sign` when the THREAD that starts the child ends,
    so children are started from the main thread (or one that waits for them)."""
    parent = os.getpid()
    libc = ctypes.CDLL(None) if sys.platform == "linux" else None

    def before_exec() -> None:
        if libc is not None:
            libc.prctl(_PR_SET_PDEATHSIG, int(sign), 0, 0, 0)
        if os.getppid() != parent:
            os._exit(1)

    return before_exec


def watch_parent(every: float = 1.0) -> None:
    """Called by a process that `up` may have started: ends it when `up` is gone.

    For systems whose kernel has no such signal; does nothing without a supervisor.
    """
    expected = os.environ.get(SUPERVISOR)
    if not expected or os.getppid() != int(expected):
        return

    def watch() -> None:
        while os.getppid() == int(expected):
            time.sleep(every)
        os._exit(1)

    threading.Thread(target=watch, name="watch-parent", daemon=True).start()
