"""Webhooks arriving on a schedule, whether or not the ones before have been answered.

So many at chance times within so many seconds, as if each vendor's server sent when it pleased (a
Poisson stream); the same times for every system. An answer's time counts from the moment the
webhook should have left: that the sender or the system was busy is part of it.
"""

from __future__ import annotations

import asyncio
import gc
import random
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass

import psutil
import uvloop

from tests.bench.figures import Durations
from tests.bench.gateway.letters import Letter
from tests.bench.gateway.wire import Connections, request

MOST = 256  # connections
PATIENCE = 5.0  # seconds after the last arrival; Messenger waits no longer (its webhooks page)
WARM_UP = 50  # webhooks before the clock starts
NEVER = float("inf")


@dataclass(frozen=True)
class Load:
    """`durations` has every webhook of the schedule, NEVER for what was not accepted."""

    rate: int  # asked, a second
    durations: Durations
    seconds: float  # from the first arrival to the last answer, or until nobody waited any longer
    refused: int  # answered with another status than 200
    unanswered: int
    accepted: frozenset[str]  # the vendor's ids
    own: float  # seconds of a processor that the sender took for each webhook
    stolen: float = 0.0  # share of the processors that a virtual machine's host gave to others

    @property
    def per_second(self) -> float:
        """Accepted."""
        return (len(self.durations.values) - self.refused - self.unanswered) / self.seconds


def arrivals(count: int, seconds: float) -> list[float]:
    chance = random.Random(count)
    return sorted(chance.uniform(0, seconds) for _ in range(count))


def load(url: str, letters: Sequence[Letter], rate: int) -> Load:
    """All `letters` but the first `WARM_UP`, `rate` of them a second."""
    return uvloop.run(_load(url, letters, rate))


async def _load(url: str, letters: Sequence[Letter], rate: int) -> Load:
    raw = [request(url, letter.body, letter.headers) for letter in letters]
    connections = Connections(url, MOST)
    try:
        for each in raw[:WARM_UP]:
            with suppress(OSError):
                await asyncio.wait_for(connections.post(each), PATIENCE)
        return await _counted(connections, raw[WARM_UP:], letters[WARM_UP:], rate)
    finally:
        connections.close()


async def _counted(
    connections: Connections, raw: Sequence[bytes], letters: Sequence[Letter], rate: int
) -> Load:
    loop, process = asyncio.get_running_loop(), psutil.Process()
    times = arrivals(len(raw), len(raw) / rate)
    answers: dict[int, tuple[float, int]] = {}  # when, and the status

    async def one(n: int) -> None:
        with suppress(OSError):
            status = await connections.post(raw[n])
            answers[n] = loop.time(), status

    gc.collect()
    gc.disable()
    used, stolen, began = _processor(process), _stolen(), loop.time()
    running = []
    for n, at in enumerate(times):
        await asyncio.sleep(max(began + at - loop.time(), 0))
        running.append(asyncio.create_task(one(n)))
    await asyncio.wait(running, timeout=PATIENCE)
    ended = loop.time()
    used, stolen = _processor(process) - used, _stolen() - stolen
    gc.enable()
    for task in running:
        task.cancel()
    await asyncio.gather(*running, return_exceptions=True)
    good = {n: at for n, (at, status) in answers.items() if status == 200}
    return Load(
        rate=rate,
        durations=Durations.of(
            [good[n] - began - at if n in good else NEVER for n, at in enumerate(times)]
        ),
        seconds=ended - began,
        refused=len(answers) - len(good),
        unanswered=len(raw) - len(answers),
        accepted=frozenset(letters[n].id for n in good),
        own=used / len(raw),
        stolen=stolen / (ended - began) / (psutil.cpu_count() or 1),
    )


def _processor(process: psutil.Process) -> float:
    times = process.cpu_times()
    return float(times.user + times.system)


def _stolen() -> float:
    """Seconds, of all processors; only Linux tells."""
    return float(getattr(psutil.cpu_times(), "steal", 0.0))
