"""Requests to talk to a person."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from data.models import Handoff


async def open_handoff(session: AsyncSession, conversation: UUID) -> Handoff | None:
    """The request that still waits; a report of a wrong answer is none."""
    return await session.scalar(
        select(Handoff)
        .where(
            Handoff.conversation_id == conversation,
            Handoff.reason == "asked",
            Handoff.ended_at.is_(None),
        )
        .limit(1)
    )


async def request_handoff(
    session: AsyncSession, conversation: UUID, reason: str, note: str | None
) -> None:
    session.add(Handoff(conversation_id=conversation, reason=reason, note=note))
    await session.flush()
