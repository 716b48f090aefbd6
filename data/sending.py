"""What waits to be sent to the vendors, and what became of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Text, cast, select, text, update
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.ext.asyncio import AsyncSession

from data.models import (
    NOW,
    ChannelAccount,
    Conversation,
    InboundEvent,
    OutboxMessage,
    Subscription,
)

OPEN = ("pending", "sending")


@dataclass(frozen=True)
class Waiting:
    """The next message of a conversation, and all that decides whether it may leave."""

    message: OutboxMessage
    conversation: Conversation
    account: ChannelAccount
    subscribed: bool
    now: dt.datetime


async def next_to_send(session: AsyncSession, conversation: UUID) -> Waiting | None:
    """The first that is open: what comes after it waits for it."""
    row = (
        await session.execute(
            select(OutboxMessage, Conversation, ChannelAccount, Subscription.active, NOW)
            .join(Conversation, Conversation.id == OutboxMessage.conversation_id)
            .join(ChannelAccount, _their_account())
            .outerjoin(Subscription, Subscription.conversation_id == Conversation.id)
            .where(OutboxMessage.conversation_id == conversation, OutboxMessage.state.in_(OPEN))
            .order_by(OutboxMessage.id)
            .limit(1)
        )
    ).first()
    if row is None:
        return None
    return Waiting(row[0], row[1], row[2], bool(row[3]), row[4])


async def begin_part(session: AsyncSession, message: int, part: int) -> bool:
    """Says that a bubble is leaving now; false when another worker has moved on meanwhile."""
    won = await session.scalar(
        update(OutboxMessage)
        .where(
            OutboxMessage.id == message,
            OutboxMessage.parts_sent == part,
            OutboxMessage.state == "pending",
        )
        .values(state="sending", attempts=OutboxMessage.attempts + 1)
        .returning(OutboxMessage.id)
    )
    return won is not None


async def part_sent(
    session: AsyncSession, message: int, provider_id: str | None, last: bool
) -> None:
    values: dict[str, Any] = {
        "parts_sent": OutboxMessage.parts_sent + 1,
        "state": "sent" if last else "pending",
        "attempts": 0,
        "next_at": None,
        "error": None,
    }
    if provider_id:
        values["provider_ids"] = OutboxMessage.provider_ids.op("||")(cast([provider_id], JSONB))
    if last:
        values["sent_at"] = NOW
    await _set(session, message, **values)


async def put_off(
    session: AsyncSession, message: int, until: dt.datetime, error: str, doubtful: bool = False
) -> None:
    """To be tried again, not before `until`."""
    values: dict[str, Any] = {"state": "pending", "next_at": until, "error": error[:500]}
    if doubtful:
        values["doubtful"] = True
    await _set(session, message, **values)


async def end_sending(session: AsyncSession, message: int, state: str, error: str) -> None:
    """`state`: failed, waiting (for the person to write) or unsure (it may have arrived)."""
    await _set(session, message, state=state, error=error[:500])


async def _set(session: AsyncSession, message: int, **values: Any) -> None:
    await session.execute(
        update(OutboxMessage)
        .where(OutboxMessage.id == message, OutboxMessage.state.in_(OPEN))
        .values(**values)
    )


async def settle_by_echo(
    session: AsyncSession, conversation: UUID, message_ids: Sequence[str], marker: str | None
) -> bool:
    """Whether an echo is of something we sent. One that we were not sure of has arrived.

    `marker` is the outbox id that went along, with the bubble's place: "123.0".
    """
    number, _, place = (marker or "").partition(".")
    if number.isdigit() and place.isdigit():
        ours = await session.scalar(
            update(OutboxMessage)
            .where(
                OutboxMessage.id == int(number),
                OutboxMessage.conversation_id == conversation,
                OutboxMessage.state.in_(("unsure", "sending", "pending")),
                OutboxMessage.parts_sent == int(place),
                OutboxMessage.error.is_not(None) | (OutboxMessage.state == "unsure"),
            )
            .values(
                provider_ids=OutboxMessage.provider_ids.op("||")(cast(list(message_ids), JSONB))
            )
            .returning(OutboxMessage.id)
        )
        return ours is not None or await _is_ours(
            session, conversation, OutboxMessage.id == int(number)
        )
    return await _is_ours(
        session,
        conversation,
        OutboxMessage.provider_ids.op("?|")(cast(list(message_ids), ARRAY(Text))),
    )


async def _is_ours(session: AsyncSession, conversation: UUID, where: ColumnElement[bool]) -> bool:
    found = await session.scalar(
        select(OutboxMessage.id)
        .where(OutboxMessage.conversation_id == conversation, where)
        .limit(1)
    )
    return found is not None


async def offered_lately(session: AsyncSession, conversation: UUID) -> list[dict[str, Any]]:
    """The choices of the last replies, newest first: what a tapped key may stand for."""
    bodies = await session.scalars(
        select(OutboxMessage.body)
        .where(OutboxMessage.conversation_id == conversation)
        .order_by(OutboxMessage.id.desc())
        .limit(50)
    )
    return [choice for body in bodies for choice in body.get("choices", ())]


async def set_unreachable(
    session: AsyncSession, conversation: UUID, why: str | None, gone: bool = False
) -> None:
    """Nothing can be sent until they write again (None: they did); `gone` ends what they get."""
    await session.execute(
        update(Conversation).where(Conversation.id == conversation).values(unreachable=why)
    )
    if gone:
        await session.execute(
            update(Subscription)
            .where(Subscription.conversation_id == conversation)
            .values(active=False, since=NOW)
        )


async def let_waiting_go(session: AsyncSession, conversation: UUID) -> int:
    """Stories that waited for the person to write may be sent now."""
    rows = await session.scalars(
        update(OutboxMessage)
        .where(OutboxMessage.conversation_id == conversation, OutboxMessage.state == "waiting")
        .values(state="pending", next_at=None, error=None)
        .returning(OutboxMessage.id)
    )
    return len(rows.all())


async def conversations_to_send(session: AsyncSession, older_than: float) -> list[UUID]:
    """Conversations with something that should have left `older_than` seconds ago."""
    rows = await session.scalars(
        select(OutboxMessage.conversation_id)
        .join(Conversation, Conversation.id == OutboxMessage.conversation_id)
        .join(ChannelAccount, _their_account())
        .where(
            OutboxMessage.state.in_(OPEN),
            OutboxMessage.created_at < NOW - text(f"interval '{float(older_than)} seconds'"),
            OutboxMessage.next_at.is_(None) | (OutboxMessage.next_at < NOW),
            ChannelAccount.state == "active",
        )
        .distinct()
        .limit(1000)
    )
    return list(rows)


async def window_of(session: AsyncSession, conversation: UUID) -> dt.datetime | None:
    """When the person last wrote."""
    return await session.scalar(
        select(InboundEvent.happened_at)
        .where(InboundEvent.conversation_id == conversation)
        .order_by(InboundEvent.happened_at.desc())
        .limit(1)
    )


def _their_account() -> ColumnElement[bool]:
    return (ChannelAccount.channel == Conversation.channel) & (
        ChannelAccount.slug == Conversation.account
    )
