"""Keeps what the vendors send, before they are told 200.

Calls that arrive while a commit is under way share the next one, so that a burst costs a few
commits and not hundreds. When the database is away all of them fail, are answered 503, and the
vendors send them again. A call that the database refuses for what is in it does not take the others
down with it: its body alone is kept, with the reason.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from uuid import UUID

import structlog
from procrastinate import App
from sqlalchemy.exc import DataError, DBAPIError, StatementError

from bot.channels.contract import Account, Channel, Event, Malformed
from bot.jobs import wake_conversations
from bot.logs import without_words
from data.accounts import note_inbound
from data.database import Sessions
from data.gateway import Incoming, Request, keep

log = structlog.get_logger()
MOST = 100  # calls of one commit
MOST_EVENTS = 1000  # of one commit; a call with more takes several
LONGEST = 10.0  # seconds of one commit; every vendor has given up by then
NOTED = 5.0  # seconds in which it is noted once that an account hears from its vendor
AHEAD = dt.timedelta(minutes=10)  # a vendor's clock may be so much before ours
CONTENT = ("22", "23", "54")  # SQLSTATE: wrong data, broken constraint, more than PostgreSQL holds


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


_Waiting = tuple[Call, asyncio.Future[None]]


@dataclass
class Acceptor:
    sessions: Sessions
    queue: App
    _waiting: list[_Waiting] = field(default_factory=list)
    _running: asyncio.Task[None] | None = None
    _noted: dict[UUID, float] = field(default_factory=dict)  # account → when

    async def accept(self, call: Call) -> None:
        """Returns when the call and all its events are committed.

        Raises:
            Exception: whatever the database said. The vendor sends the call again, and what was
                kept of a long one is kept once.
        """
        for start in range(0, len(call.events) or 1, MOST_EVENTS):
            await self._accept(replace(call, events=call.events[start : start + MOST_EVENTS]))

    async def _accept(self, call: Call) -> None:
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append((call, done))
        if self._running is None or self._running.done():
            self._running = asyncio.create_task(self._run())
        await done

    async def _run(self) -> None:
        while self._waiting:
            batch = self._next_batch()
            try:
                await self._keep([call for call, _ in batch])
            except Exception as error:
                await self._apart(batch, error)
            else:
                for _, done in batch:
                    _settle(done, None)

    def _next_batch(self) -> list[_Waiting]:
        events = count = 0
        for call, _ in self._waiting[:MOST]:
            events += len(call.events)
            if count and events > MOST_EVENTS:
                break
            count += 1
        batch, self._waiting = self._waiting[:count], self._waiting[count:]
        return batch

    async def _apart(self, batch: Sequence[_Waiting], error: Exception) -> None:
        """Each by itself, when it is the content of one that the database refuses; when the
        database is away all fail at once, for nobody waits for a hundred timeouts."""
        for call, done in batch:
            own: Exception | None = error
            if _is_content(error) or _is_deadlock(error):
                own = await self._alone(call)
            _settle(done, own)

    async def _alone(self, call: Call) -> Exception | None:
        try:
            await self._keep([call])
        except Exception as error:
            if not (_is_content(error) and call.events):
                return error
            log.error("webhook not kept", channel=call.channel, **without_words(error))
            problem = f"not kept: {type(error).__name__}"
            return await self._alone(replace(call, events=(), problem=problem))
        return None

    async def _keep(self, calls: Sequence[Call]) -> None:
        latest = dt.datetime.now(dt.UTC) + AHEAD
        requests = [
            Request(call.account, call.body, call.problem, tuple(_incoming(call, latest)))
            for call in calls
        ]
        async with asyncio.timeout(LONGEST), self.sessions.begin() as session:
            awake = await keep(session, requests)
            await wake_conversations(self.queue, session, awake)
            if due := self._not_lately_noted(calls):
                await note_inbound(session, due)

    def _not_lately_noted(self, calls: Sequence[Call]) -> Sequence[UUID]:
        now = time.monotonic()
        due = {
            each.account for each in calls if now - self._noted.get(each.account, -NOTED) >= NOTED
        }
        self._noted.update(dict.fromkeys(due, now))
        return sorted(due)


def read(
    vendor: Channel, body: bytes, account: Account, headers: Mapping[str, str]
) -> tuple[Sequence[Event], str | None]:
    """What a verified body says, and what is wrong with it or told to nobody."""
    try:
        events = vendor.parse(body, account, headers)
    except Malformed as problem:
        return (), str(problem)[:500]
    except Exception as error:  # the body is kept: nothing is lost, and the vendor is told 200
        log.error("webhook breaks its parser", channel=account.channel, **without_words(error))
        return (), f"parser: {type(error).__name__}"
    untold = sorted({_named(event) for event in events if event.address is None})
    return events, "; ".join(untold)[:500] or None


def _named(event: Event) -> str:
    return f"{event.kind}: {event.title or event.payload or '?'}"


def _is_content(error: BaseException) -> bool:
    """Whether the very values were refused: they will be refused again."""
    if isinstance(error, DataError) or _state(error).startswith(CONTENT):
        return True
    return isinstance(error, ValueError | TypeError) or (
        type(error) is StatementError and not isinstance(error.orig, OSError)
    )


def _is_deadlock(error: BaseException) -> bool:
    """Another process was keeping the same, in another order."""
    return _state(error) == "40P01"


def _state(error: BaseException) -> str:
    """PostgreSQL's SQLSTATE, where it was PostgreSQL that refused."""
    known = isinstance(error, DBAPIError) and getattr(error.orig, "sqlstate", None)
    return str(known or "")


def _settle(done: asyncio.Future[None], error: Exception | None) -> None:
    if done.done():  # the vendor hung up
        return
    if error is None:
        done.set_result(None)
    else:
        done.set_exception(error)


def _incoming(call: Call, latest: dt.datetime) -> Iterator[Incoming]:
    """What is about a person. A time that cannot be is taken as now: nothing waits for it."""
    for event in call.events:
        if event.address is not None:
            yield Incoming(
                channel=call.channel,
                account=call.slug,
                external_id=event.external_id,
                address=event.address,
                kind=event.kind,
                happened_at=event.at if event.at <= latest else latest - AHEAD,
                payload=event_payload(event),
                sequence=event.sequence,
                locality=call.locality,
            )


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
    return {key: value for key, value in found.items() if value or isinstance(value, float)}
