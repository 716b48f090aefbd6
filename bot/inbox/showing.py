"""What is shown to the person while they wait: that a tap was heard, that an answer is coming.

None of it is kept or waited for, and what goes wrong with it is nobody's concern.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Coroutine, Mapping
from dataclasses import dataclass
from typing import Any

import httpx

from bot.accounts import as_account
from bot.channels.contract import Account, Channel, Event
from data.accounts import find_account
from data.database import Sessions
from data.models import Conversation, InboundEvent
from data.sealing import Seal

SOON = 1.0  # seconds in which most answers come
QUICKLY = 5.0  # seconds that a call may take

_running: set[asyncio.Task[None]] = set()


@dataclass(frozen=True)
class Showing:
    sessions: Sessions
    http: httpx.AsyncClient
    seal: Seal
    channels: Mapping[str, Channel]

    def acknowledge(self, event: InboundEvent) -> None:
        """Answers a tap that waits for it."""
        if event.payload.get("answer"):
            self._spawn(self._acknowledge(event))

    def typing(self, conversation: Conversation) -> None:
        channel = self.channels.get(conversation.channel)
        if channel is not None and channel.capabilities.typing:
            self._spawn(self._type(channel, conversation))

    @contextlib.asynccontextmanager
    async def typing_later(self, conversation: Conversation) -> AsyncIterator[None]:
        """Typing, when what is done meanwhile takes longer than most answers."""
        later = asyncio.get_running_loop().call_later(SOON, self.typing, conversation)
        try:
            yield
        finally:
            later.cancel()

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(_quietly(work))
        _running.add(task)
        task.add_done_callback(_running.discard)

    async def _acknowledge(self, event: InboundEvent) -> None:
        channel = self.channels[event.channel]
        account = await self._account(event.channel, event.account)
        if account is not None:
            tapped = Event(
                kind="choice",
                external_id=event.external_id,
                address=None,
                at=event.happened_at,
                answer=event.payload["answer"],
            )
            await channel.acknowledge(self.http, account, tapped)

    async def _type(self, channel: Channel, conversation: Conversation) -> None:
        account = await self._account(conversation.channel, conversation.account)
        if account is not None:
            await channel.typing(self.http, account, conversation.address)

    async def _account(self, channel: str, slug: str) -> Account | None:
        async with self.sessions() as session:
            row = await find_account(session, channel, slug)
        return as_account(row, self.seal) if row and row.state == "active" else None


async def _quietly(work: Coroutine[Any, Any, None]) -> None:
    with contextlib.suppress(Exception):
        async with asyncio.timeout(QUICKLY):
            await work
