"""Floods, poison and a model that is away: one conversation's trouble, and nobody else's."""

from __future__ import annotations

import asyncio
import datetime as dt

import pytest
from sqlalchemy import text, update
from sqlalchemy.exc import OperationalError

from bot.dialogue.nlu import NluUnavailable
from bot.inbox import handling
from bot.inbox.arriving import Arriving
from bot.inbox.handling import FAILED, TOO_FAST, WAITING, TooFast
from data.inbox import MAX_ATTEMPTS, conversations_waiting
from data.models import InboundEvent
from tests.gateway.gateway import Gateway


async def a_minute_passes(gateway: Gateway) -> None:
    async with gateway.services.sessions.begin() as session:
        await session.execute(
            text(
                "UPDATE inbound_event SET processed_at = processed_at - interval '61 seconds' "
                "WHERE account = :slug"
            ),
            {"slug": gateway.slug},
        )


async def handle_and_send(gateway: Gateway, *expected: type[Exception]) -> int:
    """How many conversations could not go on."""
    stopped = 0
    for conversation in await gateway.with_events():
        try:
            await gateway.handling.conversation(conversation)
        except expected:
            stopped += 1
    await gateway.send()
    return stopped


# --- floods


async def test_a_flood_is_slowed_told_once_and_loses_nothing(gateway: Gateway) -> None:
    gateway.messages_per_minute = 3
    an = gateway.person("telegram")
    for n in range(8):
        an.writes(f"cảm ơn {n}")
    await gateway.arrive()
    assert await handle_and_send(gateway, TooFast) == 1
    assert await handle_and_send(gateway, TooFast) == 1
    texts = [bubble.text for bubble in an.heard]
    assert len(texts) == 4
    assert texts.count(TOO_FAST.text) == 1
    await a_minute_passes(gateway)
    await handle_and_send(gateway, TooFast)
    await a_minute_passes(gateway)
    await handle_and_send(gateway, TooFast)
    texts = [bubble.text for bubble in an.heard]
    assert len(texts) == 9
    assert texts.count(TOO_FAST.text) == 1, "told again"
    assert gateway.nlu.asked == [f"cảm ơn {n}" for n in range(8)]


async def test_others_are_answered_at_once_while_somebody_floods(gateway: Gateway) -> None:
    gateway.messages_per_minute = 2
    an, binh = gateway.person("messenger"), gateway.vendor("messenger").person("52", "Bình")
    for n in range(30):
        an.writes(f"tin {n}")
    binh.writes("cảm ơn")
    await gateway.arrive()
    await handle_and_send(gateway, TooFast)
    assert len(binh.heard) == 1


async def test_who_floods_is_still_heard_when_they_say_stop(gateway: Gateway) -> None:
    gateway.messages_per_minute = 2
    an = await gateway.says("zalo", "cảm ơn")
    await gateway.subscribe("zalo")
    for n in range(6):
        an.writes(f"tin {n}")
    an.writes("dừng")
    await gateway.arrive()
    await handle_and_send(gateway, TooFast)
    assert any("ngừng nhận" in bubble.text for bubble in an.heard)
    an.taps("Ngừng nhận tin")
    await gateway.arrive()
    await handle_and_send(gateway, TooFast)
    assert not await gateway.is_subscribed("zalo")


async def test_what_is_only_taken_note_of_is_no_flood(gateway: Gateway) -> None:
    gateway.messages_per_minute = 2
    an = await gateway.says("messenger", "cảm ơn")
    for _ in range(10):
        an.does("seen")
    await gateway.arrive()
    assert await handle_and_send(gateway, TooFast) == 0
    await gateway.says("messenger", "cảm ơn")
    assert len(an.heard) == 2


