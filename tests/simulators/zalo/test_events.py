"""What Zalo delivers: signatures, events, echoes."""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest

from bot.simulators.accounts import ZALO_PERSON
from bot.simulators.app import Simulators
from bot.simulators.faults import Faults
from bot.simulators.letters import Notice
from bot.simulators.people import Person
from bot.simulators.zalo_account import Signing, ZaloAccount
from bot.simulators.zalo_console import verify_domain
from bot.simulators.zalo_events import letter, mac
from tests.simulators.conftest import Product
from tests.simulators.zalo.client import BODY, Oa, buttons, only


@pytest.mark.parametrize(
    ("first", "timestamp", "digest"),
    [
        ("111222333", "1700000000000",
         "988b8520959c8489aae4325cb65254337bdfab4c8a90d48a59fb886cd77b57a6"),
        ("500", "1700000000000",
         "11394013ecabbab2d9acd1288147b18e9675d1a42b9afac4054872906994b7a8"),
        ("111222333", "1700000000001",
         "eb471190877cf8050fe5ba406e8efa2d6c16b1676b1bd424b2c361bbe2b9f20f"),
        ("500", "1700000000001",
         "93996d20af2e8e3012966b6791a491cfa8541c0106cc38af4e2dd709ac4a1bda"),
    ],
)  # fmt: skip
def test_the_signature_is_the_one_of_the_vectors(first: str, timestamp: str, digest: str) -> None:
    assert mac(first, BODY.encode(), timestamp, "s3cr3t") == digest


@pytest.mark.parametrize(
    ("signing", "digest"),
    [
        (Signing(), "988b8520959c8489aae4325cb65254337bdfab4c8a90d48a59fb886cd77b57a6"),
        (Signing(first="oa_id", timestamp="header"),
         "93996d20af2e8e3012966b6791a491cfa8541c0106cc38af4e2dd709ac4a1bda"),
        (Signing(form="hmac"), "c906d989167c1ad092fea93a74f664ed690e0a5ccbbc8eb7e314539512461c83"),
    ],
)  # fmt: skip
def test_each_variant_signs_the_bytes_on_the_wire(
    oa: ZaloAccount, signing: Signing, digest: str
) -> None:
    oa.app_id, oa.id, oa.oa_secret, oa.signing = "111222333", "500", "s3cr3t", signing
    made = letter(oa, Notice("abc", "900", json.loads(BODY)), 1)
    assert made.body == BODY.encode()
    assert made.headers["X-ZEvent-Signature"] == f"mac={digest}"
    assert ("X-ZEvent-Timestamp" in made.headers) == (signing.timestamp == "header")


@pytest.mark.parametrize("form", ["wrong", "missing"])
async def test_a_webhook_can_be_wrongly_signed_or_not_at_all(
    simulators: Simulators, product: Product, oa: ZaloAccount, an: Person, form: Any
) -> None:
    oa.signing = Signing(form=form)
    an.writes("Xin chào")
    await simulators.settle()
    got = only(product)
    right = mac(oa.app_id, got.body, got.json["timestamp"], oa.oa_secret)
    assert got.headers.get("x-zevent-signature") != f"mac={right}"
    assert ("x-zevent-signature" in got.headers) == (form == "wrong")


async def test_saving_the_address_sends_an_unsigned_probe(
    simulators: Simulators, product: Product, oa: ZaloAccount
) -> None:
    url = "http://product.test/webhooks/zalo/khac"
    product.answers = [401]
    assert not await simulators.zalo.register_webhook(oa, url)
    assert oa.webhook != url
    assert await simulators.zalo.register_webhook(oa, url)
    assert oa.webhook == url
    assert product.got[-1].body == b"{}"
    assert "x-zevent-signature" not in product.got[-1].headers


@pytest.mark.parametrize(
    ("pages", "good"),
    [
        ({"/zalo_verifierCODE.html": "There Is No Limit To What You Can Accomplish"}, True),
        ({"/": '<meta name="zalo-platform-site-verification" content="CODE">'}, True),
        ({"/": '<meta name="zalo-platform-site-verification" content="OTHER">'}, False),
        ({}, False),
    ],
)
async def test_a_domain_is_verified_by_a_file_or_a_tag(
    simulators: Simulators, pages: dict[str, str], good: bool
) -> None:
    async def site(request: httpx.Request) -> httpx.Response:
        page = pages.get(request.url.path)
        return httpx.Response(200 if page else 404, text=page or "")

    async with httpx.AsyncClient(transport=httpx.MockTransport(site)) as http:
        simulators.zalo.world.http = http
        assert await verify_domain(simulators.zalo, "https://xa.vn", "CODE") == good


