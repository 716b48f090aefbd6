"""The worker itself, with the real queue: what comes in is answered, and what has to wait is found
again when its time has come."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import text

from bot.broadcast.pump import pump
from bot.jobs import open_queue, wake_sender
from bot.worker import work
from data.broadcasts import begin, snapshot
from data.stories import load_samples, story_to_broadcast
from tests.gateway.gateway import Gateway
from tests.waiting import until


@pytest.fixture
async def worker(gateway: Gateway, database_url: str) -> AsyncIterator[None]:
    services = replace(
        gateway.services,
        queue=open_queue(database_url),
        http=gateway.to_vendors,
        nlu=gateway.nlu,
    )
    ready = asyncio.Event()
    task = asyncio.create_task(work(services, ready))
    await asyncio.wait_for(ready.wait(), 20)
    yield
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task


async def jobs(gateway: Gateway) -> list[Any]:
    async with gateway.services.sessions() as session:
        rows = await session.execute(
            text("SELECT queue_name, lock, status FROM procrastinate_jobs ORDER BY id")
        )
        return list(rows.all())


async def test_people_are_answered_and_what_waits_is_sent_in_time(
    gateway: Gateway, worker: None
) -> None:
    an, binh = gateway.person("messenger"), gateway.person("zalo")
    an.writes("cảm ơn")
    await until(lambda: len(an.heard) == 1)
    binh.writes("cảm ơn")
    await until(lambda: len(binh.heard) == 1)
    # The vendor asks for four seconds: nothing leaves before, and nobody has to write again.
    gateway.vendor("messenger").set_next_error(an, "2")
    an.writes("cảm ơn nữa")
    assert await until(lambda: len(an.heard) == 2) > 4
    # A reply that waits long does not hold up what must be heard.
    gateway.nlu.away = True
    binh.writes("hỏi")
    await until(lambda: any("khởi động lại" in bubble.text for bubble in binh.heard))
    binh.writes("gặp cán bộ")
    await until(lambda: any("ghi lại yêu cầu" in bubble.text for bubble in binh.heard))
    gateway.nlu.away = False
    await until(lambda: len(binh.heard) == 4)


async def test_a_broadcast_s_jobs_stand_apart_from_the_replies(
    gateway: Gateway, by_day: None
) -> None:
    """Thirty thousand stories under way, and a reply leaves at once."""
    await gateway.says("telegram", "cảm ơn")
    await gateway.subscribe("telegram")
    conversation = await gateway.conversation("telegram")
    services = gateway.services
    async with services.sessions.begin() as session:
        await load_samples(session)
        story = await story_to_broadcast(session, f"noi-{gateway.slug}", True)
        assert story is not None
        broadcast = await begin(session, gateway.slug, story.id)
        assert broadcast is not None
        assert await snapshot(session, broadcast, f"noi-{gateway.slug}") == 1
    await pump(services.sessions, services.queue, broadcast)
    async with services.sessions.begin() as session:
        await wake_sender(services.queue, session, conversation.id)
    mine = [job for job in await jobs(gateway) if str(conversation.id) in (job.lock or "")]
    kinds = {(job.queue_name, job.lock.partition(":")[0]) for job in mine}
    assert {("bulk", "bulk"), ("sender", "sender")} <= kinds
    async with services.sessions.begin() as session:
        await session.execute(text("DELETE FROM story_read"))
        await session.execute(
            text("DELETE FROM delivery WHERE broadcast_id = :id"), {"id": broadcast}
        )
        await session.execute(text("DELETE FROM broadcast WHERE id = :id"), {"id": broadcast})
