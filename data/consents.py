"""Consents (*sự đồng ý*): appended, the newest one counts (Law 91/2025/QH15, Art. 9)."""

from __future__ import annotations

from typing import Literal
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from data.models import Consent

How = Literal["button", "words"]


async def append(
    db: AsyncSession,
    person: UUID,
    purpose: str,
    *,
    given: bool,
    text_version: str,
    how: How,
    channel: str,
    conversation: UUID,
) -> Consent:
    consent = Consent(
        person_id=person,
        purpose=purpose,
        given=given,
        text_version=text_version,
        how=how,
        channel=channel,
        conversation_id=conversation,
    )
    db.add(consent)
    await db.flush()
    return consent


async def current(db: AsyncSession, person: UUID, purpose: str) -> Consent | None:
    """The last answer; None when never asked, which is no consent."""
    query = (
        select(Consent)
        .where(Consent.person_id == person, Consent.purpose == purpose)
        .order_by(Consent.id.desc())
        .limit(1)
    )
    return (await db.scalars(query)).first()
