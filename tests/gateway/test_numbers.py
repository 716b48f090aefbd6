"""Where there are no buttons "1" means what the list said, and no choice is out of reach."""

from __future__ import annotations

from typing import Any

import pytest

from actions.registry import payload
from actions.reply import Choice, Reply
from bot.channels.contract import Sent
from bot.outbox.laying_out import lay_out
from bot.simulators.zalo_account import STATE
from tests.gateway.gateway import VENDORS, Gateway, with_choices
from tests.gateway.scripted import Scripted, send

SUBSCRIBE = Reply(
    text="Anh/chị muốn nhận câu chuyện hằng tuần?",
    topic="subscription",
    choices=(
        Choice(title="Đồng ý nhận", payload=payload("subscription", do="confirm")),
        Choice(title="Thôi", payload=payload("subscription", do="keep")),
    ),
)


async def plain(gateway: Gateway, channel: str) -> None:
    """The account's vendor refuses buttons and pictures."""
    account = await gateway.account(channel)
    await gateway.set_account(channel, options={**account.options, "plain": "yes"})


async def numbered(gateway: Gateway, channel: str) -> list[str]:
    found = (await gateway.conversation(channel)).numbered or []
    return [choice["title"] for choice in found]


async def test_a_pushed_list_is_what_a_number_means(gateway: Gateway) -> None:
    """A story that nobody asked for offers choices too."""
    await plain(gateway, "telegram")
    an = await gateway.says("telegram", "cảm ơn")
    await gateway.push("telegram", "service", SUBSCRIBE)
    await gateway.send()
    assert "1. Đồng ý nhận" in an.heard[-1].text
    assert await numbered(gateway, "telegram") == ["Đồng ý nhận", "Thôi"]
    await gateway.says("telegram", "1")
    assert await gateway.is_subscribed("telegram")
    assert gateway.nlu.asked == ["cảm ơn"], "no model is asked what a number means"


async def test_the_list_that_was_sent_last_counts_not_the_one_that_waits(gateway: Gateway) -> None:
    await plain(gateway, "telegram")
    await gateway.says("telegram", "cảm ơn")
    await gateway.push("telegram", "service", SUBSCRIBE)
    await gateway.send()
    await gateway.push("telegram", "service", with_choices("Chọn mục", 3))
    assert await numbered(gateway, "telegram") == ["Đồng ý nhận", "Thôi"]
    await gateway.send()
    assert await numbered(gateway, "telegram") == ["Mục số 1", "Mục số 2", "Mục số 3"]


async def test_an_act_confirmed_by_its_button_is_confirmed_by_its_number_where_none_is(
    gateway: Gateway,
) -> None:
    """Else nobody could subscribe, or end it, on a channel without buttons."""
    await plain(gateway, "telegram")
    gateway.nlu.intent = "subscribe"
    await gateway.says("telegram", "cho tôi đăng ký")
    await gateway.says("telegram", "số 1")
    assert await gateway.is_subscribed("telegram")
    an = await gateway.says("telegram", "dừng")
    assert "1. Ngừng nhận tin" in an.heard[-1].text
    await gateway.says("telegram", "1")
    assert not await gateway.is_subscribed("telegram")


async def test_where_there_are_buttons_it_still_takes_the_button(gateway: Gateway) -> None:
    gateway.nlu.intent = "subscribe"
    an = await gateway.says("telegram", "cho tôi đăng ký")
    assert await numbered(gateway, "telegram") == []
    await gateway.says("telegram", "1")
    assert not await gateway.is_subscribed("telegram")
    an.taps("Đồng ý nhận")
    await gateway.settle()
    assert await gateway.is_subscribed("telegram")


async def test_an_old_list_means_nothing_after_an_answer_without_one(gateway: Gateway) -> None:
    await plain(gateway, "telegram")
    await gateway.says("telegram", "cảm ơn")
    await gateway.push("telegram", "service", SUBSCRIBE)
    await gateway.send()
    await gateway.says("telegram", "cảm ơn nữa")
    assert await numbered(gateway, "telegram") == []
    await gateway.says("telegram", "1")
    assert not await gateway.is_subscribed("telegram")


async def test_nor_after_one_with_buttons(gateway: Gateway) -> None:
    await gateway.says("telegram", "cảm ơn")
    await gateway.push("telegram", "service", with_choices("Nhiều", 30))
    await gateway.send()
    assert len(await numbered(gateway, "telegram")) == 30
    await gateway.push("telegram", "service", SUBSCRIBE)
    await gateway.send()
    assert await numbered(gateway, "telegram") == []


@pytest.mark.parametrize("name", VENDORS)
@pytest.mark.parametrize("count", [0, 1, 3, 4, 14, 40])
async def test_no_choice_is_out_of_reach(gateway: Gateway, name: str, count: int) -> None:
    """Each is a button, or has a number that means it."""
    an = await gateway.says(name, "cảm ơn")
    reply = with_choices("Chọn một mục", count)
    await gateway.push(name, "service", reply)
    await gateway.send()
    said = [bubble.said for bubble in an.heard[1:]]
    buttons = [key.title for each in said for key in (*each.keys, *each.quick)]
    titles = [choice.title for choice in reply.choices]
    assert buttons == titles or await numbered(gateway, name) == titles
    if titles and not buttons:
        assert f"{count}. Mục số {count}" in said[-1].text


