"""Sends a broadcast: each delivery and the message in the subscriber's mailbox in one commit."""

from __future__ import annotations

from uuid import UUID

from procrastinate import App

from actions.stories import ANOTHER, told
from bot.jobs import wake_sender
from data.broadcasts import finish, set_delivery, still_subscribed, story_of, take_pending
from data.conversations import at_vendors
from data.database import Sessions
from data.outbox import put_push
from data.stories import mark_read

CHUNK = 200


async def pump(sessions: Sessions, queue: App, broadcast: UUID) -> None:
    """Goes on from wherever an earlier run stopped."""
    while await _chunk(sessions, queue, broadcast):
        pass


async def _chunk(sessions: Sessions, queue: App, broadcast: UUID) -> bool:
    async with sessions.begin() as session:
        story = await story_of(session, broadcast)
        if story is None:
            return False
        conversations = await take_pending(session, broadcast, CHUNK)
        if not conversations:
            await finish(session, broadcast)
            return False
        body = told(story, (ANOTHER,)).model_dump(mode="json")
        elsewhere = await at_vendors(session, conversations)
        people = await still_subscribed(session, conversations)
        for conversation in conversations:
            person = people.get(conversation)
            if person is None:
                await set_delivery(session, broadcast, conversation, "blocked", None)
                continue
            message = await put_push(session, conversation, "story", body)
            await mark_read(session, person, story.id)
            await set_delivery(session, broadcast, conversation, "queued", message)
            if conversation in elsewhere:
                await wake_sender(queue, session, conversation, bulk=True)
        return True
