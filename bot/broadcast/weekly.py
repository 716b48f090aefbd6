"""The weekly push: for every locality with subscribers, the next story not sent before."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from procrastinate import App
from sqlalchemy.ext.asyncio import AsyncSession

from bot.jobs import wake_broadcast
from data.broadcasts import begin, snapshot
from data.stories import story_to_broadcast
from data.subscriptions import subscribed_localities


@dataclass(frozen=True)
class Started:
    broadcast: UUID
    locality: str | None
    story: str
    recipients: int


async def start_weekly(
    session: AsyncSession, queue: App, occasion: str, examples: bool
) -> list[Started]:
    """Starts the broadcasts of one occasion; again for the same occasion it does nothing.

    Args:
        occasion: what makes it this push and no other, such as the time it fires at.
        examples: whether the invented sample stories may be sent.
    """
    started = []
    for locality in await subscribed_localities(session):
        story = await story_to_broadcast(session, locality, examples)
        if story is None:
            continue
        broadcast = await begin(session, f"{occasion}:{locality or 'chung'}", story.id)
        if broadcast is None:
            continue
        recipients = await snapshot(session, broadcast, locality)
        await wake_broadcast(queue, session, broadcast)
        started.append(Started(broadcast, locality, story.title, recipients))
    return started
