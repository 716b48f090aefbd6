"""Who asked for stories (*đăng ký nhận tin*)."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from data.models import NOW, Subscription


async def is_subscribed(session: AsyncSession, conversation: UUID) -> bool:
    row = await session.get(Subscription, conversation)
    return row is not None and row.active


async def set_subscription(
    session: AsyncSession, conversation: UUID, person: UUID, locality: str | None, active: bool
) -> None:
    await session.execute(
        insert(Subscription)
        .values(conversation_id=conversation, person_id=person, locality=locality, active=active)
        .on_conflict_do_update(
            index_elements=["conversation_id"],
            set_={"active": active, "locality": locality, "since": NOW},
        )
    )


async def subscribed_localities(session: AsyncSession) -> list[str | None]:
    return list(
        await session.scalars(select(Subscription.locality).where(Subscription.active).distinct())
    )
