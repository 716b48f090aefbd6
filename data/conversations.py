"""Conversations: starting one, finding one, reading back what was said."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from data.models import Conversation, InboundEvent, OutboxMessage, Person


async def start_conversation(
    session: AsyncSession, channel: str, address: str, state: dict[str, Any]
) -> Conversation:
    """A new person and their conversation."""
    person = Person(id=uuid4())
    conversation = Conversation(
        id=uuid4(), person_id=person.id, channel=channel, address=address, state=state
    )
    session.add(person)
    await session.flush()
    session.add(conversation)
    await session.flush()
    return conversation


async def find_conversation(
    session: AsyncSession, channel: str, address: str
) -> tuple[UUID, UUID] | None:
    """The ids of a conversation and its person."""
    row = (
        await session.execute(
            select(Conversation.id, Conversation.person_id).where(
                Conversation.channel == channel, Conversation.address == address
            )
        )
    ).first()
    return (row.id, row.person_id) if row else None


async def at_vendors(session: AsyncSession, conversations: Sequence[UUID]) -> set[UUID]:
    """Those that are not on our own web page."""
    rows = await session.scalars(
        select(Conversation.id).where(
            Conversation.id.in_(conversations), Conversation.account != ""
        )
    )
    return set(rows)


@dataclass(frozen=True)
class Said:
    """One thing said: by the person (`text`) or by the assistant (`reply`)."""

    who: str  # person, assistant
    id: str
    at: dt.datetime
    text: str
    payload: str | None
    reply: dict[str, Any] | None


async def history(session: AsyncSession, conversation: UUID, limit: int) -> list[Said]:
    """The last things said, oldest first; a reply stands right after what it answers."""
    outgoing = await session.execute(
        select(OutboxMessage)
        .where(
            OutboxMessage.conversation_id == conversation,
            (OutboxMessage.state == "sent") | OutboxMessage.event_id.is_not(None),
        )
        .order_by(OutboxMessage.id.desc())
        .limit(limit)
    )
    incoming = await session.execute(
        select(InboundEvent)
        .where(InboundEvent.conversation_id == conversation)
        .order_by(InboundEvent.id.desc())
        .limit(limit)
    )
    said: list[tuple[tuple[dt.datetime, int, int], Said]] = []
    asked = {}
    for event in incoming.scalars():
        asked[event.id] = event.received_at
        if not event.payload:
            continue  # erased
        said.append(
            (
                (event.received_at, 0, 0),
                Said(
                    "person",
                    event.external_id.partition(":")[2],
                    event.received_at,
                    str(event.payload.get("text") or event.payload.get("title") or ""),
                    event.payload.get("payload"),
                    None,
                ),
            )
        )
    for message in outgoing.scalars():
        at = asked.get(message.event_id or 0, message.created_at)
        said.append(
            (
                (at, 1, message.id),
                Said("assistant", str(message.id), message.created_at, "", None, message.body),
            )
        )
    said.sort(key=lambda pair: pair[0])
    return [each for _, each in said][-limit:]
