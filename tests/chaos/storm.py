"""What goes wrong and when: processes killed with -9, and what the vendors do to a whole account or
to one person. By chance, but for one seed the same, and spread over the run."""

from __future__ import annotations

import asyncio
import contextlib
import random
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

import psutil

from bot.simulators.acts import NotHere
from bot.simulators.app import Simulators
from tests.chaos.crowd import Crowd, Writer
from tests.chaos.patience import until
from tests.chaos.site import KILLED, Site
from tests.chaos.vendors import SLUG

FIRST, LAST = 0.03, 0.96  # of the events, between which things happen
SLOW_DOWN = {"telegram": "429:5", "zalo": "-32", "messenger": "613"}  # in turn
# For good; the second of each only with buttons, and then the words alone are taken.
REFUSALS = {
    "zalo": ("-248", "-201"),
    "messenger": ("100", "100/2018008"),
    "telegram": ("400:long", "400:button"),
}
DEAD_TOKEN = "190"  # Messenger: the account is halted until the operator has mended it
WEATHER: Mapping[str, float] = {  # how often, for each event
    "refusal": 0.002,
    "strange": 0.005,
    "read": 0.05,
}


@dataclass(frozen=True)
class Blow:
    kind: str
    after: int  # events written


def blows(counts: Mapping[str, int], events: int, chance: random.Random) -> list[Blow]:
    """So many of each kind, in an order by chance, at about equal distances."""
    kinds = [kind for kind, count in counts.items() for _ in range(count)]
    chance.shuffle(kinds)
    width = (LAST - FIRST) * events / max(len(kinds), 1)
    return [
        Blow(kind, int(FIRST * events + width * (n + chance.random())))
        for n, kind in enumerate(kinds)
    ]


def counts(events: int, kills: int) -> dict[str, int]:
    """`kills` of each process; an account is slowed down, and its token ends, now and then."""
    weather = {kind: round(events * often) for kind, often in WEATHER.items()}
    often, seldom = max(1, events // 4000), max(1, events // 7000)
    accounts = {"slow down": often, "token": seldom, "halt": seldom}
    return {**dict.fromkeys(KILLED, kills), **weather, **accounts}


@dataclass
class Storm:
    site: Site
    simulators: Simulators
    crowd: Crowd
    chance: random.Random
    report: Callable[[str], None]
    done: Counter[str] = field(default_factory=Counter)

    async def rage(self, planned: Sequence[Blow]) -> None:
        async with asyncio.TaskGroup() as group:
            for blow in planned:
                await until(partial(self.crowd.has_written, blow.after))
                if blow.kind in KILLED:
                    await self._kill(blow.kind)
                elif blow.kind == "halt":
                    group.create_task(self._halt())
                else:
                    self._happens(blow.kind)
                self.done[blow.kind] += 1

    async def _kill(self, kind: str) -> None:
        """One of those that live; when none does, as soon as it is back."""
        while True:
            alive = self.site.victims(kind)
            with contextlib.suppress(psutil.Error):
                if alive:
                    victim = self.chance.choice(alive)
                    victim.kill()
                    self.report(f"kill -9 {kind} ({victim.pid})")
                    return
            await asyncio.sleep(0.2)

    async def _halt(self) -> None:
        """The Page's token is refused; the operator mends it and lets the account run again."""
        page = self.simulators.graph.account
        page.vendor.set_next_error(page, DEAD_TOKEN)
        await until(lambda: not page.next_errors)
        await asyncio.sleep(3.0)
        resume = ("accounts", "resume", "messenger", SLUG)
        while (await asyncio.to_thread(self.site.product.run, *resume)).returncode:
            self.report("chưa cho Trang chạy lại được")
            await asyncio.sleep(1.0)

    def _happens(self, kind: str) -> None:
        writer = self.chance.choice(self.crowd.writers)
        match kind:
            case "refusal":
                self._refuses(writer)
            case "strange":
                writer.person.does("unknown")
            case "read":
                with contextlib.suppress(NotHere):
                    writer.person.does("seen")
            case "token":
                self.simulators.zalo.account.expire_access(self.simulators.world.pace)
            case "slow down":
                vendor = list(SLOW_DOWN)[self.done[kind] % len(SLOW_DOWN)]
                simulator = self.simulators.vendors[vendor]
                simulator.set_next_error(simulator.account, SLOW_DOWN[vendor])

    def _refuses(self, writer: Writer) -> None:
        code = self.chance.choice(REFUSALS[writer.vendor])
        writer.person.account.vendor.set_next_error(writer.person, code)
        writer.refusals.append(code)
