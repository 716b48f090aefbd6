"""Waiting for what nobody tells us of."""

from __future__ import annotations

import asyncio
import math
import time
from collections.abc import Callable


async def until(look: Callable[[], object], seconds: float = math.inf, every: float = 0.1) -> None:
    """Returns when there is something to be seen, or after so many seconds."""
    end = time.monotonic() + seconds
    while not look() and time.monotonic() < end:  # noqa: ASYNC110 - nobody would set an event
        await asyncio.sleep(every)
