"""Keeping what the vendors send: many requests in one transaction, each event once."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import (
    ARRAY,
    Uuid,
    cast,
    delete,
    func,
    literal,
    or_,
    select,
    text,
)
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from data.models import NOW, Conversation, Person, WebhookCall

Key = tuple[str, str, str]  # channel, account's slug, vendor's id of the person
KEPT_DAYS = 3  # requests as they came
CROWD = 20  # waiting messages of a conversation that have jobs enough
_CHUNK = 5000  # rows deleted in one statement

# As text, with all rows of a commit in a few parameters: one statement for each table, made by
# SQLAlchemy, doubled the time to the answer (`make bench-gateway`). Rows go in in one order
# everywhere, so that two processes that are sent the same never wait in a circle.
_KNOWN = """
SELECT channel, account, address, c.id
FROM unnest(%(channels)s::text[], %(accounts)s::text[], %(addresses)s::text[])
    AS asked (channel, account, address)
JOIN conversation c USING (channel, account, address)
"""
_KEEP = f"""
WITH call AS MATERIALIZED (
    SELECT nextval(pg_get_serial_sequence('webhook_call', 'id')) AS id, given.*
    FROM unnest(%(accounts)s::uuid[], %(bodies)s::bytea[], %(problems)s::text[])
        WITH ORDINALITY AS given (account_id, body, problem, n)
), event AS MATERIALIZED (
    SELECT * FROM jsonb_to_recordset(%(events)s::jsonb) AS given (
        call bigint, place integer, channel text, account text, external_id text, kind text,
        conversation_id uuid, payload jsonb, happened_at timestamptz, sequence bigint
    )
), kept_call AS (
    INSERT INTO webhook_call (id, account_id, body, problem, conversations)
    OVERRIDING SYSTEM VALUE
    SELECT id, account_id, body, problem,
        ARRAY(SELECT DISTINCT conversation_id FROM event WHERE event.call = call.n ORDER BY 1)
    FROM call
), kept_event AS (
    INSERT INTO inbound_event (channel, account, external_id, kind, conversation_id, payload,
        happened_at, sequence, webhook_id, place)
    SELECT channel, account, external_id, kind, conversation_id, event.payload, happened_at,
        sequence, call.id, place
    FROM event JOIN call ON call.n = event.call
    ORDER BY channel, account, external_id, call.n, place
    ON CONFLICT (channel, account, external_id) DO NOTHING
    RETURNING conversation_id
)
SELECT DISTINCT conversation_id FROM kept_event
WHERE NOT EXISTS (
    SELECT FROM inbound_event waiting
    WHERE waiting.conversation_id = kept_event.conversation_id
        AND waiting.processed_at IS NULL AND waiting.failed_at IS NULL
    OFFSET {CROWD - 1}
)
ORDER BY conversation_id
"""


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
        The conversations that have something new to handle and not yet jobs enough: each waiting
        message has one, and a thousand jobs on one lock slow down the queue for everybody
        (procrastinate issue 1242).

    Raises:
        ValueError: something in an event is nothing JSON can say.
    """
    localities = {event.key: event.locality for request in requests for event in request.events}
    conversations = await _conversations(session, localities) if localities else {}
    events = [
        _row(event, conversations[event.key], number, place)
        for number, request in enumerate(requests, 1)
        for place, event in enumerate(request.events)
    ]
    connection = await session.connection()
    rows = await connection.exec_driver_sql(
        _KEEP,
        {
            "accounts": [request.account for request in requests],
            "bodies": [request.body for request in requests],
            "problems": [request.problem for request in requests],
            "events": json.dumps(events, allow_nan=False),
        },
    )
    return list(rows.scalars())


def _row(event: Incoming, conversation: UUID, call: int, place: int) -> dict[str, Any]:
    return {
        "call": call,
        "place": place,
        "channel": event.channel,
        "account": event.account,
        "external_id": event.external_id,
        "kind": event.kind,
        "conversation_id": str(conversation),
        "payload": event.payload,
        "happened_at": event.happened_at.isoformat(),
        "sequence": event.sequence,
    }


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
    rows = await (await session.connection()).exec_driver_sql(_KNOWN, asked)
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
