"""Broadcasts (*bản tin*) and their deliveries: each subscriber at most once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, literal, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from data.models import NOW, Broadcast, Delivery, OutboxMessage, Person, Story, Subscription


async def begin(session: AsyncSession, occasion: str, story: UUID) -> UUID | None:
    """Starts a broadcast; None when that occasion had its broadcast already."""
    return await session.scalar(
        insert(Broadcast)
        .values(occasion=occasion, story_id=story, state="running")
        .on_conflict_do_nothing(index_elements=["occasion"])
        .returning(Broadcast.id)
    )


async def snapshot(session: AsyncSession, broadcast: UUID, locality: str | None) -> int:
    """One pending delivery for each who is subscribed now."""
    result = await session.execute(
        insert(Delivery)
        .from_select(
            ["broadcast_id", "conversation_id"],
            select(literal(broadcast), Subscription.conversation_id).where(
                Subscription.active, Subscription.locality.is_not_distinct_from(locality)
            ),
        )
        .returning(Delivery.conversation_id)
    )
    return len(result.all())


async def story_of(session: AsyncSession, broadcast: UUID) -> Story | None:
    return await session.scalar(
        select(Story)
        .join(Broadcast, Broadcast.story_id == Story.id)
        .where(Broadcast.id == broadcast, Broadcast.state == "running")
    )


async def take_pending(session: AsyncSession, broadcast: UUID, limit: int) -> list[UUID]:
    """Conversations whose delivery is pending, locked for this transaction."""
    rows = await session.scalars(
        select(Delivery.conversation_id)
        .where(Delivery.broadcast_id == broadcast, Delivery.state == "pending")
        .order_by(Delivery.conversation_id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    return list(rows)


async def still_subscribed(
    session: AsyncSession, conversations: Sequence[UUID]
) -> dict[UUID, UUID]:
    """Conversation → person, where the subscription still stands at the moment of sending.

    None of these people is joined with another until the transaction ends (`data.linking`).
    """
    theirs = Subscription.conversation_id.in_(conversations)
    people = select(Subscription.person_id).where(theirs)
    await session.execute(
        select(Person.id)
        .where(Person.id.in_(people))
        .order_by(Person.id)
        .with_for_update(read=True, key_share=True)
    )
    rows = await session.execute(
        select(Subscription.conversation_id, Subscription.person_id).where(
            theirs, Subscription.active
        )
    )
    return {row.conversation_id: row.person_id for row in rows}


async def set_delivery(
    session: AsyncSession, broadcast: UUID, conversation: UUID, state: str, outbox: int | None
) -> None:
    await session.execute(
        update(Delivery)
        .where(Delivery.broadcast_id == broadcast, Delivery.conversation_id == conversation)
        .values(state=state, outbox_id=outbox)
    )


async def finish(session: AsyncSession, broadcast: UUID) -> None:
    await session.execute(
        update(Broadcast).where(Broadcast.id == broadcast).values(state="done", finished_at=NOW)
    )


@dataclass(frozen=True)
class Progress:
    pending: int
    waiting: int  # in the mailbox of somebody who is not there now
    received: int
    blocked: int  # unsubscribed meanwhile


async def progress(session: AsyncSession, broadcast: UUID) -> Progress:
    row = (
        await session.execute(
            select(
                func.count().filter(Delivery.state == "pending").label("pending"),
                func.count()
                .filter(Delivery.state == "queued", OutboxMessage.state == "pending")
                .label("waiting"),
                func.count()
                .filter(Delivery.state == "queued", OutboxMessage.state == "sent")
                .label("received"),
                func.count().filter(Delivery.state == "blocked").label("blocked"),
            )
            .select_from(Delivery)
            .outerjoin(OutboxMessage, OutboxMessage.id == Delivery.outbox_id)
            .where(Delivery.broadcast_id == broadcast)
        )
    ).one()
    return Progress(row.pending, row.waiting, row.received, row.blocked)
