"""Keeps what the vendors send, before they are told 200.

Calls that arrive while a commit is under way share the next one, so that a burst costs a few
commits and not hundreds. A call that cannot be kept (the database is away) fails alone or with
its batch, is answered 503, and the vendor sends it again.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

import structlog
from procrastinate import App

from bot.channels.contract import Event
from bot.jobs import wake_conversations
from data.accounts import note_inbound
from data.database import Sessions
from data.gateway import Incoming, keep_calls, keep_events

log = structlog.get_logger()
MOST = 100  # calls of one commit


@dataclass(frozen=True)
class Call:
    """One verified request; `problem` when it could not be read."""

    account: UUID
    channel: str
    slug: str
    body: bytes
    events: Sequence[Event] = ()
    problem: str | None = None
    locality: str | None = None  # of the account: what its people ask about, until they say else


@dataclass
class Acceptor:
    sessions: Sessions
    queue: App
    _waiting: list[tuple[Call, asyncio.Future[None]]] = field(default_factory=list)
    _running: asyncio.Task[None] | None = None

    async def accept(self, call: Call) -> None:
        """Returns when the call and all its events are committed.

        Raises:
            Exception: whatever the database said; nothing of the call was kept.
        """
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append((call, done))
        if self._running is None or self._running.done():
            self._running = asyncio.create_task(self._run())
        await done

    async def _run(self) -> None:
        while self._waiting:
            batch, self._waiting = self._waiting[:MOST], self._waiting[MOST:]
            try:
                await self._keep([call for call, _ in batch])
            except Exception as error:
                await self._one_by_one(batch, error)
            else:
                for _, done in batch:
                    _settle(done, None)

    async def _one_by_one(
        self, batch: Sequence[tuple[Call, asyncio.Future[None]]], error: Exception
    ) -> None:
        """One call that the database refuses must not take the others down with it."""
        for call, done in batch:
            if len(batch) == 1:
                _settle(done, error)
                continue
            try:
                await self._keep([call])
            except Exception as own:
                _settle(done, own)
            else:
                _settle(done, None)

    async def _keep(self, calls: Sequence[Call]) -> None:
        async with self.sessions.begin() as session:
            kept = await keep_calls(session, [(c.account, c.body, c.problem) for c in calls])
            incoming = [
                Incoming(
                    channel=call.channel,
                    account=call.slug,
                    external_id=event.external_id,
                    address=event.address,
                    kind=event.kind,
                    happened_at=event.at,
                    payload=event_payload(event),
                    webhook=number,
                    locality=call.locality,
                )
                for call, number in zip(calls, kept, strict=True)
                for event in call.events
                if event.address is not None
            ]
            awake = await keep_events(session, incoming)
            await wake_conversations(self.queue, session, awake)
            await note_inbound(session, sorted({call.account for call in calls}))


def _settle(done: asyncio.Future[None], error: Exception | None) -> None:
    if done.done():  # the vendor hung up
        return
    if error is None:
        done.set_result(None)
    else:
        done.set_exception(error)


def event_payload(event: Event) -> dict[str, object]:
    """What the worker needs of an event, as JSON."""
    found: dict[str, object] = {
        "text": event.text,
        "payload": event.payload,
        "title": event.title,
        "ref": event.ref,
        "attachments": [
            {"kind": each.kind, "reference": each.reference, "size": each.size}
            for each in event.attachments
        ],
        "latitude": event.latitude,
        "longitude": event.longitude,
        "contact": dict(event.contact),
        "message_ids": list(event.message_ids),
        "marker": event.marker,
        "until": event.until.isoformat() if event.until else None,
        "by_person": event.by_person,
        "answer": event.answer,
    }
    return {key: value for key, value in found.items() if value not in (None, "", [], {}, False)}
