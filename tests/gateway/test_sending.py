"""What becomes of a message, by what the vendor says of it."""

from __future__ import annotations

import asyncio
import datetime as dt
import functools
from typing import Any

import httpx
import pytest

from actions.reply import Media, Reply
from bot.channels.contract import Sent
from bot.channels.registry import CHANNELS
from bot.outbox import leaving, outcomes, policy, sending
from bot.outbox.policy import Hours
from bot.outbox.sending import NotYet, Sender, patiently
from data.sending import conversations_to_send
from tests.gateway.gateway import VENDORS, Gateway, with_choices
from tests.gateway.scripted import Scripted, one_reply, send, sender


@pytest.mark.parametrize("name", VENDORS)
async def test_sent(gateway: Gateway, name: str) -> None:
    an = await gateway.says(name, "cảm ơn")
    message = await gateway.last(name)
    assert (message.state, message.parts_sent, message.error) == ("sent", 1, None)
    assert message.provider_ids == [an.heard[0].id]
    assert message.sent_at is not None
    assert (await gateway.account(name)).last_sent_at is not None


async def test_retry_waits_longer_each_time_and_ends(
    gateway: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outcomes, "MOST_ATTEMPTS", 4)
    await one_reply(gateway)
    channel = Scripted("messenger", *[Sent("retry", after=0.5, reason="bận")] * 4)
    waits = []
    for _ in range(3):
        waits.append(await send(gateway, channel))
        await gateway.time_passes("messenger")
    assert [round(each or 0) for each in waits] == [2, 4, 8], "as long as the vendor says at least"
    assert await send(gateway, channel) is None
    message = await gateway.last("messenger")
    assert (message.state, message.error) == ("failed", "bận")


async def test_retry_waits_as_long_as_the_vendor_says(gateway: Gateway) -> None:
    await one_reply(gateway)
    wait = await send(gateway, Scripted("messenger", Sent("retry", after=90.0)))
    assert wait == pytest.approx(90, abs=3)


async def test_a_bubble_that_failed_often_does_not_count_against_the_next(
    gateway: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outcomes, "MOST_ATTEMPTS", 3)
    await gateway.says("messenger", "cảm ơn")
    await gateway.push("messenger", "service", Reply(text="Chào. " * 600, topic="help"))
    late = Sent("retry", after=0.1)
    channel = Scripted("messenger", late, late, Sent("sent", "a"), late, late, Sent("sent", "b"))
    for _ in range(6):
        await send(gateway, channel)
        await gateway.time_passes("messenger")
    assert (await gateway.last("messenger")).state == "sent"


async def test_throttled_holds_the_whole_account_and_uses_up_no_attempt(gateway: Gateway) -> None:
    await one_reply(gateway)
    wait = await send(gateway, Scripted("messenger", Sent("throttled", after=40.0, reason="613")))
    assert wait == pytest.approx(40, abs=3)
    message = await gateway.last("messenger")
    assert (message.state, message.attempts) == ("pending", 0)
    # Somebody else of the account is asked to wait too; another account is not.
    other = gateway.vendor("messenger").person("777", "Bình")
    other.writes("cảm ơn")
    gateway.person("telegram").writes("cảm ơn")
    await gateway.arrive()
    await gateway.handle()
    await gateway.send()
    assert not other.heard
    assert len(gateway.person("telegram").heard) == 1
    await gateway.time_passes("messenger")
    await gateway.send()
    assert len(other.heard) == 1
    assert len(gateway.person("messenger").heard) == 1


async def test_a_shorter_hold_does_not_end_a_longer_one(gateway: Gateway) -> None:
    await one_reply(gateway)
    await send(gateway, Scripted("messenger", Sent("throttled", after=400.0)))
    until = (await gateway.account("messenger")).held_until
    for message in await gateway.outbox("messenger"):
        await gateway.set_message(message.id, next_at=None)
    wait = await send(gateway, Scripted("messenger", Sent("throttled", after=1.0)))
    assert wait == pytest.approx(400, abs=5)
    assert (await gateway.account("messenger")).held_until == until


