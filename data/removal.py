"""An account of ours that is given up: its secrets go, what people said and nominated stays."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from data.models import ChannelAccount, Conversation, OutboxMessage
from data.sending import OPEN

REMOVED = "đã gỡ, khóa đã xóa"  # the account's reason, and why a message never left
UNSENT = (*OPEN, "waiting")


@dataclass(frozen=True)
class Bound:
    """What there is of people at an account."""

    conversations: int
    unsent: int


def _theirs(channel: str, slug: str) -> Any:
    return (Conversation.channel == channel) & (Conversation.account == slug)


def _unsent(channel: str, slug: str) -> Any:
    of_theirs = select(Conversation.id).where(_theirs(channel, slug))
    return OutboxMessage.conversation_id.in_(of_theirs) & OutboxMessage.state.in_(UNSENT)


async def bound_to(session: AsyncSession, channel: str, slug: str) -> Bound:
    async def count(what: Any, where: Any) -> int:
        return await session.scalar(select(func.count()).select_from(what).where(where)) or 0

    return Bound(
        await count(Conversation, _theirs(channel, slug)),
        await count(OutboxMessage, _unsent(channel, slug)),
    )


async def remove_account(session: AsyncSession, channel: str, slug: str, empty: bytes) -> bool:
    """Whether there was one. Nobody's there: the row goes, with the vendor's requests. Else it
    stays without secrets (`empty`, sealed) and paused, so that the desk can still say by which
    account somebody wrote; what was to be sent never will be."""
    named = (ChannelAccount.channel == channel) & (ChannelAccount.slug == slug)
    if not (await bound_to(session, channel, slug)).conversations:
        gone = delete(ChannelAccount).where(named).returning(ChannelAccount.id)
        return await session.scalar(gone) is not None
    await session.execute(
        update(OutboxMessage)
        .where(_unsent(channel, slug))
        .values(state="failed", error=REMOVED, next_at=None)
    )
    emptied = await session.scalar(
        update(ChannelAccount)
        .where(named)
        .values(
            secrets=empty,
            options={},
            state="paused",
            reason=REMOVED,
            held_until=None,
            token_at=None,
            token_until=None,
            refresh_until=None,
        )
        .returning(ChannelAccount.id)
    )
    return emptied is not None
