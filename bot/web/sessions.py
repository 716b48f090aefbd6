"""A web conversation's secret. Only its hash is kept."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from bot.settings import Settings
from bot.web.errors import NO_SESSION
from data.conversations import find_conversation

CHANNEL = "web"


def new_secret() -> str:
    return secrets.token_urlsafe(24)


def address_of(secret: str, settings: Settings) -> str:
    """Keyed, so that a copy of the database alone opens no conversation."""
    key = settings.secret_key.get_secret_value().encode()
    return hmac.new(key, secret.encode(), hashlib.sha256).hexdigest()


def digest(text: str, settings: Settings) -> str:
    """Tells whether two texts are the same without keeping them."""
    return address_of(text, settings)


async def conversation_of(
    session: AsyncSession, secret: str, settings: Settings
) -> tuple[UUID, UUID]:
    """The ids of conversation and person.

    Raises:
        ApiError: 404 when there is no such conversation.
    """
    found = await find_conversation(session, CHANNEL, address_of(secret, settings))
    if found is None:
        raise NO_SESSION
    return found