# --- buttons that the vendor refuses


async def test_buttons_refused_become_a_list_that_works(gateway: Gateway) -> None:
    """A state agency's OA may send only text over v2."""
    oa = gateway.vendor("zalo").account
    oa.oa_type, oa.text_only_on_v2 = STATE, True
    an = await gateway.says("zalo", "cảm ơn")
    await gateway.push("zalo", "service", SUBSCRIBE)
    await gateway.send()
    (bubble,) = an.heard[1:]
    assert not bubble.said.keys
    assert "1. Đồng ý nhận" in bubble.text
    assert (await gateway.last("zalo")).state == "sent"
    await gateway.says("zalo", "1")
    assert await gateway.is_subscribed("zalo")


async def test_what_had_left_before_the_refusal_is_not_said_again(gateway: Gateway) -> None:
    await gateway.says("messenger", "cảm ơn")
    long = " ".join(f"Câu số {n}." for n in range(500))
    reply = SUBSCRIBE.model_copy(update={"text": long})
    await gateway.push("messenger", "service", reply)
    refused = Sent("permanent", reason="100", plain=True)
    before = len(
        lay_out(
            (await gateway.last("messenger")), Scripted("messenger").capabilities, {}, None
        ).parts
    )
    channel = Scripted("messenger", *[Sent("sent", f"a{n}") for n in range(before - 1)], refused)
    assert await send(gateway, channel) is None
    arrived = [part for n, part in enumerate(channel.sent) if n != before - 1]
    words = " ".join(part.text for part in arrived)
    assert words.count("Câu số 0.") == words.count("Câu số 499.") == 1
    assert not any(part.buttons or part.quick for part in arrived[before - 1 :])
    assert await numbered(gateway, "messenger") == ["Đồng ý nhận", "Thôi"]


async def test_an_account_known_to_take_no_buttons_is_asked_once(gateway: Gateway) -> None:
    await plain(gateway, "zalo")
    an = await gateway.says("zalo", "cảm ơn")
    tries = an.tries
    await gateway.push("zalo", "service", SUBSCRIBE)
    await gateway.send()
    assert an.tries == tries + 1
    assert "1. Đồng ý nhận" in an.heard[-1].text


# --- keys that stand for long payloads


async def test_a_tapped_key_is_what_its_button_said(gateway: Gateway) -> None:
    """Telegram's buttons carry 64 bytes."""
    long = payload("subscription", do="confirm", why="x" * 100)
    an = await gateway.says("telegram", "cảm ơn")
    choice = Choice(title="Nhận đi", payload=long)
    await gateway.push("telegram", "service", Reply(text="?", topic="help", choices=(choice,)))
    await gateway.send()
    assert an.heard[-1].said.keys[0].payload.startswith("k:")
    an.taps("Nhận đi")
    await gateway.settle()
    assert await gateway.is_subscribed("telegram")


async def test_a_key_of_long_ago_still_is(gateway: Gateway) -> None:
    """A button stays where it was for years, whatever has been said since."""
    long = payload("subscription", do="confirm", why="x" * 100)
    an = await gateway.says("telegram", "cảm ơn")
    choice = Choice(title="Nhận đi", payload=long)
    await gateway.push("telegram", "service", Reply(text="?", topic="help", choices=(choice,)))
    await gateway.send()
    for number in range(200):
        await gateway.push("telegram", "service", with_choices(f"{number}", 3), state="sent")
    an.taps("Nhận đi")
    await gateway.settle()
    assert await gateway.is_subscribed("telegram")


@pytest.mark.parametrize("tapped", ["k:" + "0" * 20, "thing-of-an-older-version:do=it"])
async def test_a_button_that_nobody_knows_any_more_is_answered(
    gateway: Gateway, tapped: str
) -> None:
    an = await gateway.says("telegram", "cảm ơn")
    an.does("tap", text="Cũ", payload=tapped, message=an.heard[0].id)
    await gateway.settle()
    assert "Nút này đã cũ" in an.heard[-1].text


async def test_an_old_button_in_the_middle_of_a_form(gateway: Gateway) -> None:
    gateway.nlu.intent = "nominate"
    an = await gateway.says("telegram", "tôi muốn giới thiệu một người tốt")
    an.does("tap", text="Cũ", payload="k:" + "0" * 20, message=an.heard[0].id)
    await gateway.settle()
    assert "Nút này đã cũ" in an.heard[-2].text
    assert an.heard[-1].text.startswith("Mình tiếp tục"), "the form goes on"


def test_laying_out_is_the_same_every_time() -> None:
    """It is asked before every bubble, by whichever worker has the turn."""

    class Message:
        body = SUBSCRIBE.model_dump(mode="json")
        plain_from: int | None = 0
        event_id, n = None, 0

    message: Any = Message()
    limits = Scripted("messenger").capabilities
    assert lay_out(message, limits, {}, None) == lay_out(message, limits, {}, None)
    message.plain_from = 99
    assert lay_out(message, limits, {}, None).parts