async def test_permanent_ends_this_message_and_the_next_leaves(gateway: Gateway) -> None:
    await gateway.says("messenger", "cảm ơn")
    await gateway.push("messenger", "service", "một")
    await gateway.push("messenger", "service", "hai")
    await send(gateway, Scripted("messenger", Sent("permanent", reason="100")))
    assert [m.state for m in await gateway.outbox("messenger")] == ["sent", "failed", "sent"]


async def test_unreachable_stops_everything_until_they_write(gateway: Gateway) -> None:
    an = await gateway.says("messenger", "cảm ơn")
    await gateway.push("messenger", "service", "một")
    await gateway.push("messenger", "service", "hai")
    channel = Scripted("messenger", Sent("unreachable", reason="551"))
    await send(gateway, channel)
    assert len(channel.sent) == 1, "asked again, though nobody is there"
    assert [m.state for m in await gateway.outbox("messenger")] == ["sent", "failed", "failed"]
    assert (await gateway.conversation("messenger")).unreachable == "551"
    heard = len(an.heard)
    await gateway.says("messenger", "tôi đây")
    assert len(an.heard) == heard + 1
    assert (await gateway.conversation("messenger")).unreachable is None


@pytest.mark.parametrize(("gone", "still"), [(True, False), (False, True)])
async def test_who_has_gone_is_subscribed_no_longer(
    gateway: Gateway, by_day: None, gone: bool, still: bool
) -> None:
    await gateway.says("telegram", "cảm ơn")
    await gateway.subscribe("telegram")
    await gateway.push("telegram", "story", "Chuyện")
    await send(gateway, Scripted("telegram", Sent("unreachable", reason="403", gone=gone)))
    assert await gateway.is_subscribed("telegram") is still
    assert (await gateway.last("telegram")).state == "failed"


async def test_config_halts_the_account_and_nothing_is_lost(gateway: Gateway) -> None:
    await one_reply(gateway)
    channel = Scripted("messenger", Sent("config", reason="190: mã sai"))
    assert (await send(gateway, channel) or 0) > 30
    account = await gateway.account("messenger")
    assert (account.state, account.reason) == ("halted", "190: mã sai")
    assert (await gateway.last("messenger")).state == "pending"
    await send(gateway, channel)
    assert len(channel.sent) == 1
    await gateway.set_account("messenger", state="active", reason=None)
    assert await send(gateway, channel) is None
    assert (await gateway.last("messenger")).state == "sent"


async def test_a_paused_account_hears_and_says_nothing(gateway: Gateway) -> None:
    await gateway.set_account("telegram", state="paused")
    an = await gateway.says("telegram", "cảm ơn")
    assert not an.heard
    assert (await gateway.events("telegram"))[0].processed_at is not None
    await gateway.set_account("telegram", state="active")
    await gateway.send()
    assert len(an.heard) == 1


async def test_a_channel_that_breaks_does_not_lose_the_message(gateway: Gateway) -> None:
    await one_reply(gateway)
    channel = Scripted("messenger")

    async def broken(*_: Any, **__: Any) -> Sent:
        raise RuntimeError("?")

    channel.send = broken  # type: ignore[method-assign]
    await send(gateway, channel)
    message = await gateway.last("messenger")
    assert (message.state, message.doubtful) == ("pending", True)


async def test_a_call_that_never_returns_is_in_doubt(
    gateway: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sending, "LONGEST_CALL", 0.05)
    await one_reply(gateway)
    channel = Scripted("messenger")

    async def hangs(*_: Any, **__: Any) -> Sent:
        await asyncio.sleep(60)
        raise AssertionError

    channel.send = hangs  # type: ignore[method-assign]
    await send(gateway, channel)
    assert (await gateway.last("messenger")).doubtful


async def test_a_message_that_cannot_be_laid_out_is_parked(gateway: Gateway) -> None:
    await gateway.says("telegram", "cảm ơn")
    number = await gateway.push("telegram", "service", "một")
    await gateway.push("telegram", "service", "hai")
    await gateway.set_message(number, body={"words": "no reply at all"})
    await gateway.send()
    states = [m.state for m in await gateway.outbox("telegram")]
    assert states == ["sent", "failed", "sent"]


