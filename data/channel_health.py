"""How sending goes from each account, counted from what waits and what did not arrive."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from data.models import Conversation, OutboxMessage
from data.sending import OPEN

UNSENT = ("failed", "unsure", "waiting")


@dataclass(frozen=True)
class Traffic:
    """`to_send` is all there is, the oldest since `oldest`; the others are of the last day."""

    to_send: int = 0
    oldest: dt.datetime | None = None
    failed: int = 0
    unsure: int = 0
    waiting: int = 0


async def traffic(session: AsyncSession, since: dt.datetime) -> dict[tuple[str, str], Traffic]:
    """By channel and account; one without any has no row."""
    unsent = {name: OutboxMessage.state == name for name in UNSENT}
    still = OutboxMessage.state.in_(OPEN)
    rows = await session.execute(
        select(
            Conversation.channel,
            Conversation.account,
            func.count().filter(still).label("to_send"),
            func.min(OutboxMessage.created_at).filter(still).label("oldest"),
            *(func.count().filter(is_so).label(name) for name, is_so in unsent.items()),
        )
        .join(Conversation, Conversation.id == OutboxMessage.conversation_id)
        .where(
            Conversation.account != "",
            still | (OutboxMessage.state.in_(UNSENT) & (OutboxMessage.created_at > since)),
        )
        .group_by(Conversation.channel, Conversation.account)
    )
    return {
        (row.channel, row.account): Traffic(
            row.to_send, row.oldest, row.failed, row.unsure, row.waiting
        )
        for row in rows
    }