async def test_an_official_s_words_count_at_once_although_somebody_floods(gateway: Gateway) -> None:
    gateway.messages_per_minute = 2
    an = gateway.person("messenger")
    for n in range(6):
        an.writes(f"tin {n}")
    await gateway.arrive()
    await handle_and_send(gateway, TooFast)
    gateway.vendor("messenger").staff_writes(an, "Tôi là cán bộ, bà bình tĩnh.")
    await gateway.arrive()
    await handle_and_send(gateway, TooFast)
    heard = len(an.heard)
    await a_minute_passes(gateway)
    await handle_and_send(gateway, TooFast)
    assert len(an.heard) == heard


# --- a model that is away


async def test_what_cannot_be_understood_now_is_answered_in_order_later(gateway: Gateway) -> None:
    gateway.nlu.away = True
    an = gateway.person("messenger")
    for n in range(4):
        an.writes(f"hỏi {n}")
    await gateway.arrive()
    for _ in range(3):
        assert await handle_and_send(gateway, NluUnavailable) == 1
    assert [bubble.text for bubble in an.heard] == [WAITING.text]
    gateway.nlu.away, gateway.nlu.asked = False, []
    await gateway.settle()
    assert gateway.nlu.asked == [f"hỏi {n}" for n in range(4)]
    assert len(an.heard) == 5


async def test_it_is_not_counted_as_a_failure_however_long_it_takes(gateway: Gateway) -> None:
    gateway.nlu.away = True
    gateway.person("telegram").writes("hỏi")
    await gateway.arrive()
    gateway.minutes = 30
    for _ in range(MAX_ATTEMPTS + 3):
        assert await handle_and_send(gateway, NluUnavailable) == 1
    gateway.nlu.away = False
    await gateway.settle()
    assert len(gateway.person("telegram").heard) == 2


# --- poison


class PoisonError(Exception):
    pass


@pytest.fixture
def poison(monkeypatch: pytest.MonkeyPatch) -> None:
    """A text that breaks whatever handles it."""
    respond = handling.respond

    async def breaks(turn: handling.Turn) -> object:
        if "độc" in turn.text:
            raise PoisonError("0912 345 678")
        return await respond(turn)

    monkeypatch.setattr(handling, "respond", breaks)


async def test_poison_is_parked_with_its_reason_and_the_conversation_goes_on(
    gateway: Gateway, poison: None
) -> None:
    an = gateway.person("telegram")
    for words in ("cảm ơn", "độc 0912 345 678", "cảm ơn nữa"):
        an.writes(words)
    await gateway.arrive()
    tries = 0
    while await handle_and_send(gateway, PoisonError):
        tries += 1
    assert tries == MAX_ATTEMPTS - 1
    events = {each.payload["text"]: each for each in await gateway.events("telegram")}
    assert len(events) == 3
    (parked,) = [each for each in events.values() if each.failed_at]
    assert (parked.error, parked.processed_at) == ("PoisonError", None)
    assert "345 678" not in parked.payload["text"]
    texts = [bubble.text for bubble in an.heard]
    assert texts.count(FAILED.text) == 1
    assert len(texts) == 3


