"""The people: everybody writes in bursts, in between others do, and nobody waits for an answer."""

from __future__ import annotations

import asyncio
import datetime as dt
import random
import time
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field

from bot.simulators.app import Simulators
from bot.simulators.letters import Notice
from bot.simulators.people import Person
from tests.chaos.asking import Ask
from tests.chaos.patience import until
from tests.chaos.vendors import FIRST_PERSON

BURST = (1, 1, 2, 3, 4)  # messages that somebody writes in a row
TYPING = (0.01, 0.4)  # seconds between two of them
FORGOTTEN = 60.0  # seconds after which an answer is not waited for before others may write


@dataclass(frozen=True)
class Act:
    ask: Ask
    notice: Notice | None  # what the vendor tells the product of it; None: the webhook is off


@dataclass
class Writer:
    vendor: str
    person: Person
    asks: deque[Ask]
    acts: list[Act] = field(default_factory=list)
    refusals: list[str] = field(default_factory=list)  # codes the vendor was told to answer
    last: float = 0.0
    _hands: asyncio.Lock = field(default_factory=asyncio.Lock)

    @property
    def name(self) -> str:
        return f"{self.vendor} {self.person.id}"

    @property
    def unanswered(self) -> int:
        return max(len(self.acts) - len(self.person.heard), 0)

    async def writes(self, pauses: Sequence[float]) -> None:
        """Never two things in one moment: the vendors tell the order by milliseconds."""
        async with self._hands:
            for pause in pauses:
                if not self.asks:
                    return
                self.acts.append(self._does(self.asks.popleft()))
                self.last = time.monotonic()
                await asyncio.sleep(pause)

    def _does(self, ask: Ask) -> Act:
        mail = self.person.account.mail
        before = mail.latest
        ask.by(self.person)
        return Act(ask, mail.latest if mail.latest is not before else None)


class Crowd:
    def __init__(self, simulators: Simulators, stories: Sequence[tuple[str, list[Ask]]]) -> None:
        self.writers = [
            Writer(vendor, simulators.vendors[vendor].person(str(FIRST_PERSON + n)), deque(asks))
            for n, (vendor, asks) in enumerate(stories)
        ]
        self.events = sum(len(asks) for _, asks in stories)
        self.began = dt.datetime.now(dt.UTC)

    @property
    def written(self) -> int:
        return sum(len(writer.acts) for writer in self.writers)

    def has_written(self, events: int) -> bool:
        return self.written >= events

    async def write(self, at_once: int, seed: int) -> None:
        """Everything, as fast as it is answered: while `at_once` wait at a vendor, nobody begins to
        write there."""
        async with asyncio.TaskGroup() as group:
            for vendor in {writer.vendor: None for writer in self.writers}:
                chance = random.Random(f"{seed} {vendor}")
                writers = [writer for writer in self.writers if writer.vendor == vendor]
                group.create_task(_write(writers, at_once, chance))


async def _write(writers: Sequence[Writer], at_once: int, chance: random.Random) -> None:
    bursts = [(writer, size) for writer in writers for size in _sizes(len(writer.asks), chance)]
    chance.shuffle(bursts)
    async with asyncio.TaskGroup() as group:
        for writer, size in bursts:
            await until(lambda: _unanswered(writers) < at_once)
            pauses = [chance.uniform(*TYPING) for _ in range(size)]
            group.create_task(writer.writes(pauses))
            await asyncio.sleep(0.02)


def _unanswered(writers: Sequence[Writer]) -> int:
    """Of those who wrote lately."""
    now = time.monotonic()
    return sum(writer.unanswered for writer in writers if now - writer.last < FORGOTTEN)


def _sizes(count: int, chance: random.Random) -> list[int]:
    sizes = []
    while count > 0:
        sizes.append(min(chance.choice(BURST), count))
        count -= sizes[-1]
    return sizes
