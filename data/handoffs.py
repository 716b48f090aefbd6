"""Requests to talk to a person, and who is answering."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from sqlalchemy import ScalarSelect, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from data.models import ChannelAccount, Conversation, Handoff

SILENCE = dt.timedelta(minutes=60)  # after a person's last words, until the assistant is back


async def open_handoff(session: AsyncSession, conversation: UUID) -> Handoff | None:
    """The request that still waits; a report of a wrong answer is none."""
    return await session.scalar(
        select(Handoff)
        .where(
            Handoff.conversation_id == conversation,
            Handoff.reason.in_(("asked", "answered")),
            Handoff.ended_at.is_(None),
        )
        .order_by(Handoff.id.desc())
        .limit(1)
    )


async def request_handoff(
    session: AsyncSession,
    conversation: UUID,
    reason: str,
    note: str | None,
    locality: str | None = None,
) -> None:
    """`locality`: what the person asks about now; an account's own goes before it."""
    session.add(
        Handoff(
            conversation_id=conversation,
            reason=reason,
            note=note,
            locality=_locality(conversation, locality),
        )
    )
    await session.flush()


def _locality(conversation: UUID, said: str | None = None) -> ScalarSelect[str | None]:
    return (
        select(func.coalesce(ChannelAccount.locality, said, Conversation.state["locality"].astext))
        .select_from(Conversation)
        .outerjoin(
            ChannelAccount,
            (ChannelAccount.channel == Conversation.channel)
            & (ChannelAccount.slug == Conversation.account),
        )
        .where(Conversation.id == conversation)
        .scalar_subquery()
    )


async def person_wrote(
    session: AsyncSession, conversation: UUID, at: dt.datetime, author: str
) -> None:
    """An official wrote, asked for or not: the assistant is silent from now on."""
    handoff = await open_handoff(session, conversation)
    if handoff is None:
        handoff = Handoff(
            conversation_id=conversation,
            reason="answered",
            started_at=at,
            locality=_locality(conversation),
        )
        session.add(handoff)
    if handoff.answered_at is None:
        handoff.answered_at, handoff.answered_by = at, author
    handoff.last_at = max(at, handoff.last_at or at)
    await session.flush()


async def person_answers(session: AsyncSession, conversation: UUID, now: dt.datetime) -> bool:
    """Whether an official has written there within the last hour and not ended it."""
    handoff = await open_handoff(session, conversation)
    return handoff is not None and handoff.last_at is not None and now < handoff.last_at + SILENCE


async def end_handoff(
    session: AsyncSession, conversation: UUID, now: dt.datetime, author: str
) -> bool:
    """The assistant answers again; false when nobody was answering."""
    ended = await session.scalars(
        update(Handoff)
        .where(
            Handoff.conversation_id == conversation,
            Handoff.reason.in_(("asked", "answered")),
            Handoff.ended_at.is_(None),
        )
        .values(ended_at=now, ended_by=author)
        .returning(Handoff.id)
    )
    return bool(ended.all())


async def lapsed(session: AsyncSession, conversation: UUID, now: dt.datetime) -> bool:
    """Ends a handoff in which the official has been silent for an hour; whether there was one."""
    handoff = await open_handoff(session, conversation)
    if handoff is None or handoff.last_at is None or now < handoff.last_at + SILENCE:
        return False
    return await end_handoff(session, conversation, now, "silence")
