"""How often one address may do a thing. Counted in this process alone: a brake, not a ledger."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable


class Rate:
    """At most `count` in any `seconds`; remembers only addresses that were seen lately."""

    def __init__(
        self, count: int, seconds: float, now: Callable[[], float] = time.monotonic
    ) -> None:
        self._count, self._seconds, self._now = count, seconds, now
        self._seen: dict[str, deque[float]] = {}

    def wait(self, address: str) -> float:
        """Counts one and returns 0, or how many seconds to wait when that is too many."""
        now = self._now()
        times = self._seen.setdefault(address, deque())
        while times and times[0] <= now - self._seconds:
            times.popleft()
        if len(times) >= self._count:
            return times[0] + self._seconds - now
        times.append(now)
        if len(self._seen) > 10_000:
            self._forget(now)
        return 0.0

    def _forget(self, now: float) -> None:
        self._seen = {
            address: times
            for address, times in self._seen.items()
            if times and times[-1] > now - self._seconds
        }
