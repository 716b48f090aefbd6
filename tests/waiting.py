"""Waiting for what other tasks and processes do."""

from __future__ import annotations

import asyncio
import inspect
import time
from collections.abc import Callable


async def until(look: Callable[[], object], seconds: float = 60.0, every: float = 0.02) -> float:
    """Until `look`, or what it has to be awaited for, is true; how many seconds it took.

    Raises:
        AssertionError: it never was.
    """
    began = time.monotonic()
    while (passed := time.monotonic() - began) < seconds:
        seen = look()
        if await seen if inspect.isawaitable(seen) else seen:
            return passed
        await asyncio.sleep(every)
    raise AssertionError(f"it did not come within {seconds:.0f} seconds")
