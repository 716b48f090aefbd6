"""What is locked while a message is handled."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncSession

from actions.registry import parse_payload
from bot.inbox.urgent import tapped
from data.inbox import lock_conversation
from data.linking import lock_with_others
from data.models import Conversation, InboundEvent

# What changes a whole person, with all the accounts they linked.
OF_ALL = frozenset({"erase", "link", "subscription"})


async def lock(
    session: AsyncSession, event: InboundEvent, before: Conversation
) -> Conversation | None:
    """The conversation, and where the message is about all of the person's, those too; `before`:
    as it was read, not locked. None when that has changed meanwhile: to be tried again."""
    for_all = _is_for_all(event, before)
    locking = lock_with_others if for_all else lock_conversation
    conversation = await locking(session, event.conversation_id)
    if conversation is None or _is_for_all(event, conversation) != for_all:
        return None
    return conversation


def _is_for_all(event: InboundEvent, conversation: Conversation) -> bool:
    name, _ = parse_payload(tapped(event, conversation) or "")
    return event.kind == "erase" or name in OF_ALL