async def test_following_names_neither_sender_nor_recipient(
    simulators: Simulators, product: Product, an: Person
) -> None:
    an.does("follow")
    await simulators.settle()
    event = only(product).json
    assert event["event_name"] == "follow"
    assert event["follower"] == {"id": ZALO_PERSON}
    assert not {"sender", "recipient"} & set(event)


@pytest.mark.parametrize(
    ("act", "name"),
    [
        ("text", "user_send_text"),
        ("image", "user_send_image"),
        ("voice", "user_send_audio"),
        ("video", "user_send_video"),
        ("file", "user_send_file"),
        ("sticker", "user_send_sticker"),
        ("link", "user_send_link"),
        ("location", "user_send_location"),
        ("contact", "user_send_business_card"),
        ("unfollow", "unfollow"),
        ("chat_now", "user_click_chatnow"),
        ("received", "user_received_message"),
        ("share_info", "user_submit_info"),
        ("react", "user_reacted_message"),
        ("withdraw", "user_withdraw"),
        ("unknown", "user_send_hologram"),
    ],
)
async def test_each_act_has_its_event(
    simulators: Simulators, product: Product, an: Person, act: Any, name: str
) -> None:
    an.does(act, text="x" if act == "text" else "")
    await simulators.settle()
    assert only(product).json["event_name"] == name


async def test_places_are_strings_under_coordinates(
    simulators: Simulators, product: Product, an: Person
) -> None:
    an.does("location", latitude=16.06, longitude=108.22)
    await simulators.settle()
    payload = only(product).json["message"]["attachments"][0]["payload"]
    assert payload == {"coordinates": {"latitude": "16.06", "longitude": "108.22"}}


async def test_pictures_can_be_fetched_from_zalos_host(
    simulators: Simulators, product: Product, an: Person, vendor: httpx.AsyncClient
) -> None:
    an.does("image", text="Ảnh đây")
    await simulators.settle()
    message = only(product).json["message"]
    assert message["text"] == "Ảnh đây"
    url = message["attachments"][0]["payload"]["url"]
    assert httpx.URL(url).host.endswith(".zdn.vn")
    got = await vendor.get(url)
    assert got.headers["content-type"] == "image/jpeg"
    assert b"Exif" in got.content[:40]


async def test_a_tap_arrives_as_a_text_that_is_the_payload(
    simulators: Simulators, product: Product, an: Person, send: Oa
) -> None:
    an.writes("Xin chào")
    await send.send(text="Chọn:", attachment=buttons("Tiêu chuẩn"))
    await simulators.settle()
    product.got.clear()
    seen = len(an.bubbles)
    an.taps("Tiêu chuẩn")
    await simulators.settle()
    event = only(product).json
    assert event["event_name"] == "user_send_text"
    assert event["message"]["text"] == "#vc:Tiêu chuẩn"
    assert len(an.bubbles) == seen  # oa.query.hide leaves no trace


async def test_seen_receipts_list_what_was_seen(
    simulators: Simulators, product: Product, an: Person, send: Oa
) -> None:
    an.writes("Xin chào")
    sent = [(await send.send(text=text))["data"]["message_id"] for text in ("một", "hai")]
    await simulators.settle()
    product.got.clear()
    an.does("seen")
    await simulators.settle()
    assert only(product).json["message"] == {"msg_ids": sent}
    assert all(each.seen for each in an.heard)


async def test_every_send_is_echoed(
    simulators: Simulators, product: Product, an: Person, send: Oa
) -> None:
    an.writes("Xin chào")
    await simulators.settle()
    product.got.clear()
    sent = await send.send(text="Chào bạn")
    await simulators.settle()
    event = only(product).json
    assert event["event_name"] == "oa_send_text"
    assert event["message"] == {"msg_id": sent["data"]["message_id"], "text": "Chào bạn"}
    assert "admin_id" not in event["sender"]


async def test_an_echo_can_come_before_the_call_returns(
    simulators: Simulators, product: Product, oa: ZaloAccount, an: Person, send: Oa
) -> None:
    an.writes("Xin chào")
    await simulators.settle()
    product.got.clear()
    oa.faults = Faults(echo_first=1.0)
    await send.send()
    assert only(product).json["event_name"] == "oa_send_text"


async def test_an_echo_can_be_lost(
    simulators: Simulators, product: Product, oa: ZaloAccount, an: Person, send: Oa
) -> None:
    an.writes("Xin chào")
    await simulators.settle()
    oa.faults = Faults(echo_lost=1.0)
    await send.send()
    await simulators.settle()
    assert len(product.got) == 1


async def test_staff_are_echoed_with_their_id(
    simulators: Simulators, product: Product, an: Person
) -> None:
    simulators.zalo.staff_writes(an, "Tôi là cán bộ đây")
    await simulators.settle()
    assert only(product).json["sender"]["admin_id"]
