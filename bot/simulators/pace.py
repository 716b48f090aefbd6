"""Time at the vendors': how fast it goes, and jumping ahead in it."""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
import time
from collections.abc import Callable


def _wall() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


class Pace:
    """Waits between deliveries are `factor` times as long as the vendor's: 1 keeps its pace,
    0.001 makes an hour 3.6 s. Dates, windows and the lives of tokens are not scaled; `advance`
    lets them pass, and wakes what waits. How long an answer may take is never scaled either,
    since the product does not get faster."""

    def __init__(self, factor: float = 1.0, wall: Callable[[], dt.datetime] = _wall) -> None:
        self.factor = factor
        self._wall, self._skipped = wall, 0.0
        self._moved = asyncio.Event()

    def now(self) -> dt.datetime:
        return self._wall() + dt.timedelta(seconds=self._skipped)

    def milliseconds(self) -> int:
        return int(self.now().timestamp() * 1000)

    def seconds(self) -> float:
        """For rates: only differences mean anything."""
        return time.monotonic() + self._skipped

    def advance(self, seconds: float) -> None:
        self._skipped += seconds
        moved, self._moved = self._moved, asyncio.Event()
        moved.set()

    async def sleep(self, seconds: float) -> float:
        """Returns how much more than that was let pass meanwhile, for the next wait."""
        began, skipped = time.monotonic(), self._skipped
        await asyncio.sleep(0)
        while True:
            ahead = seconds - (self._skipped - skipped)
            left = ahead * self.factor - (time.monotonic() - began)
            if left <= 0:
                return max(-ahead, 0.0)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._moved.wait(), left)
