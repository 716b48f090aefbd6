"""Messages that came in: kept once, handled in order, never lost."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    SQLColumnExpression,
    Text,
    cast,
    column,
    exists,
    func,
    literal,
    literal_column,
    select,
    table,
    text,
    update,
)
from sqlalchemy.dialects.postgresql import JSONB, insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from data.models import NOW, Conversation, InboundEvent

MAX_ATTEMPTS = 5


@dataclass(frozen=True)
class Stored:
    """`new` is false when the same message had come before."""

    id: int
    new: bool
    payload: dict[str, Any]


async def store(
    session: AsyncSession,
    channel: str,
    external_id: str,
    conversation: UUID,
    payload: dict[str, Any],
) -> Stored:
    """Keeps a message once per channel and vendor's id."""
    inserted = await session.scalar(
        insert(InboundEvent)
        .values(
            channel=channel,
            external_id=external_id,
            conversation_id=conversation,
            payload=payload,
        )
        .on_conflict_do_nothing(index_elements=["channel", "account", "external_id"])
        .returning(InboundEvent.id)
    )
    if inserted is not None:
        return Stored(inserted, True, payload)
    row = (
        await session.execute(
            select(InboundEvent.id, InboundEvent.payload).where(
                InboundEvent.channel == channel, InboundEvent.external_id == external_id
            )
        )
    ).one()
    return Stored(row.id, False, row.payload)


@dataclass(frozen=True)
class Load:
    """How much a conversation has sent in the last minute, and how much of it waits."""

    last_minute: int
    waiting: int


async def load(session: AsyncSession, conversation: UUID) -> Load:
    pending = InboundEvent.processed_at.is_(None) & InboundEvent.failed_at.is_(None)
    row = (
        await session.execute(
            select(
                func.count()
                .filter(InboundEvent.received_at > NOW - text("interval '1 minute'"))
                .label("last_minute"),
                func.count().filter(pending).label("waiting"),
            ).where(
                InboundEvent.conversation_id == conversation,
                (InboundEvent.received_at > NOW - text("interval '1 minute'")) | pending,
            )
        )
    ).one()
    return Load(row.last_minute, row.waiting)


async def handled_lately(session: AsyncSession, conversation: UUID, kinds: Collection[str]) -> int:
    """How many messages of these kinds were handled in the last minute."""
    return (
        await session.execute(
            select(func.count()).where(
                InboundEvent.conversation_id == conversation,
                InboundEvent.processed_at > NOW - text("interval '1 minute'"),
                InboundEvent.kind.in_(kinds),
            )
        )
    ).scalar_one()


_OTHER = aliased(InboundEvent)


def _in_order(event: type[InboundEvent]) -> tuple[SQLColumnExpression[Any], ...]:
    """By the vendor's counter, else by its time; of one moment, as they came."""
    return (event.sequence, event.happened_at, event.webhook_id, event.place, event.id)


async def next_event(
    session: AsyncSession, conversation: UUID
) -> tuple[InboundEvent, Conversation] | None:
    """The first message that is neither handled nor given up, with its conversation as it is
    now."""
    row = (
        await session.execute(
            select(InboundEvent, Conversation)
            .join(Conversation, Conversation.id == InboundEvent.conversation_id)
            .where(InboundEvent.conversation_id == conversation, _waits())
            .order_by(*_in_order(InboundEvent))
            .limit(1)
        )
    ).first()
    return (row[0], row[1]) if row else None


async def echo_waits(session: AsyncSession, conversation: UUID) -> bool:
    """Whether the vendor has told of something we sent there, and nobody has looked at it yet."""
    found = exists().where(
        InboundEvent.conversation_id == conversation, InboundEvent.kind == "echo", _waits()
    )
    return bool(await session.scalar(select(found)))


