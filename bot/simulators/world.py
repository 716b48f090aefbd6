"""What the simulators of all vendors share."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Sequence
from dataclasses import dataclass, field
from typing import Any

import httpx

from bot.simulators.mail import Mail
from bot.simulators.media import Media
from bot.simulators.pace import Pace


class Changes:
    """Tells pages that something happened."""

    def __init__(self) -> None:
        self.number = 0
        self._moved, self._closed = asyncio.Event(), False

    def close(self) -> None:
        """Nobody is to wait any longer."""
        self._closed = True
        self.tell()

    def tell(self) -> None:
        self.number += 1
        moved, self._moved = self._moved, asyncio.Event()
        moved.set()

    async def after(self, number: int, seconds: float) -> int:
        """The number of the latest change, at once when it is not `number`."""
        if self.number == number and not self._closed:
            moved = self._moved
            await asyncio.wait({task := asyncio.create_task(moved.wait())}, timeout=seconds)
            task.cancel()
        return self.number


@dataclass
class World:
    """`http` reaches the product's webhooks."""

    http: httpx.AsyncClient
    pace: Pace = field(default_factory=Pace)
    media: Media = field(default_factory=Media)
    changes: Changes = field(default_factory=Changes)
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)

    def spawn(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def settle(self, mails: Sequence[Mail], seconds: float) -> bool:
        """Waits until nothing is on its way; False when that takes longer."""
        loop = asyncio.get_running_loop()
        end = loop.time() + seconds
        while self._tasks or any(mail.busy for mail in mails):
            if loop.time() >= end:
                return False
            if self._tasks:
                await asyncio.wait(set(self._tasks), timeout=end - loop.time())
            for mail in mails:
                if not await mail.settle(end - loop.time()):
                    return False
        return True

    async def close(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