async def test_secrets_that_cannot_be_opened_halt_the_account(gateway: Gateway) -> None:
    await one_reply(gateway, "telegram")
    await gateway.set_account("telegram", secrets=b"something else")
    await gateway.send()
    assert (await gateway.account("telegram")).state == "halted"
    assert (await gateway.last("telegram")).state == "pending"


async def test_what_was_learnt_is_kept_with_the_account(gateway: Gateway) -> None:
    await one_reply(gateway, "zalo")
    learnt = {"endpoint": "v2"}
    await send(gateway, Scripted("zalo", Sent("sent", "a", learnt=learnt, quota_left=7)))
    account = await gateway.account("zalo")
    assert account.options["endpoint"] == "v2"
    assert account.quota_left == 7


# --- order


async def test_bubbles_leave_in_order_and_each_once(gateway: Gateway) -> None:
    an = await gateway.says("telegram", "cảm ơn")
    long = " ".join(f"Câu số {n}." for n in range(1200))
    await gateway.push("telegram", "service", Reply(text=long, topic="help"))
    await gateway.push("telegram", "service", "cuối")
    await gateway.send()
    texts = [bubble.text for bubble in an.heard[1:]]
    assert len(texts) == 5
    assert " ".join(texts[:-1]).split() == long.split()
    assert texts[-1] == "cuối"
    message = (await gateway.outbox("telegram"))[1]
    assert message.provider_ids == [bubble.id for bubble in an.heard[1:-1]]


@pytest.mark.parametrize("name", VENDORS)
async def test_many_workers_at_once_send_no_bubble_twice(gateway: Gateway, name: str) -> None:
    an = await gateway.says(name, "cảm ơn")
    for n in range(8):
        await gateway.push(name, "service", f"tin {n}")
    (conversation,) = await gateway.with_messages()
    await asyncio.gather(*(patiently(gateway.sender, conversation, 1.0) for _ in range(6)))
    while await gateway.with_messages():  # somebody had to wait for another's bubble
        await patiently(gateway.sender, conversation, 30.0)
    assert [bubble.text for bubble in an.heard[1:]] == [f"tin {n}" for n in range(8)]


