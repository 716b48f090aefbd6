"""The weekly story: each subscriber once, however often it is started or interrupted."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from uuid import UUID, uuid4

import pytest
from sqlalchemy import delete, func, select, text

from bot.broadcast.pump import _chunk, pump
from bot.broadcast.weekly import Started, start_weekly
from bot.jobs import open_queue
from data.broadcasts import progress
from data.conversations import start_conversation
from data.database import Sessions
from data.models import Broadcast, Delivery, OutboxMessage, StoryRead, Subscription
from data.stories import load_samples
from data.subscriptions import set_subscription


@pytest.fixture
async def people(sessions: Sessions) -> AsyncIterator[list[UUID]]:
    """450 subscribers, so that a broadcast takes several chunks."""
    async with sessions.begin() as session:
        await load_samples(session)
        ids = []
        for _ in range(450):
            conversation = await start_conversation(session, "web", uuid4().hex, {})
            await set_subscription(session, conversation.id, conversation.person_id, None, True)
            ids.append(conversation.id)
    yield ids
    async with sessions.begin() as session:
        for table in (Delivery, Broadcast, Subscription, StoryRead):
            await session.execute(delete(table))
        await session.execute(delete(OutboxMessage).where(OutboxMessage.purpose == "story"))


async def start(
    sessions: Sessions, url: str, occasion: str, examples: bool = True
) -> list[Started]:
    async with sessions.begin() as session:
        return await start_weekly(session, open_queue(url), occasion, examples)


async def received(sessions: Sessions) -> dict[UUID, int]:
    async with sessions() as session:
        rows = await session.execute(
            select(OutboxMessage.conversation_id, func.count())
            .where(OutboxMessage.purpose == "story")
            .group_by(OutboxMessage.conversation_id)
        )
        return {row[0]: row[1] for row in rows}


async def test_each_subscriber_gets_it_once(
    sessions: Sessions, database_url: str, people: list[UUID]
) -> None:
    (started,) = await start(sessions, database_url, "weekly:1")
    assert started.recipients == 450
    await pump(sessions, open_queue(database_url), started.broadcast)
    assert await received(sessions) == dict.fromkeys(people, 1)


async def test_the_same_occasion_is_one_broadcast(
    sessions: Sessions, database_url: str, people: list[UUID]
) -> None:
    assert await start(sessions, database_url, "weekly:2")
    assert await start(sessions, database_url, "weekly:2") == []


async def test_interrupted_and_doubled_pumps_send_nothing_twice(
    sessions: Sessions, database_url: str, people: list[UUID]
) -> None:
    (started,) = await start(sessions, database_url, "weekly:3")
    assert await _chunk(
        sessions, open_queue(database_url), started.broadcast
    )  # and then the worker died
    await asyncio.gather(
        *(pump(sessions, open_queue(database_url), started.broadcast) for _ in range(3))
    )
    assert await received(sessions) == dict.fromkeys(people, 1)


async def test_who_left_meanwhile_gets_nothing(
    sessions: Sessions, database_url: str, people: list[UUID]
) -> None:
    (started,) = await start(sessions, database_url, "weekly:4")
    async with sessions.begin() as session:
        await session.execute(
            text("UPDATE subscription SET active = false WHERE conversation_id = :id"),
            {"id": people[0]},
        )
    await pump(sessions, open_queue(database_url), started.broadcast)
    got = await received(sessions)
    assert people[0] not in got
    assert len(got) == 449
    async with sessions() as session:
        assert (await progress(session, started.broadcast)).blocked == 1


async def test_a_story_is_not_sent_again_the_next_week(
    sessions: Sessions, database_url: str, people: list[UUID]
) -> None:
    titles = set()
    for week in range(3):
        (started,) = await start(sessions, database_url, f"weekly:5.{week}")
        titles.add(started.story)
    assert len(titles) == 3


async def test_invented_stories_stay_at_home_when_told_so(
    sessions: Sessions, database_url: str, people: list[UUID]
) -> None:
    assert await start(sessions, database_url, "weekly:6", examples=False) == []
