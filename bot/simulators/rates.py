"""How many calls a vendor takes in a span of time."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable


class Rate:
    """At most `count` calls in any `seconds`."""

    def __init__(self, count: int, seconds: float, now: Callable[[], float]) -> None:
        self.count, self.seconds, self._now = count, seconds, now
        self._calls: deque[float] = deque()

    @property
    def left(self) -> int:
        self._forget()
        return self.count - len(self._calls)

    def take(self) -> float:
        """Counts a call and returns 0; or, when there were too many, the seconds to wait."""
        self._forget()
        if len(self._calls) >= self.count:
            first = self._calls[0] if self._calls else self._now()
            return max(first + self.seconds - self._now(), 0.001)
        self._calls.append(self._now())
        return 0.0

    def _forget(self) -> None:
        while self._calls and self._calls[0] <= self._now() - self.seconds:
            self._calls.popleft()
