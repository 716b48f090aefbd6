"""The menu that `guongsang accounts setup` puts up, tapped by people: every line is answered."""

from __future__ import annotations

import pytest

from bot.channels.menu import introduction
from bot.channels.registry import CHANNELS
from tests.gateway.gateway import Gateway

GONE = "Nút này không còn dùng được"


async def put_up(gateway: Gateway, channel: str) -> None:
    sent = await CHANNELS[channel].introduce(
        gateway.to_vendors, await gateway.opened(channel), introduction("xã Bình Lương")
    )
    assert sent is not None
    assert sent.status == "sent"


@pytest.mark.parametrize("channel", ["messenger", "telegram"])
async def test_every_line_of_the_menu_is_answered_without_understanding(
    gateway: Gateway, channel: str
) -> None:
    await put_up(gateway, channel)
    gateway.nlu.away = True
    vendor, person = gateway.vendor(channel), gateway.person(channel)
    offered = [*vendor.newcomer(vendor.account).taps, *vendor.menu(vendor.account).taps]
    assert len(offered) >= 9
    for title, act in offered:
        before = len(person.heard)
        vendor.act(person, act)
        await gateway.settle()
        said = [bubble.text for bubble in person.heard[before:]]
        assert said, title
        assert not any(GONE in text or "khởi động lại" in text for text in said), title
    assert not gateway.nlu.asked


async def test_the_menu_calls_a_person_also_while_one_answers(gateway: Gateway) -> None:
    await put_up(gateway, "messenger")
    vendor, person = gateway.vendor("messenger"), gateway.person("messenger")
    await gateway.says("messenger", "cảm ơn")
    vendor.staff_writes(person, "Chào bác, cán bộ xã đây ạ.")
    await gateway.settle()
    heard = len(person.heard)
    act = next(act for title, act in vendor.menu(vendor.account).taps if title == "Gặp cán bộ")
    vendor.act(person, act)
    await gateway.settle()
    assert len(person.heard) > heard


async def test_a_newcomer_by_a_link_taps_a_question_and_is_in_the_place(gateway: Gateway) -> None:
    await put_up(gateway, "messenger")
    vendor, person = gateway.vendor("messenger"), gateway.person("messenger")
    title, act = next(
        (title, act) for title, act in vendor.newcomer(vendor.account).taps if "Tiêu chí" in title
    )
    person.does(act.kind, text=title, payload=act.payload, ref="binh-luong")
    await gateway.settle()
    assert any("Bình Lương" in bubble.text for bubble in person.heard)
