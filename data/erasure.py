"""Erasing everything about one person, at all accounts they linked: every table that leads to
them."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import ColumnElement, delete, func, null, select, text, update
from sqlalchemy.ext.asyncio import AsyncSession

from data import models
from data.gateway import erase_requests
from data.linking import new_person
from data.models import Conversation, Erasure, InboundEvent, LinkCode, Nomination, OutboxMessage

OF_CONVERSATION = (models.Delivery, models.Subscription, models.Handoff)
OF_PERSON = (models.StoryRead, models.Consent, models.Photo, models.Review)
_PLACE = func.jsonb_strip_nulls(  # of a state, what is the account's or of no person
    func.jsonb_build_object(
        "locality", Conversation.state["locality"], "chosen", Conversation.state["chosen"]
    )
)


async def erase_person(session: AsyncSession, person: UUID) -> dict[str, int]:
    """Erases all but the empty conversations, to say that it was done; returns rows by table.

    All the person's conversations must be locked (`data.linking.lock_with_others`). They keep the
    locality they are about and are linked no longer.

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
    of_codes = LinkCode.conversation_id.in_(theirs) | LinkCode.asked_in.in_(theirs)
    await remove(LinkCode, of_codes)
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
        .values(state=_PLACE, numbered=null(), unreachable=None, window_ends=None)
        .execution_options(synchronize_session=False)
    )
    for other in (await session.scalars(theirs.order_by(Conversation.id).offset(1))).all():
        await new_person(session, other)
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
