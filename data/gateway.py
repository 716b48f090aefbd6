"""Keeping what the vendors send: many requests in one transaction, each event once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import (
    ARRAY,
    Text,
    Uuid,
    any_,
    bindparam,
    cast,
    delete,
    func,
    literal,
    or_,
    select,
    text,
    tuple_,
)
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from data.models import NOW, Base, Conversation, InboundEvent, Person, WebhookCall

Key = tuple[str, str, str]  # channel, account's slug, vendor's id of the person
KEPT_DAYS = 3  # requests as they came
CROWD = 20  # waiting messages of a conversation that have jobs enough
_CHUNK = 5000  # rows deleted in one statement

# Made once, with arrays for what differs: reading statements anew took half of a commit's time.
_ASKED = (
    func.unnest(
        *(bindparam(name, type_=ARRAY(Text())) for name in ("channels", "accounts", "addresses"))
    )
    .table_valued("channel", "account", "address", name="asked")
    .render_derived()
)
_KNOWN = select(
    Conversation.channel, Conversation.account, Conversation.address, Conversation.id
).where(
    tuple_(Conversation.channel, Conversation.account, Conversation.address)
    == tuple_(_ASKED.c.channel, _ASKED.c.account, _ASKED.c.address)
)
_WAITING = (
    select(InboundEvent.id)
    .where(
        InboundEvent.conversation_id == Conversation.id,
        InboundEvent.processed_at.is_(None),
        InboundEvent.failed_at.is_(None),
    )
    .offset(CROWD)
    .limit(1)
)
_NOT_CROWDED = select(Conversation.id).where(
    Conversation.id == any_(bindparam("conversations", type_=ARRAY(Uuid()))),
    ~_WAITING.correlate(Conversation).exists(),
)
_CALLS, _EVENTS = (Base.metadata.tables[name] for name in ("webhook_call", "inbound_event"))
_KEEP_CALLS = insert(_CALLS).returning(_CALLS.c.id, sort_by_parameter_order=True)
_KEEP_EVENTS = (
    insert(_EVENTS)
    .on_conflict_do_nothing(index_elements=["channel", "account", "external_id"])
    .returning(_EVENTS.c.conversation_id)
)


@dataclass(frozen=True)
class Incoming:
    channel: str
    account: str
    external_id: str
    address: str
    kind: str
    happened_at: dt.datetime
    payload: dict[str, Any]
    sequence: int | None = None
    locality: str | None = None  # of our account

    @property
    def key(self) -> Key:
        return self.channel, self.account, self.address


@dataclass(frozen=True)
class Request:
    """One call of a vendor: `body` as it came, and what was read from it, in its order."""

    account: UUID
    body: bytes
    problem: str | None = None
    events: Sequence[Incoming] = ()


async def keep(session: AsyncSession, requests: Sequence[Request]) -> list[UUID]:
    """Keeps the requests as they came, and each event once per account and vendor's id.

    Returns:
        The conversations that have something new to handle and not yet jobs enough.
    """
    localities = {event.key: event.locality for request in requests for event in request.events}
    conversations = await _conversations(session, localities) if localities else {}
    numbers = await session.scalars(
        _KEEP_CALLS,
        [
            {
                "account_id": request.account,
                "body": request.body,
                "problem": request.problem,
                "conversations": sorted({conversations[event.key] for event in request.events}),
            }
            for request in requests
        ],
    )
    rows: dict[tuple[str, str, str], dict[str, Any]] = {}
    for request, number in zip(requests, numbers.all(), strict=True):
        for row in _rows(request, number, conversations):
            # Of one that comes twice in a batch, the first is kept.
            rows.setdefault((row["channel"], row["account"], row["external_id"]), row)
    if not rows:
        return []
    # In one order everywhere, so that two processes that are sent the same never wait in a circle.
    new = await session.scalars(_KEEP_EVENTS, [rows[key] for key in sorted(rows)])
    return await _to_wake(session, sorted(set(new)))


def _rows(
    request: Request, number: int, conversations: Mapping[Key, UUID]
) -> Iterator[dict[str, Any]]:
    for place, event in enumerate(request.events):
        yield {
            "channel": event.channel,
            "account": event.account,
            "external_id": event.external_id,
            "kind": event.kind,
            "conversation_id": conversations[event.key],
            "payload": event.payload,
            "happened_at": event.happened_at,
            "sequence": event.sequence,
            "webhook_id": number,
            "place": place,
        }


async def _to_wake(session: AsyncSession, conversations: Sequence[UUID]) -> list[UUID]:
    """Without those that flood: each waiting message has a job, and a thousand jobs on one lock
    slow down the queue for everybody (procrastinate issue 1242)."""
    if not conversations:
        return []
    rows = await session.scalars(_NOT_CROWDED, {"conversations": list(conversations)})
    return sorted(rows)


async def _conversations(
    session: AsyncSession, localities: Mapping[Key, str | None]
) -> dict[Key, UUID]:
    """The conversation of each person who writes, begun where there is none."""
    keys = sorted(localities)
    known = await _known(session, keys)
    missing = [key for key in keys if key not in known]
    if missing:
        people = {key: uuid4() for key in missing}
        await session.execute(insert(Person), [{"id": person} for person in people.values()])
        begun = await session.scalars(
            insert(Conversation)
            .on_conflict_do_nothing(index_elements=["channel", "account", "address"])
            .returning(Conversation.person_id),
            [
                {
                    "id": uuid4(),
                    "person_id": person,
                    "channel": key[0],
                    "account": key[1],
                    "address": key[2],
                    "state": _first_state(localities[key]),
                }
                for key, person in people.items()
            ],
        )
        if lost := set(people.values()) - set(begun):  # somebody else began theirs meanwhile
            await session.execute(delete(Person).where(Person.id.in_(lost)))
        known |= await _known(session, missing)
    return known


def _first_state(locality: str | None) -> dict[str, Any]:
    """As `actions.state.State` reads it."""
    return {"locality": locality, "chosen": True} if locality else {}


async def _known(session: AsyncSession, keys: Sequence[Key]) -> dict[Key, UUID]:
    channels, accounts, addresses = map(list, zip(*keys, strict=True))
    asked = {"channels": channels, "accounts": accounts, "addresses": addresses}
    rows = await session.execute(_KNOWN, asked)
    return {(row.channel, row.account, row.address): row.id for row in rows}


async def forget_requests(session: AsyncSession) -> int:
    """Deletes some of the requests that have been kept long enough; how many."""
    old = (
        select(WebhookCall.id)
        .where(WebhookCall.received_at < NOW - text(f"interval '{KEPT_DAYS} days'"))
        .order_by(WebhookCall.received_at)
        .limit(_CHUNK)
    )
    rows = await session.scalars(
        delete(WebhookCall).where(WebhookCall.id.in_(old)).returning(WebhookCall.id)
    )
    return len(rows.all())


async def erase_requests(
    session: AsyncSession, conversations: Sequence[UUID], addresses: Sequence[str]
) -> int:
    """Deletes the requests that speak of these people; where nothing could be read, those that
    have a person's address in them."""
    if not conversations:
        return 0
    told = WebhookCall.conversations.op("&&")(cast(list(conversations), ARRAY(Uuid())))
    unread = func.cardinality(WebhookCall.conversations) == 0
    # position(bytea in bytea): the vendor's id, letter by letter, wherever it stands
    named = [
        func.position(literal(address.encode()).op("IN")(WebhookCall.body)) > 0
        for address in addresses
    ]
    rows = await session.scalars(
        delete(WebhookCall).where(or_(told, unread & or_(*named))).returning(WebhookCall.id)
    )
    return len(rows.all())
