"""A web conversation's secret. Only its hash is kept."""

from __future__ import annotations

import hashlib
import secrets
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from bot.web.errors import NO_SESSION
from data.conversations import find_conversation

CHANNEL = "web"


def new_secret() -> str:
    return secrets.token_urlsafe(24)


def address_of(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


async def conversation_of(session: AsyncSession, secret: str) -> tuple[UUID, UUID]:
    """The ids of conversation and person.

    Raises:
        ApiError: 404 when there is no such conversation.
    """
    found = await find_conversation(session, CHANNEL, address_of(secret))
    if found is None:
        raise NO_SESSION
    return found
