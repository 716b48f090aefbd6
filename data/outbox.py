"""What is to be said: rows written with the turn that says it, in order per conversation."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import and_, exists, or_, select, text, true, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from data.models import NOW, InboundEvent, OutboxMessage

CHANNEL = "guongsang"  # LISTEN/NOTIFY: "event:<id>" when handled, "push:<conversation>"
NOTICE = -1  # the place of "the answer will come" before an event's replies


async def notify(session: AsyncSession, what: str) -> None:
    await session.execute(
        text("SELECT pg_notify(:channel, :what)"), {"channel": CHANNEL, "what": what}
    )


async def put_replies(
    session: AsyncSession, conversation: UUID, event: int, bodies: Sequence[dict[str, Any]]
) -> None:
    """The replies to one message; they leave with the commit."""
    if bodies:
        await session.execute(
            insert(OutboxMessage),
            [
                {
                    "conversation_id": conversation,
                    "event_id": event,
                    "n": n,
                    "purpose": "reply",
                    "body": body,
                }
                for n, body in enumerate(bodies)
            ],
        )


async def notify_handled(session: AsyncSession, event: int) -> None:
    """Tells the web page that waits for the answer, or, when it waits no longer, the open ones."""
    await session.execute(
        text(
            "SELECT pg_notify(:channel, 'event:' || :event) UNION ALL "
            "SELECT pg_notify(:channel, 'push:' || conversation_id) FROM inbound_event "
            "WHERE id = :number AND answer_late"
        ),
        {"channel": CHANNEL, "event": str(event), "number": event},
    )


async def put_notice(
    session: AsyncSession,
    conversation: UUID,
    event: int,
    body: dict[str, Any],
    quiet: dt.timedelta,
) -> bool:
    """Said at most once for an event, however often it is tried, and at most once in `quiet`;
    whether it was now."""
    told = exists().where(
        OutboxMessage.conversation_id == conversation,
        OutboxMessage.n == NOTICE,
        OutboxMessage.body["text"].astext == body["text"],
        OutboxMessage.created_at > NOW - quiet,
    )
    if await session.scalar(select(told)):
        return False
    row = await session.scalar(
        insert(OutboxMessage)
        .values(conversation_id=conversation, event_id=event, n=NOTICE, purpose="notice", body=body)
        .on_conflict_do_nothing(index_elements=["event_id", "n"])
        .returning(OutboxMessage.id)
    )
    if row is not None:
        await notify(session, f"push:{conversation}")
    return row is not None


async def put_push(
    session: AsyncSession,
    conversation: UUID,
    purpose: str,
    body: dict[str, Any],
    state: str = "pending",
    *,
    author: str | None = None,
) -> int:
    """Something said without being asked: a story, news of a nomination, an official's words."""
    row = (
        await session.execute(
            insert(OutboxMessage)
            .values(
                conversation_id=conversation,
                purpose=purpose,
                body=body,
                state=state,
                author=author,
            )
            .returning(OutboxMessage.id)
        )
    ).scalar_one()
    await notify(session, f"push:{conversation}")
    return row


async def replies_to(session: AsyncSession, event: int) -> list[dict[str, Any]] | None:
    """The replies of a handled message, now handed over; None while it is not handled."""
    handed = (
        update(OutboxMessage)
        .where(OutboxMessage.event_id == event, OutboxMessage.n >= 0)
        .values(state="sent", sent_at=NOW)
        .returning(OutboxMessage.n, OutboxMessage.body)
        .cte("handed")
    )
    done = or_(InboundEvent.processed_at.is_not(None), InboundEvent.failed_at.is_not(None))
    rows = (
        await session.execute(
            select(handed.c.n, handed.c.body)
            .select_from(InboundEvent)
            .outerjoin(handed, true())
            .where(InboundEvent.id == event, done)
            .order_by(handed.c.n)
        )
    ).all()
    return [row.body for row in rows if row.body is not None] if rows else None


async def answer_late(session: AsyncSession, event: int) -> None:
    """The sender stopped waiting: the replies are to be pushed.

    Raises:
        DBAPIError: a worker is handling the message right now.
    """
    await session.execute(text("SET LOCAL lock_timeout = '300ms'"))
    await session.execute(
        update(InboundEvent).where(InboundEvent.id == event).values(answer_late=True)
    )


async def to_push(
    session: AsyncSession, conversation: UUID, after: int
) -> list[tuple[int, dict[str, Any]]]:
    """What an open page has not had, oldest first.

    Replies are pushed when their sender stopped waiting for them, or has plainly gone (a minute).
    Those pushed before count again when they come after `after`, the last one the page has seen.
    """
    unasked = or_(
        OutboxMessage.event_id.is_(None),
        OutboxMessage.n == NOTICE,
        InboundEvent.answer_late,
        OutboxMessage.created_at < NOW - text("interval '1 minute'"),
    )
    rows = await session.execute(
        select(OutboxMessage.id, OutboxMessage.body)
        .outerjoin(InboundEvent, InboundEvent.id == OutboxMessage.event_id)
        .where(
            OutboxMessage.conversation_id == conversation,
            or_(
                and_(OutboxMessage.state == "pending", unasked),
                and_(OutboxMessage.pushed, OutboxMessage.id > after),
            ),
        )
        .order_by(OutboxMessage.id)
    )
    return [(row.id, row.body) for row in rows]


async def pushed(session: AsyncSession, message: int) -> None:
    await session.execute(
        update(OutboxMessage)
        .where(OutboxMessage.id == message)
        .values(state="sent", pushed=True, sent_at=NOW)
    )


async def last_id(session: AsyncSession, conversation: UUID) -> int:
    row = await session.scalar(
        select(OutboxMessage.id)
        .where(OutboxMessage.conversation_id == conversation)
        .order_by(OutboxMessage.id.desc())
        .limit(1)
    )
    return row or 0