async def test_a_story_does_not_hold_up_an_answer(
    gateway: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It waits for the morning; the reply to what they ask at night leaves at once."""
    always = Hours(dt.time(0), dt.time(23, 59, 59))
    monkeypatch.setattr(leaving, "decide", functools.partial(policy.decide, quiet=always))
    an = await gateway.says("telegram", "cảm ơn")
    await gateway.subscribe("telegram")
    await gateway.push("telegram", "story", "Chuyện kể")
    await gateway.send()
    story = await gateway.last("telegram")
    assert story.state == "pending"
    assert story.next_at is not None
    await gateway.says("telegram", "còn đó không")
    assert len(an.heard) == 2
    assert "Chuyện kể" not in [bubble.text for bubble in an.heard]


async def test_stories_leave_some_of_the_rate_to_replies(
    gateway: Gateway, by_day: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sending, "RATES", {"telegram": (0.001, 30.0)})
    await gateway.says("telegram", "cảm ơn")
    await gateway.subscribe("telegram")
    await gateway.push("telegram", "story", "Chuyện")
    now = dt.datetime.now(dt.UTC)
    await gateway.set_account("telegram", tokens=5, tokens_at=now)
    (conversation,) = await gateway.with_messages()
    with pytest.raises(NotYet):
        await gateway.sender.conversation(conversation)
    await gateway.push("telegram", "service", "Trả lời")
    with pytest.raises(NotYet):
        await gateway.sender.conversation(conversation)
    assert [m.state for m in await gateway.outbox("telegram")][1:] == ["pending", "sent"]


async def test_no_more_leaves_than_the_rate_allows(
    gateway: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sending, "RATES", {"telegram": (10.0, 3.0)})
    await gateway.says("telegram", "cảm ơn")
    for n in range(8):
        await gateway.push("telegram", "service", f"tin {n}")
    await gateway.set_account("telegram", tokens=3, tokens_at=dt.datetime.now(dt.UTC))
    (conversation,) = await gateway.with_messages()
    began = asyncio.get_running_loop().time()
    await patiently(gateway.sender, conversation, 1.0)
    assert asyncio.get_running_loop().time() - began > 0.45
    assert not await gateway.with_messages()


async def test_who_has_to_wait_is_found_again_when_the_time_has_come(gateway: Gateway) -> None:
    """A job does not wait for it: it would hold up what comes later."""
    await one_reply(gateway)
    channel = Scripted("messenger", Sent("retry", after=50.0))
    (conversation,) = await gateway.with_messages()
    await asyncio.wait_for(patiently(sender(gateway, channel), conversation, 1.0), 5)

    async def due() -> list[tuple[Any, bool]]:
        async with gateway.services.sessions() as session:
            found = await conversations_to_send(session, 30.0, "none:", "none:")
        return [each for each in found if each[0] == conversation]

    assert await due() == []
    await gateway.time_passes("messenger")
    assert await due() == [(conversation, False)]
    soon = dt.datetime.now(dt.UTC) + dt.timedelta(seconds=60)
    await gateway.set_account("messenger", held_until=soon)
    assert await due() == [], "the whole account waits"
    await gateway.set_account("messenger", held_until=None, state="paused")
    assert await due() == []


async def test_what_has_a_job_gets_no_second_one(gateway: Gateway) -> None:
    message = await one_reply(gateway)
    await gateway.set_message(message.id, next_at=dt.datetime(2020, 1, 1, tzinfo=dt.UTC))
    (conversation,) = await gateway.with_messages()
    async with gateway.services.sessions() as session:
        found = await conversations_to_send(session, 30.0, "sender:", "bulk:")
    assert conversation not in [each[0] for each in found]


async def test_a_picture_refused_goes_as_its_address(gateway: Gateway) -> None:
    """No part of the reply is lost, and it is asked once."""
    await gateway.says("telegram", "cảm ơn")
    picture = Media(kind="image", url="https://xa.vn/anh.jpg", alt="Bà Lan")
    reply = Reply(text="Chuyện bà Lan.", topic="story", media=(picture,))
    await gateway.push("telegram", "service", reply)
    channel = Scripted("telegram", Sent("permanent", reason="400: ảnh", plain=True))
    assert await send(gateway, channel) is None
    refused, instead = channel.sent
    assert refused.image == "https://xa.vn/anh.jpg"
    assert instead.image is None
    assert "Chuyện bà Lan." in instead.text
    assert "https://xa.vn/anh.jpg" in instead.text
    assert (await gateway.last("telegram")).state == "sent"


async def test_a_text_refused_is_not_tried_as_plain_for_ever(gateway: Gateway) -> None:
    await one_reply(gateway, "telegram")
    refusal = Sent("permanent", reason="400", plain=True)
    channel = Scripted("telegram", *[refusal] * 10)
    await gateway.push("telegram", "service", with_choices("Chọn", 3))
    await send(gateway, channel)
    assert len(channel.sent) == 3, "the text once, the buttons, the list instead"
    assert [m.state for m in await gateway.outbox("telegram")] == ["failed", "failed"]


async def test_the_vendor_s_slow_answer_does_not_hold_up_other_people(gateway: Gateway) -> None:
    slow, quick = gateway.person("telegram"), gateway.vendor("telegram").person("31", "Chi")
    for each in (slow, quick):
        each.writes("cảm ơn")
    await gateway.arrive()
    await gateway.handle()
    gateway.vendor("telegram").set_next_error(slow, "slow:1.5")
    sends = [
        asyncio.create_task(patiently(gateway.sender, each, 1.0))
        for each in await gateway.with_messages()
    ]
    await asyncio.sleep(0.7)
    assert len(quick.heard) == 1
    assert not slow.heard
    await asyncio.gather(*sends)
    assert len(slow.heard) == 1


async def test_a_connection_never_made_is_tried_again(gateway: Gateway) -> None:
    await one_reply(gateway, "telegram")

    async def refuse(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("no route", request=request)

    services = gateway.services
    async with httpx.AsyncClient(transport=httpx.MockTransport(refuse)) as nowhere:
        lonely = Sender(services.sessions, nowhere, services.seal, CHANNELS)
        (conversation,) = await gateway.with_messages()
        with pytest.raises(NotYet):
            await lonely.conversation(conversation)
    message = await gateway.last("telegram")
    assert (message.state, message.attempts, message.doubtful) == ("pending", 1, False)