async def test_poison_that_nobody_wrote_says_nothing(
    gateway: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An echo or a receipt that breaks something is no business of the person's."""

    async def breaks(*_: object) -> None:
        raise PoisonError

    an = await gateway.says("messenger", "cảm ơn")
    monkeypatch.setattr(handling.Arriving, "note", breaks)
    an.does("seen")
    await gateway.arrive()
    while await handle_and_send(gateway, PoisonError):
        pass
    assert len(an.heard) == 1
    assert [each.failed_at is not None for each in await gateway.events("messenger")].count(True)


async def test_what_must_always_work_does_so_behind_poison(gateway: Gateway, poison: None) -> None:
    an = await gateway.says("messenger", "cảm ơn")
    await gateway.subscribe("messenger")
    an.writes("độc")
    an.writes("dừng")
    await gateway.arrive()
    await handle_and_send(gateway, PoisonError)
    assert any("ngừng nhận" in bubble.text for bubble in an.heard)


async def test_a_database_that_goes_away_is_no_fault_of_the_message(
    gateway: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def away(*_: object) -> None:
        raise OperationalError("UPDATE", {}, ConnectionError("?"), connection_invalidated=True)

    gateway.person("telegram").writes("cảm ơn")
    await gateway.arrive()
    with monkeypatch.context() as patched:
        patched.setattr(handling, "lock", away)
        for _ in range(MAX_ATTEMPTS + 2):
            assert await handle_and_send(gateway, OperationalError) == 1
    (event,) = await gateway.events("telegram")
    assert (event.attempts, event.failed_at) == (0, None)
    await gateway.settle()
    assert len(gateway.person("telegram").heard) == 1


async def test_one_that_took_its_worker_down_each_time_is_given_up(gateway: Gateway) -> None:
    """It raises nothing: the worker is gone. Late ones are counted before they are tried."""
    an = gateway.person("telegram")
    an.writes("chết")
    await gateway.arrive()
    (event,) = await gateway.events("telegram")
    async with gateway.services.sessions.begin() as session:
        await session.execute(
            update(InboundEvent)
            .where(InboundEvent.id == event.id)
            .values(
                attempts=MAX_ATTEMPTS - 1,
                received_at=dt.datetime.now(dt.UTC) - dt.timedelta(minutes=1),
            )
        )
    await gateway.settle()
    (event,) = await gateway.events("telegram")
    assert event.failed_at is not None
    assert [bubble.text for bubble in an.heard] == [FAILED.text]


# --- two workers


async def test_two_workers_answer_everything_once_and_in_order(gateway: Gateway) -> None:
    an = gateway.person("messenger")
    for n in range(12):
        an.writes(f"hỏi {n}")
    await gateway.arrive()
    (conversation,) = await gateway.with_events()
    gateway.nlu.seconds = 0.01
    await asyncio.gather(*(gateway.handling.conversation(conversation) for _ in range(4)))
    events = await gateway.events("messenger")
    told = [each.payload["text"] for each in events]
    assert told == [f"hỏi {n}" for n in range(12)]
    assert len(await gateway.outbox("messenger")) == 12
    await gateway.send()
    assert len(an.heard) == 12


async def test_a_lost_job_is_found_again(gateway: Gateway) -> None:
    gateway.person("telegram").writes("cảm ơn")
    await gateway.arrive()
    (conversation,) = await gateway.with_events()

    async def forgotten() -> bool:
        async with gateway.services.sessions() as session:
            return conversation in await conversations_waiting(session, "conversation:")

    assert not await forgotten(), "it came a moment ago"
    async with gateway.services.sessions.begin() as session:
        await session.execute(
            text(
                "UPDATE inbound_event SET received_at = now() - interval '1 minute' "
                "WHERE account = :slug"
            ),
            {"slug": gateway.slug},
        )
    assert not await forgotten(), "it has a job"
    async with gateway.services.sessions.begin() as session:
        await session.execute(
            text("DELETE FROM procrastinate_jobs WHERE lock = :lock"),
            {"lock": f"conversation:{conversation}"},
        )
    assert await forgotten()


@pytest.mark.parametrize("answered_by", ["assistant", "official"])
async def test_what_takes_its_worker_down_is_given_up(
    gateway: Gateway, monkeypatch: pytest.MonkeyPatch, answered_by: str
) -> None:
    """A dying process raises nothing that could be counted; here it is cancelled instead."""
    person = await gateway.says("messenger", "cảm ơn")
    if answered_by == "official":
        gateway.vendor("messenger").staff_writes(person, "Tôi là cán bộ.")
        await gateway.settle()
    person.does("image")
    await gateway.arrive()

    async def dies(self: Arriving, event: InboundEvent) -> None:
        if event.kind == "image":
            raise asyncio.CancelledError

    monkeypatch.setattr(Arriving, "prepare", dies)
    gateway.minutes = 1
    (conversation,) = await gateway.with_events()
    for _ in range(MAX_ATTEMPTS - 1):
        with pytest.raises(asyncio.CancelledError):
            await gateway.handling.conversation(conversation)
    await gateway.handling.conversation(conversation)
    (parked,) = [each for each in await gateway.events("messenger") if each.kind == "image"]
    assert parked.failed_at is not None
