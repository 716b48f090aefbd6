"""Many people writing at once, over connections that stay open; the same for every system.

A person writes a few messages and leaves, as people do; the conversations are begun before the
clock starts, and a first round that is thrown away warms caches and connections.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import cycle, islice
from typing import Protocol

import httpx

from tests.bench.figures import Durations
from tests.bench.questions import QUESTIONS

PER_CONVERSATION = 10
WARM_UP = 20


class Target(Protocol):
    """A chat system: how a conversation begins, and how a message is answered in it."""

    url: str

    async def begin(self, http: httpx.AsyncClient, number: int) -> str: ...

    async def ask(self, http: httpx.AsyncClient, conversation: str, n: int, text: str) -> bool:
        """Whether it was answered as it should."""
        ...


@dataclass(frozen=True)
class Traffic:
    people: int
    pause: float
    durations: Durations
    seconds: float
    failures: int

    @property
    def per_second(self) -> float:
        return len(self.durations.values) / self.seconds


def joined(turns: Sequence[Traffic]) -> Traffic:
    """Several rounds of the same kind as one."""
    values = [value for turn in turns for value in turn.durations.values]
    return Traffic(
        turns[0].people,
        turns[0].pause,
        Durations.of(values),
        sum(turn.seconds for turn in turns),
        sum(turn.failures for turn in turns),
    )


def measure(target: Target, people: int, messages: int, pause: float = 0.0) -> Traffic:
    """`people` at once, each waiting `pause` seconds between an answer and the next message."""
    return asyncio.run(_measure(target, people, messages, pause))


async def _measure(target: Target, people: int, messages: int, pause: float) -> Traffic:
    limits = httpx.Limits(max_connections=people, max_keepalive_connections=people)
    async with httpx.AsyncClient(
        base_url=target.url, limits=limits, timeout=60, trust_env=False
    ) as http:
        await _round(target, http, people, WARM_UP, 0.0)
        return await _round(target, http, people, messages, pause)


async def _round(
    target: Target, http: httpx.AsyncClient, people: int, messages: int, pause: float
) -> Traffic:
    conversations = await _begun(target, http, people, messages)
    questions = islice(cycle(QUESTIONS), messages)
    durations: list[float] = []
    failures = 0

    async def person(late: float) -> None:
        nonlocal failures
        await asyncio.sleep(late)
        conversation = ""
        for said, text in enumerate(questions):
            n = said % PER_CONVERSATION
            if n == 0:
                conversation = next(conversations)
            began = time.perf_counter()
            good = await target.ask(http, conversation, n, text)
            durations.append(time.perf_counter() - began)
            failures += not good
            await asyncio.sleep(pause)

    began = time.perf_counter()
    async with asyncio.TaskGroup() as group:
        for number in range(people):
            group.create_task(person(pause * number / people))
    return Traffic(people, pause, Durations.of(durations), time.perf_counter() - began, failures)


async def _begun(
    target: Target, http: httpx.AsyncClient, people: int, messages: int
) -> Iterator[str]:
    count = max(-(-messages // PER_CONVERSATION), 1) + people
    return iter([await target.begin(http, number) for number in range(count)])
