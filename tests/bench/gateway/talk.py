"""People at simulated vendors ask, and wait for the bubble: from their act to the answer they see.

Each system has simulators of its own, which deliver to its webhook and take what it sends.
"""

from __future__ import annotations

import asyncio
import itertools
import time
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from typing import Any

from bot.simulators.app import Server, Simulators, SimulatorSettings, create_simulators
from bot.simulators.people import Bubble, Person
from tests.bench.figures import Durations
from tests.bench.gateway.load import NEVER
from tests.bench.questions import QUESTIONS
from tests.bench.traffic import PER_CONVERSATION
from tests.product import free_port

SLUG = "mo-phong"
PATIENCE = 15.0  # seconds that somebody waits for an answer
CROWD, FLOOD = 16, 64
BREATH, PACE = 0.1, 1.0  # seconds between an answer and the next question
FIRST = 7_000_000_000  # number of the first person; all vendors' ids are numbers


@dataclass
class Caller(Person):
    answers: asyncio.Queue[float] = field(default_factory=asyncio.Queue, repr=False)

    def add(self, by: Any, id: str, said: Any, at: Any, **raw: Any) -> Bubble:
        if by == "account":
            self.answers.put_nowait(time.perf_counter())
        return super().add(by, id, said, at, **raw)

    async def asks(self, text: str) -> float:
        """Seconds until the first bubble, or NEVER."""
        while not self.answers.empty():
            self.answers.get_nowait()
        began = time.perf_counter()
        self.writes(text)
        try:
            return await asyncio.wait_for(self.answers.get(), PATIENCE) - began
        except TimeoutError:
            return NEVER


class Town:
    """One system's vendors and their people."""

    def __init__(self, product_url: str = "http://127.0.0.1:9") -> None:
        self.port = free_port()
        self.base = f"http://127.0.0.1:{self.port}"
        self.simulators: Simulators = create_simulators(
            SimulatorSettings(product_url, self.base, slug=SLUG)
        )
        self._numbers = itertools.count(FIRST)
        self._questions = itertools.cycle(QUESTIONS)

    @property
    def graph(self) -> str:
        return f"{self.base}/graph"

    def deliver_to(self, webhook: str, sha1: bool) -> None:
        """Only messages, and only from Messenger, to a system that reads nothing else; `sha1`: it
        knows the old signature alone."""
        page = self.simulators.graph.account
        page.webhook = page.mail.url = webhook
        page.subscribed = frozenset({"messages"})
        page.signing = "sha1" if sha1 else "right"

    def caller(self, channel: str) -> Caller:
        account = self.simulators.vendors[channel].account
        made = Caller(str(next(self._numbers)), account)
        account.people[made.id] = made
        return made

    @asynccontextmanager
    async def open(self) -> AsyncIterator[None]:
        server = _Server(self.simulators, host="127.0.0.1", port=self.port)
        serving = asyncio.create_task(server.serve())
        try:
            while not server.started:  # noqa: ASYNC110 - uvicorn tells in no other way
                await asyncio.sleep(0.01)
            yield
        finally:
            server.should_exit = True
            await serving

    async def ask(self, channel: str, messages: int) -> list[float]:
        """One person after another."""
        found: list[float] = []
        for n in range(messages):
            if n % PER_CONVERSATION == 0:
                caller = self.caller(channel)
            found.append(await caller.asks(next(self._questions)))
            await asyncio.sleep(BREATH)
        return found

    async def crowd(self, channel: str, people: int, pause: float, seconds: float) -> list[float]:
        """Everybody waits for the answer, then for `pause` seconds."""
        end = time.perf_counter() + seconds
        found: list[float] = []

        async def one(late: float) -> None:
            await asyncio.sleep(late)
            for n in itertools.count():
                if time.perf_counter() >= end:
                    return
                if n % PER_CONVERSATION == 0:
                    caller = self.caller(channel)
                found.append(await caller.asks(next(self._questions)))
                await asyncio.sleep(pause)

        async with asyncio.TaskGroup() as group:
            for number in range(people):
                group.create_task(one(pause * number / people))
        return found


class _Server(Server):
    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Ctrl-C is for the whole run."""
        yield


@dataclass(frozen=True)
class Talk:
    """`per_second` with `FLOOD` people who do not pause."""

    alone: Durations
    crowd: Durations
    per_second: float | None = None


@dataclass(frozen=True)
class Extent:
    """How long it is measured: messages of one person, seconds of the others, in each turn."""

    messages: int
    seconds: float
    turns: int


async def talks(
    towns: dict[str, Town], channels: Mapping[str, tuple[str, ...]], extent: Extent
) -> dict[tuple[str, str], Talk]:
    """(system, channel) → figures; of each system on each of its channels, in turns. How much a
    system takes at most is asked of the first channel."""
    asked = [(name, channel) for name in towns for channel in channels[name]]
    async with AsyncExitStack() as stack:
        for town in towns.values():
            await stack.enter_async_context(town.open())
        for name, channel in asked:  # warms up
            await towns[name].ask(channel, 3)
        alone, crowds, most = await _turns(towns, channels, asked, extent)
    return {
        each: Talk(Durations.of(alone[each]), Durations.of(crowds[each]), most.get(each))
        for each in asked
    }


Times = dict[tuple[str, str], list[float]]


async def _turns(
    towns: dict[str, Town],
    channels: Mapping[str, tuple[str, ...]],
    asked: list[tuple[str, str]],
    extent: Extent,
) -> tuple[Times, Times, dict[tuple[str, str], float]]:
    alone: Times = {each: [] for each in asked}
    crowds: Times = {each: [] for each in asked}
    answered: dict[tuple[str, str], float] = {}
    for _ in range(extent.turns):
        for name, channel in asked:
            alone[name, channel] += await towns[name].ask(channel, extent.messages)
        for name, channel in asked:
            crowds[name, channel] += await towns[name].crowd(channel, CROWD, PACE, extent.seconds)
        for name, town in towns.items():
            channel = channels[name][0]
            began = time.perf_counter()
            times = await town.crowd(channel, FLOOD, 0.0, extent.seconds)
            good = sum(each != NEVER for each in times)
            rate = good / (time.perf_counter() - began)
            answered[name, channel] = answered.get((name, channel), 0.0) + rate / extent.turns
    return alone, crowds, answered
