"""Hears from the database that a message was handled or something is to be pushed.

Waiting never depends on being told: whoever waits also looks by itself now and then.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import structlog

from data.database import libpq_url
from data.outbox import CHANNEL

log = structlog.get_logger()


class Live:
    def __init__(self, url: str) -> None:
        self._url = libpq_url(url)
        self._waiting: dict[str, set[asyncio.Event]] = defaultdict(set)

    @contextmanager
    def hearing(self, what: str) -> Iterator[asyncio.Event]:
        """An event set whenever `what` ("event:12", "push:<conversation>") is told."""
        event = asyncio.Event()
        self._waiting[what].add(event)
        try:
            yield event
        finally:
            self._waiting[what].discard(event)
            if not self._waiting[what]:
                del self._waiting[what]

    async def listen(self) -> None:
        """Listens until cancelled; after a lost connection everybody looks for themselves."""
        while True:
            with contextlib.suppress(psycopg.Error):
                async with await psycopg.AsyncConnection.connect(
                    self._url, autocommit=True
                ) as connection:
                    await connection.execute(f"LISTEN {CHANNEL}")
                    self._tell_all()
                    async for notice in connection.notifies():
                        for event in tuple(self._waiting.get(notice.payload, ())):
                            event.set()
            self._tell_all()
            await asyncio.sleep(0.5)

    def _tell_all(self) -> None:
        for events in tuple(self._waiting.values()):
            for event in tuple(events):
                event.set()


async def wait(event: asyncio.Event, seconds: float) -> None:
    """Until told, at most so long."""
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(event.wait(), seconds)
    event.clear()
