"""The queue (procrastinate) on the product's own database.

A job only wakes somebody up: what there is to do, and that it is done once, stands in our tables.
"""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from procrastinate import App, PsycopgConnector
from sqlalchemy.ext.asyncio import AsyncSession

from data.database import driver_connection, libpq_url

CONVERSATION = "conversation"
BROADCAST = "broadcast"
SENDER = "sender"
BULK = "bulk"
CONVERSATION_LOCK = "conversation:"
SENDER_LOCK = "sender:"
BULK_LOCK = "bulk:"


def open_queue(url: str) -> App:
    return App(connector=PsycopgConnector(conninfo=libpq_url(url), min_size=1, max_size=10))


async def wake_conversation(queue: App, session: AsyncSession, conversation: UUID) -> None:
    """Has the conversation's waiting messages handled; leaves with the session's commit."""
    job = queue.configure_task(
        CONVERSATION,
        queue=CONVERSATION,
        lock=f"{CONVERSATION_LOCK}{conversation}",
        connection=await driver_connection(session),
    )
    await job.defer_async(conversation=str(conversation))


async def wake_conversations(
    queue: App, session: AsyncSession, conversations: Sequence[UUID]
) -> None:
    """The same for many at once."""
    if conversations:
        jobs = [
            queue.configure_task(
                CONVERSATION, queue=CONVERSATION, lock=f"{CONVERSATION_LOCK}{conversation}"
            ).make_new_job(conversation=str(conversation))
            for conversation in conversations
        ]
        await queue.job_manager.batch_defer_jobs_async(
            jobs, connection=await driver_connection(session)
        )


async def wake_sender(
    queue: App, session: AsyncSession, conversation: UUID, bulk: bool = False
) -> None:
    """Has what waits for the conversation's person sent; leaves with the session's commit.

    `bulk`: among the stories of a broadcast, which queue up apart from the replies.
    """
    name, lock = (BULK, BULK_LOCK) if bulk else (SENDER, SENDER_LOCK)
    job = queue.configure_task(
        name,
        queue=name,
        lock=f"{lock}{conversation}",
        connection=await driver_connection(session),
    )
    await job.defer_async(conversation=str(conversation))


async def wake_broadcast(queue: App, session: AsyncSession, broadcast: UUID) -> None:
    """Has the broadcast's pending deliveries queued; leaves with the session's commit."""
    job = queue.configure_task(
        BROADCAST,
        queue=BROADCAST,
        lock=f"broadcast:{broadcast}",
        connection=await driver_connection(session),
    )
    await job.defer_async(broadcast=str(broadcast))
