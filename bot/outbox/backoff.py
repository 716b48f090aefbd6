"""How long until the next try, and how many may leave now."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import NamedTuple

FIRST = 2.0  # seconds
LONGEST = 600.0


def seconds(attempt: int, random: Callable[[], float]) -> float:
    """How long to wait after the failed try number `attempt`, from 1: doubling, between half of
    that and all of it, so that those who failed together do not come back together. `random`
    gives 0 to 1."""
    full = min(LONGEST, FIRST * 2.0 ** min(max(attempt, 1) - 1, 30))
    return full / 2 + full / 2 * random()


class Taken(NamedTuple):
    granted: int  # of what was wanted
    tokens: float  # left in the bucket
    wait: float  # seconds until one more may leave; 0 when all were granted


def take(tokens: float, rate: float, burst: float, elapsed: float, want: int) -> Taken:
    """From a bucket that had `tokens` `elapsed` seconds ago and gains `rate` a second up to
    `burst`. Tokens may be below nothing: `-rate * seconds` makes an account wait as long as its
    vendor asks. Time that ran backwards adds nothing."""
    held = min(burst, tokens + rate * max(0.0, elapsed))
    granted = max(0, min(want, math.floor(held)))
    left = held - granted
    if granted >= want:
        return Taken(granted, left, 0.0)
    return Taken(granted, left, (1 - left) / rate if rate > 0 else math.inf)
