"""Accounts are linked and erased while messages of both are handled: nobody waits in a circle."""

from __future__ import annotations

import asyncio

import pytest
from sqlalchemy import select, text

from bot.broadcast.pump import pump
from data.inbox import lock_conversation
from data.linking import lock_with_others
from data.models import (
    InboundEvent,
)
from tests.gateway.gateway import Gateway
from tests.gateway.linked import (
    JOIN,
    asks_for_code,
    begins_a_broadcast,
    links,
    nominates,
    people,
)

# --- at the same time


async def handle_at_once(gateway: Gateway, *channels: str, rounds: int = 2) -> None:
    """Two workers for each conversation."""
    numbers = [(await gateway.conversation(channel)).id for channel in channels]
    await asyncio.gather(*(gateway.handling.conversation(n) for n in numbers * rounds))


async def clean(gateway: Gateway) -> bool:
    """Whether everything was handled at the first attempt: nobody waited in a circle."""
    async with gateway.services.sessions() as session:
        wrong = await session.scalars(
            select(InboundEvent.error).where(
                InboundEvent.account == gateway.slug,
                (InboundEvent.attempts > 0) | InboundEvent.processed_at.is_(None),
            )
        )
        return not wrong.all()


@pytest.mark.parametrize("round_", range(3))
async def test_linking_while_both_write(gateway: Gateway, round_: int) -> None:
    await gateway.says("zalo", "cảm ơn")
    sent = await nominates(gateway, "zalo")
    code = await asks_for_code(gateway, "zalo")
    an = await gateway.says("telegram", f"liên kết {code}")
    gateway.nlu.intent = "nomination_status"
    an.taps(JOIN)
    for channel in ("zalo", "telegram") * 5:
        gateway.person(channel).writes("đề cử của tôi tới đâu rồi")
    await gateway.arrive()
    await handle_at_once(gateway, "zalo", "telegram")
    assert await clean(gateway)
    assert len(set(await people(gateway, "zalo", "telegram"))) == 1
    assert sent.code in str((await gateway.last("telegram")).body)


@pytest.mark.parametrize("round_", range(3))
async def test_two_accounts_that_link_each_other_at_once(gateway: Gateway, round_: int) -> None:
    ours, theirs = [await asks_for_code(gateway, name) for name in ("zalo", "telegram")]
    await gateway.says("zalo", f"liên kết {theirs}")
    await gateway.says("telegram", f"liên kết {ours}")
    gateway.person("zalo").taps(JOIN)
    gateway.person("telegram").taps(JOIN)
    await gateway.arrive()
    await handle_at_once(gateway, "zalo", "telegram")
    assert await clean(gateway)
    assert len(set(await people(gateway, "zalo", "telegram"))) == 1


@pytest.mark.parametrize("round_", range(3))
async def test_erasing_at_one_account_while_the_other_writes(gateway: Gateway, round_: int) -> None:
    await links(gateway, "zalo", "telegram")
    gateway.nlu.intent = "privacy_erase"
    await gateway.says("zalo", "xóa dữ liệu của tôi")
    await gateway.says("telegram", "xóa dữ liệu của tôi")
    gateway.nlu.intent = "story_read"
    for channel in ("zalo", "telegram"):
        gateway.person(channel).taps("Xóa hết")
        gateway.person(channel).writes("kể một câu chuyện")
    await gateway.arrive()
    await handle_at_once(gateway, "zalo", "telegram")
    assert await clean(gateway)
    assert len(set(await people(gateway, "zalo", "telegram"))) == 2


async def test_subscribing_at_both_accounts_at_once(gateway: Gateway) -> None:
    await links(gateway, "zalo", "telegram")
    gateway.nlu.intent = "subscribe"
    both = [await gateway.says(name, "cho tôi đăng ký") for name in ("zalo", "telegram")]
    for an in both:
        an.taps("Đồng ý nhận")
    await gateway.arrive()
    await handle_at_once(gateway, "zalo", "telegram")
    assert await clean(gateway)
    where = [await gateway.is_subscribed(channel) for channel in ("zalo", "telegram")]
    assert sorted(where) == [False, True]


async def test_linking_while_a_broadcast_goes_out(gateway: Gateway) -> None:
    for channel in ("zalo", "telegram"):
        await gateway.says(channel, "cảm ơn")
        await gateway.subscribe(channel)
    code = await asks_for_code(gateway, "zalo")
    an = await gateway.says("telegram", f"liên kết {code}")
    broadcast = await begins_a_broadcast(gateway)
    an.taps(JOIN)
    await gateway.arrive()
    services = gateway.services
    await asyncio.gather(
        handle_at_once(gateway, "telegram"), pump(services.sessions, services.queue, broadcast)
    )
    assert await clean(gateway)
    assert len(set(await people(gateway, "zalo", "telegram"))) == 1


async def waiting_for_a_lock(gateway: Gateway) -> None:
    async with asyncio.timeout(20), gateway.services.sessions() as session:
        waits = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
        while not await session.scalar(text(waits)):
            await asyncio.sleep(0.02)
            await session.rollback()


async def test_the_accounts_are_locked_in_one_order_by_whoever_begins(gateway: Gateway) -> None:
    await links(gateway, "zalo", "telegram")
    both = [(await gateway.conversation(name)).id for name in ("zalo", "telegram")]
    first, last = sorted(both)
    sessions = gateway.services.sessions
    async with sessions.begin() as holder:
        await lock_conversation(holder, first)
        async with sessions.begin() as session:
            locking = asyncio.create_task(lock_with_others(session, last))
            await waiting_for_a_lock(gateway)
            free = text("SELECT id FROM conversation WHERE id = :id FOR UPDATE SKIP LOCKED")
            async with sessions.begin() as other:
                not_yet = await other.scalar(free, {"id": last})
            await holder.commit()
            found = await locking
            assert found is not None
            assert found.id == not_yet == last, "locked out of turn"


async def test_who_finds_more_accounts_than_were_locked_begins_anew(gateway: Gateway) -> None:
    await links(gateway, "zalo", "telegram")
    await gateway.says("messenger", "cảm ơn")
    names = ("zalo", "telegram", "messenger")
    zalo, telegram, messenger = [await gateway.conversation(name) for name in names]
    sessions = gateway.services.sessions
    async with sessions.begin() as holder:
        await lock_conversation(holder, zalo.id)
        async with sessions.begin() as session:
            locking = asyncio.create_task(lock_with_others(session, telegram.id))
            await waiting_for_a_lock(gateway)
            await holder.execute(
                text("UPDATE conversation SET person_id = :person WHERE id = :id"),
                {"person": zalo.person_id, "id": messenger.id},
            )
            await holder.commit()
            assert await locking is None
        async with sessions.begin() as session:
            assert await lock_with_others(session, telegram.id) is not None
