"""The vendors' windows: what may leave, what waits for the person to write, what a human says."""

from __future__ import annotations

import datetime as dt

import pytest

from bot.channels.contract import Sent
from tests.gateway.gateway import Gateway
from tests.gateway.scripted import Scripted, send


async def story(gateway: Gateway, channel: str, words: str = "Chuyện kể") -> None:
    await gateway.push(channel, "story", words)


async def states(gateway: Gateway, channel: str) -> list[str]:
    return [m.state for m in await gateway.outbox(channel) if m.purpose == "story"]


@pytest.fixture
async def subscriber(gateway: Gateway, by_day: None) -> None:
    await gateway.says("messenger", "cảm ơn")
    await gateway.subscribe("messenger")


async def test_a_story_outside_the_window_waits_and_leaves_when_they_write(
    gateway: Gateway, subscriber: None
) -> None:
    an = gateway.person("messenger")
    await gateway.silent_for("messenger", hours=30)
    await story(gateway, "messenger")
    await gateway.send()
    assert await states(gateway, "messenger") == ["waiting"]
    assert an.tries == 1, "the vendor was asked although we know"
    await gateway.says("messenger", "chào")
    assert await states(gateway, "messenger") == ["sent"]
    assert an.heard[-1].text == "Chuyện kể", "the answer comes first"


async def test_of_many_that_waited_the_newest_is_told(gateway: Gateway, subscriber: None) -> None:
    await gateway.silent_for("messenger", hours=30)
    for week in range(4):
        await story(gateway, "messenger", f"Chuyện {week}")
    await gateway.send()
    await gateway.says("messenger", "chào")
    assert await states(gateway, "messenger") == ["failed", "failed", "failed", "sent"]
    assert [b.text for b in gateway.person("messenger").heard][-1] == "Chuyện 3"


async def test_when_the_vendor_says_it_is_closed_nothing_more_is_tried(
    gateway: Gateway, by_day: None
) -> None:
    """Zalo's -230 and -232: whatever we had counted, until they write."""
    an = await gateway.says("zalo", "cảm ơn")
    await gateway.subscribe("zalo")
    gateway.vendor("zalo").set_next_error(an, "-230")
    await story(gateway, "zalo")
    await gateway.push("zalo", "service", "Tin về đề cử")
    await gateway.send()
    tries = an.tries
    await gateway.push("zalo", "service", "Tin nữa")
    await story(gateway, "zalo", "Chuyện khác")
    await gateway.send()
    assert an.tries == tries
    assert await states(gateway, "zalo") == ["waiting", "waiting"]
    assert (await gateway.conversation("zalo")).window_ends is not None
    await gateway.says("zalo", "tôi đây")
    assert (await gateway.conversation("zalo")).window_ends is None
    assert await states(gateway, "zalo") == ["failed", "sent"]


async def test_the_vendor_s_word_is_about_one_person_alone(gateway: Gateway) -> None:
    """-232 comes for whoever only follows: others of the account are answered."""
    an, binh = gateway.person("zalo"), gateway.vendor("zalo").person("456", "Bình")
    gateway.vendor("zalo").set_next_error(an, "-232")
    an.writes("cảm ơn")
    binh.writes("cảm ơn")
    await gateway.settle()
    assert not an.heard
    assert len(binh.heard) == 1


async def test_a_warning_of_bothering_closes_the_window_and_slows_the_account(
    gateway: Gateway, subscriber: None
) -> None:
    bothered = Sent("throttled", after=60, reason="613/2018338", window_closed=True)
    await story(gateway, "messenger")
    await send(gateway, Scripted("messenger", bothered))
    assert await states(gateway, "messenger") == ["waiting"]
    assert (await gateway.account("messenger")).held_until is not None
    assert (await gateway.conversation("messenger")).window_ends is not None


async def test_who_has_left_gets_no_story(gateway: Gateway, by_day: None) -> None:
    await gateway.says("zalo", "cảm ơn")
    await gateway.subscribe("zalo")
    gateway.person("zalo").does("unfollow")
    await gateway.settle()
    assert not await gateway.is_subscribed("zalo")
    await story(gateway, "zalo")
    await gateway.send()
    assert await states(gateway, "zalo") == ["failed"]


async def test_leaving_long_ago_does_not_undo_what_they_wrote_since(gateway: Gateway) -> None:
    """Delivered late: they came back before it was told."""
    an = await gateway.says("zalo", "cảm ơn")
    await gateway.subscribe("zalo")
    an.does("unfollow")
    await gateway.arrive()
    (left,) = [each for each in await gateway.events("zalo") if each.kind == "unfollow"]
    async with gateway.services.sessions.begin() as session:
        kept = await session.merge(left)
        kept.happened_at = left.happened_at - dt.timedelta(hours=1)
    await gateway.handle()
    assert await gateway.is_subscribed("zalo")
    assert (await gateway.conversation("zalo")).unreachable is None


async def test_who_did_not_subscribe_gets_no_story(gateway: Gateway, by_day: None) -> None:
    await gateway.says("messenger", "cảm ơn")
    await story(gateway, "messenger")
    await gateway.send()
    assert await states(gateway, "messenger") == ["failed"]


# --- what a person of ours typed


async def test_within_the_day_an_official_answers_as_anybody(gateway: Gateway) -> None:
    await gateway.says("messenger", "cảm ơn")
    await gateway.push("messenger", "human", "Tôi là cán bộ xã.")
    channel = Scripted("messenger")
    await send(gateway, channel)
    assert channel.purposes == ["human"]
    assert "outside_window" not in channel.options[0]


async def test_after_it_for_seven_days_by_the_tag_for_people(gateway: Gateway) -> None:
    an = await gateway.says("messenger", "cảm ơn")
    await gateway.silent_for("messenger", hours=50)
    await gateway.push("messenger", "human", "Tôi là cán bộ xã.")
    await gateway.send()
    assert (await gateway.last("messenger")).state == "sent"
    assert an.heard[-1].text == "Tôi là cán bộ xã."
    assert "outside_window" not in (await gateway.account("messenger")).options


async def test_a_page_whose_people_may_not_goes_on_all_the_same(gateway: Gateway) -> None:
    """Facebook has not approved Human Agent for the app: one answer fails, not the account."""
    await gateway.says("messenger", "cảm ơn")
    gateway.vendor("messenger").account.human_agent = False
    await gateway.silent_for("messenger", hours=50)
    await gateway.push("messenger", "human", "Tôi là cán bộ xã.")
    await gateway.send()
    assert (await gateway.last("messenger")).state == "failed"
    assert (await gateway.account("messenger")).state == "active"


async def test_nothing_else_takes_that_way(gateway: Gateway) -> None:
    await gateway.says("messenger", "cảm ơn")
    await gateway.silent_for("messenger", hours=50)
    for purpose in ("service", "reply", "notice"):
        await gateway.push("messenger", purpose, "Tin")
    channel = Scripted("messenger")
    await send(gateway, channel)
    assert not channel.sent


async def test_nor_a_person_after_seven_days(gateway: Gateway) -> None:
    await gateway.says("messenger", "cảm ơn")
    await gateway.silent_for("messenger", days=8)
    await gateway.push("messenger", "human", "Tôi là cán bộ xã.")
    channel = Scripted("messenger")
    await send(gateway, channel)
    assert not channel.sent
    assert (await gateway.last("messenger")).state == "failed"
