"""What travels from a vendor to the webhook, and the vendor's habits in carrying it."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol


@dataclass(frozen=True)
class Habit:
    """How a vendor delivers. Seconds; `limit` is not scaled, the rest is."""

    limit: float  # for an answer
    waits: Sequence[float]  # before each further attempt
    order: Literal["first attempts", "acknowledged"]  # what the next event of a person waits for
    accepted: Callable[[int], bool]
    alert_after: float | None = None  # failing so long, the operator is told
    off_after: float | None = None  # failing so long, the webhook is switched off
    off_when_exhausted: bool = False  # one event out of attempts switches it off
    retries_answers: bool = True  # False: only a connection that failed is tried again
    batches: bool = False


@dataclass
class Notice:
    """One event on its way. `lane` is the person, or "" for what concerns the account."""

    key: str
    lane: str
    event: dict[str, Any]
    kind: str = ""
    attempts: list[str] = field(default_factory=list)  # "200", "timeout", "no connection"
    state: Literal["waiting", "acknowledged", "given up", "missed"] = "waiting"
    taken: dt.datetime | None = None  # when the webhook first said so, heard by the vendor or not
    ended: asyncio.Event = field(default_factory=asyncio.Event, repr=False)
    tried: asyncio.Event = field(default_factory=asyncio.Event, repr=False)


@dataclass(frozen=True)
class Letter:
    """A request to the webhook: the exact bytes."""

    body: bytes
    headers: Mapping[str, str]


class Writer(Protocol):
    def __call__(self, events: Sequence[Notice], attempt: int) -> Letter: ...


@dataclass
class Counts:
    """Of an account. `answers` are the webhook's latest answer times, in seconds."""

    events: int = 0
    attempts: int = 0
    acknowledged: int = 0
    retried: int = 0
    given_up: int = 0
    missed: int = 0  # happened while the webhook was off
    doubled: int = 0
    late: int = 0
    batched: int = 0
    lost_answers: int = 0
    timeouts: int = 0
    unreachable: int = 0
    statuses: dict[int, int] = field(default_factory=dict)
    answers: deque[float] = field(default_factory=lambda: deque(maxlen=100_000), repr=False)


@dataclass
class Envelope:
    """One or more events that travel in the same request."""

    notices: list[Notice]
    lane: str
    attempt: int = 0
    waited: float = 0.0
    successes: int = 0  # of the account, when this one first failed
