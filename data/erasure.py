"""Erasing everything about one person: every table that leads to them."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import ColumnElement, delete, null, select, text, update
from sqlalchemy.ext.asyncio import AsyncSession

from data import models
from data.gateway import erase_requests
from data.models import Conversation, Erasure, InboundEvent, Nomination, OutboxMessage

OF_CONVERSATION = (models.Delivery, models.Subscription, models.Handoff)
OF_PERSON = (models.StoryRead, models.Consent, models.Photo, models.Review)


async def erase_person(session: AsyncSession, person: UUID) -> dict[str, int]:
    """Erases all but the empty conversations, to say that it was done; returns rows by table.

    Messages keep an empty row, so that one sent again is still known; those that came after the
    request and wait are not touched. The vendor's address stays with the conversation: the answer
    goes there. Nominations the person sent are erased too: the nominee's data was theirs to
    withdraw.
    """
    theirs = select(Conversation.id).where(Conversation.person_id == person)
    counts: dict[str, int] = {}

    async def remove(table: type[models.Base], where: ColumnElement[bool]) -> None:
        rows = await session.execute(delete(table).where(where).returning(text("1")))
        counts[table.__tablename__] = len(rows.all())

    for table in OF_CONVERSATION:
        await remove(table, table.conversation_id.in_(theirs))
    await remove(Nomination, Nomination.person_id == person)
    for owned in OF_PERSON:
        await remove(owned, owned.person_id == person)
    await remove(OutboxMessage, OutboxMessage.conversation_id.in_(theirs))
    blanked = await session.execute(
        update(InboundEvent)
        .where(
            InboundEvent.conversation_id.in_(theirs),
            InboundEvent.processed_at.is_not(None) | InboundEvent.failed_at.is_not(None),
        )
        .values(payload={}, error=None)
        .returning(InboundEvent.id)
    )
    counts[InboundEvent.__tablename__] = len(blanked.all())
    counts[models.WebhookCall.__tablename__] = await _requests(session, person)
    await session.execute(
        update(Conversation)
        .where(Conversation.person_id == person)
        .values(numbered=null(), unreachable=None, window_ends=None)
    )
    session.add(Erasure(rows=counts))
    await session.flush()
    return counts


async def _requests(session: AsyncSession, person: UUID) -> int:
    """What the vendors sent of them, as it came: also of messages that still wait."""
    rows = await session.execute(
        select(Conversation.id, Conversation.address).where(
            Conversation.person_id == person, Conversation.account != ""
        )
    )
    found = rows.all()
    return await erase_requests(session, [row.id for row in found], [row.address for row in found])
