"""Who asked for stories (*đăng ký nhận tin*)."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from data.models import NOW, Subscription


async def subscribed_in(session: AsyncSession, person: UUID) -> UUID | None:
    """The conversation where a person gets the stories, of all they linked; None: nowhere."""
    query = select(Subscription.conversation_id).where(
        Subscription.person_id == person, Subscription.active
    )
    found: UUID | None = await session.scalar(query)
    return found


async def set_subscription(
    session: AsyncSession, conversation: UUID, person: UUID, locality: str | None, active: bool
) -> None:
    """Subscribes the person there and nowhere else, or no longer anywhere."""
    await session.execute(
        update(Subscription)
        .where(Subscription.person_id == person, Subscription.active)
        .where(Subscription.conversation_id != conversation)
        .values(active=False, since=NOW)
    )
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
