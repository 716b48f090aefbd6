"""One run: everything started, the answers learnt, the storm, the calm after it, the judgement."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.simulators.app import Simulators
from tests.chaos import asking, kept, storm
from tests.chaos.crowd import Crowd
from tests.chaos.judge import Verdict, judge
from tests.chaos.kept import Waiting
from tests.chaos.site import Site, open_site
from tests.chaos.vendors import Mischief, misbehave, open_vendors
from tests.product import Product

SPARE = 1.6  # times as many questions are learnt as anybody asks
TOLD = 15.0  # seconds between two lines of progress

Report = Callable[[str], None]
Calm = tuple[bool, Waiting | None]  # whether the vendors have delivered everything; what waits


@dataclass(frozen=True)
class Options:
    events: int = 20_000
    conversations: int = 1_000
    seed: int = 1
    kills: int = 6  # of each kind of process
    time_factor: float = 0.03  # of the vendors' waits between deliveries
    at_once: int = 50  # unanswered messages at a vendor with which nobody else begins to write
    patience: float = 300.0  # seconds until everything is answered, once all is written


@dataclass
class Outcome:
    verdict: Verdict
    seconds: float
    happened: dict[str, int]
    faults: dict[str, int]
    delivered: dict[str, int]
    rows: dict[str, int]
    waiting: Waiting | None
    settled: bool

    @property
    def drained(self) -> bool:
        return self.settled and self.waiting == Waiting(0, 0)

    @property
    def good(self) -> bool:
        return self.verdict.good and self.drained


async def run(options: Options, folder: Path, report: Report) -> Outcome:
    product = Product(folder)
    chance = random.Random(options.seed)
    began = time.monotonic()

    def tell(message: str) -> None:
        report(f"[{time.monotonic() - began:5.0f} s] {message}")

    async with open_vendors(product.url, options.time_factor) as simulators:
        tell("khởi động: guongsang up, một worker thứ hai, ba nhà cung cấp mô phỏng")
        async with open_site(product, simulators, tell) as site:
            tell("học câu trả lời lúc yên")
            each = -(-options.events // options.conversations)
            asks = await asking.learn(simulators, int(each * SPARE) + 5, options.seed)
            stories = asking.stories(asks, options.conversations, options.events, chance)
            crowd = Crowd(simulators, stories)
            return await _Run(options, site, simulators, crowd, tell).through_the_storm(chance)


@dataclass(frozen=True)
class _Run:
    options: Options
    site: Site
    simulators: Simulators
    crowd: Crowd
    tell: Report

    async def through_the_storm(self, chance: random.Random) -> Outcome:
        events = self.options.events
        planned = storm.blows(storm.counts(events, self.options.kills), events, chance)
        before = delivered(self.simulators)
        misbehave(self.simulators, self.options.seed)
        self.tell(f"{events} sự kiện của {len(self.crowd.writers)} người; bão bắt đầu")
        began = time.monotonic()
        happened, calm = await self._until_calm(planned, chance)
        seconds = time.monotonic() - began
        stories, rows = await kept.kept(self.site.database, self.crowd.writers)
        after = delivered(self.simulators)
        return Outcome(
            verdict=judge(stories),
            seconds=seconds,
            happened=happened,
            faults=dict(Mischief.met),
            delivered={name: count - before.get(name, 0) for name, count in after.items()},
            rows=rows,
            settled=calm[0],
            waiting=calm[1],
        )

    async def _until_calm(
        self, planned: Sequence[storm.Blow], chance: random.Random
    ) -> tuple[dict[str, int], Calm]:
        raging = storm.Storm(self.site, self.simulators, self.crowd, chance, self.tell)
        progress = asyncio.create_task(self._progress())
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(self.crowd.write(self.options.at_once, self.options.seed))
                group.create_task(raging.rage(planned))
            self.tell("đã viết hết; chờ trả lời hết")
            return dict(raging.done), await self._calm()
        finally:
            progress.cancel()

    async def _progress(self) -> None:
        last, at = 0, time.monotonic()
        while True:
            await asyncio.sleep(TOLD)
            written, now = self.crowd.written, time.monotonic()
            rate = (written - last) / (now - at)
            self.tell(
                f"đã viết {written}/{self.crowd.events} ({rate:.0f}/giây), "
                f"chưa trả lời {sum(writer.unanswered for writer in self.crowd.writers)}"
            )
            last, at = written, now

    async def _calm(self) -> Calm:
        """When nothing is on its way any more and nothing waits, twice in a row; or when it takes
        too long."""
        end = time.monotonic() + self.options.patience
        quiet = 0
        while True:
            settled = await self.simulators.settle(5.0)
            left = await kept.waiting(self.site.database)
            quiet = quiet + 1 if settled and left == Waiting(0, 0) else 0
            if quiet == 2 or time.monotonic() > end:
                return settled, left
            await asyncio.sleep(2.0)


def delivered(simulators: Simulators) -> dict[str, int]:
    """What the vendors counted of their deliveries, echoes and receipts included."""
    found: dict[str, int] = {}
    for vendor in simulators.vendors.values():
        counts = vendor.account.mail.counts
        for name, value in vars(counts).items():
            if isinstance(value, int):
                found[name] = found.get(name, 0) + value
        for status, count in counts.statuses.items():
            found[f"HTTP {status}"] = found.get(f"HTTP {status}", 0) + count
    return found