async def events_behind(
    session: AsyncSession, conversation: UUID, first: int, limit: int
) -> Sequence[InboundEvent]:
    """What else waits, in order, when the first message cannot be handled now."""
    rows = await session.scalars(
        select(InboundEvent)
        .where(InboundEvent.conversation_id == conversation, InboundEvent.id != first, _waits())
        .order_by(*_in_order(InboundEvent))
        .limit(limit)
    )
    return rows.all()


def _waits(event: type[InboundEvent] = InboundEvent) -> ColumnElement[bool]:
    return event.processed_at.is_(None) & event.failed_at.is_(None)


async def claim(
    session: AsyncSession, event: int, masked: dict[str, Any], first_of: UUID | None = None
) -> bool:
    """Marks a message handled; false when another worker has done so, or given it up, or when it
    is not, or no longer, the first that waits in the conversation `first_of`."""
    mine = [InboundEvent.id == event, _waits()]
    if first_of is not None:
        first = (
            select(_OTHER.id)
            .where(_OTHER.conversation_id == first_of, _waits(_OTHER))
            .order_by(*_in_order(_OTHER))
            .limit(1)
        )
        mine.append(InboundEvent.id == first.scalar_subquery())
    won = await session.scalar(
        update(InboundEvent)
        .where(*mine)
        .values(processed_at=NOW, payload=masked)
        .returning(InboundEvent.id)
        .execution_options(synchronize_session=False)
    )
    return won is not None


async def note_payload(session: AsyncSession, event: int, payload: str) -> None:
    """What a message without words stands for, as a tapped choice would say it."""
    await session.execute(
        update(InboundEvent)
        .where(InboundEvent.id == event)
        .values(payload=InboundEvent.payload.op("||")(cast({"payload": payload}, JSONB)))
        .execution_options(synchronize_session=False)
    )


async def record_failure(session: AsyncSession, event: int, error: str) -> bool:
    """Counts a failed attempt; true when it was the last and the message is given up."""
    attempts = await session.scalar(
        update(InboundEvent)
        .where(InboundEvent.id == event, InboundEvent.processed_at.is_(None))
        .values(attempts=InboundEvent.attempts + 1, error=error[:500])
        .returning(InboundEvent.attempts)
    )
    return attempts is not None and attempts >= MAX_ATTEMPTS


async def give_up(session: AsyncSession, event: int, masked: dict[str, Any]) -> None:
    await session.execute(
        update(InboundEvent)
        .where(InboundEvent.id == event, InboundEvent.processed_at.is_(None))
        .values(failed_at=NOW, payload=masked)
    )


async def conversations_waiting(session: AsyncSession, lock: str) -> list[UUID]:
    """Conversations with a message older than ten seconds that nobody handled and that no job is
    about; `lock` begins the name of such a job's lock."""
    rows = await session.scalars(
        select(InboundEvent.conversation_id)
        .where(
            _waits(),
            InboundEvent.received_at < NOW - text("interval '10 seconds'"),
            without_job(InboundEvent.conversation_id, lock),
        )
        .distinct()
        .limit(1000)
    )
    return list(rows)


_JOBS = table("procrastinate_jobs", column("lock"), column("status"))


def without_job(conversation: SQLColumnExpression[UUID], lock: str) -> ColumnElement[bool]:
    """That the queue has no job for a conversation, waiting or running."""
    return ~exists().where(
        _JOBS.c.lock == literal(lock) + cast(conversation, Text),
        _JOBS.c.status.in_([literal_column("'todo'"), literal_column("'doing'")]),
    )


async def lock_conversation(session: AsyncSession, conversation: UUID) -> Conversation | None:
    """For changing; messages for it may still be kept meanwhile."""
    return await session.scalar(
        select(Conversation)
        .where(Conversation.id == conversation)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )


async def they_wrote(session: AsyncSession, event: InboundEvent) -> None:
    """Opens the vendor's window for what is said of a message that is not handled yet."""
    last = func.coalesce(Conversation.last_inbound_at, event.happened_at)
    await session.execute(
        update(Conversation)
        .where(Conversation.id == event.conversation_id)
        .values(last_inbound_at=func.greatest(last, event.happened_at))
    )
