"""A person answers from the vendor's own inbox: the assistant is silent, and says when it is
back."""

from __future__ import annotations

import asyncio
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text

from bot.inbox import handling
from bot.inbox.handling import BACK
from data.photos import get_own
from data.transcripts import transcript
from tests.gateway.gateway import Gateway

pytestmark = pytest.mark.usefixtures("hosts_found")
both = pytest.mark.parametrize("name", ["zalo", "messenger"])


async def an_official_writes(gateway: Gateway, name: str, words: str = "Tôi là cán bộ.") -> None:
    gateway.vendor(name).staff_writes(gateway.person(name), words)
    await gateway.settle()


@both
async def test_silent_while_an_official_answers_and_back_after_an_hour(
    gateway: Gateway, name: str
) -> None:
    person = await gateway.says(name, "cảm ơn")
    await an_official_writes(gateway, name)
    heard = len(person.heard)
    await gateway.says(name, "bà Lan nhà ở đâu ạ")
    gateway.minutes = 59
    await gateway.says(name, "alo")
    assert len(person.heard) == heard
    gateway.minutes = 61
    await gateway.says(name, "còn ai không")
    assert person.heard[heard].text == BACK.text
    assert len(person.heard) == heard + 2
    await gateway.says(name, "cảm ơn")
    assert len(person.heard) == heard + 3, "said again that it is back"


@both
async def test_who_started_and_ended_it_is_kept(gateway: Gateway, name: str) -> None:
    await gateway.says(name, "cảm ơn")
    await an_official_writes(gateway, name)
    gateway.minutes = 61
    await gateway.says(name, "còn ai không")
    conversation = await gateway.conversation(name)
    async with gateway.services.sessions() as session:
        (row,) = await session.execute(
            text("SELECT * FROM handoff WHERE conversation_id = :id"), {"id": conversation.id}
        )
    assert (row.reason, row.answered_by, row.ended_by) == ("answered", "vendor", "silence")
    assert row.answered_at is not None
    assert row.ended_at is not None


async def test_no_model_is_asked_and_nothing_is_told_while_an_official_answers(
    gateway: Gateway,
) -> None:
    """Also when Rasa is away: they do not care."""
    person = await gateway.says("messenger", "cảm ơn")
    await an_official_writes(gateway, "messenger")
    heard, asked = len(person.heard), len(gateway.nlu.asked)
    gateway.nlu.away = True
    await gateway.says("messenger", "nhà bà ấy ở thôn 2")
    person.does("sticker")
    person.does("image")
    person.does("referral", ref="qr-cam-ngoc")
    await gateway.settle()
    assert len(person.heard) == heard
    assert len(gateway.nlu.asked) == asked


async def test_a_picture_is_kept_for_the_official_who_answers(gateway: Gateway) -> None:
    person = await gateway.says("messenger", "cảm ơn")
    await an_official_writes(gateway, "messenger")
    heard = len(person.heard)
    person.does("image")
    await gateway.settle()
    assert len(person.heard) == heard
    conversation = await gateway.conversation("messenger")
    async with gateway.services.sessions() as session:
        line = (await transcript(session, conversation.id, 10))[-1]
        assert line.kind == "image"
        assert line.photo is not None
        assert await get_own(session, conversation.person_id, UUID(line.photo)) is not None


async def test_what_must_always_work_does_so_all_the_same(gateway: Gateway) -> None:
    person = await gateway.says("messenger", "cảm ơn")
    await gateway.subscribe("messenger")
    await an_official_writes(gateway, "messenger")
    heard = len(person.heard)
    await gateway.says("messenger", "gặp cán bộ")
    await gateway.says("messenger", "dừng")
    assert len(person.heard) == heard + 2
    person.taps("Ngừng nhận tin")
    await gateway.settle()
    assert not await gateway.is_subscribed("messenger")


async def test_the_hour_may_end_while_a_message_is_being_looked_at(
    gateway: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is understood and answered then, not passed over."""
    person = await gateway.says("messenger", "cảm ơn")
    await an_official_writes(gateway, "messenger")
    heard, asked = len(person.heard), len(gateway.nlu.asked)
    answers = handling.person_answers
    looks = 0

    async def ends_meanwhile(*given: Any) -> bool:
        nonlocal looks
        looks += 1
        if looks == 2:
            gateway.minutes = 61
            return await answers(given[0], given[1], gateway.clock())
        return await answers(*given)

    monkeypatch.setattr(handling, "person_answers", ends_meanwhile)
    await gateway.says("messenger", "còn ai không")
    assert len(gateway.nlu.asked) == asked + 1
    assert len(person.heard) == heard + 2


async def test_a_person_is_reached_from_any_state(gateway: Gateway) -> None:
    gateway.nlu.intent = "nominate"
    await gateway.says("zalo", "tôi muốn giới thiệu")
    gateway.nlu.away = True
    person = await gateway.says("zalo", "gặp cán bộ")
    assert "ghi lại yêu cầu" in person.heard[-1].text


async def test_official_words_while_the_bot_s_own_bubble_is_leaving(gateway: Gateway) -> None:
    """Told by who wrote: the echo of a person counts although something of ours is under way."""
    person = await gateway.says("messenger", "cảm ơn")
    gateway.vendor("messenger").set_next_error(person, "slow:0.6")
    await gateway.push("messenger", "service", "Tin của trợ lý")
    (conversation,) = await gateway.with_messages()
    leaving = asyncio.create_task(gateway.sender.conversation(conversation))
    await asyncio.sleep(0.1)
    await an_official_writes(gateway, "messenger", "Tôi là cán bộ, chào bà.")
    await leaving
    heard = len(person.heard)
    await gateway.says("messenger", "cảm ơn")
    assert len(person.heard) == heard


async def test_an_official_s_answer_from_our_desk_is_no_other_person(gateway: Gateway) -> None:
    """Its echo is ours, and starts nothing."""
    await gateway.says("zalo", "cảm ơn")
    await gateway.push("zalo", "human", "Cán bộ xã: tôi xem rồi ạ.")
    await gateway.send()
    await gateway.settle()
    conversation = await gateway.conversation("zalo")
    async with gateway.services.sessions() as session:
        count = await session.scalar(
            text("SELECT count(*) FROM handoff WHERE conversation_id = :id"),
            {"id": conversation.id},
        )
    assert count == 0
