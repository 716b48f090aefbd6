"""What Meta delivers: signatures, events, echoes."""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest

from bot.simulators.accounts import PSID
from bot.simulators.app import Simulators
from bot.simulators.faults import Faults
from bot.simulators.graph_account import PageAccount
from bot.simulators.graph_events import signature, wire
from bot.simulators.graph_page import verify_webhook
from bot.simulators.people import Person
from tests.simulators.conftest import Product
from tests.simulators.graph.client import Page, buttons, item, only, quick


def test_bytes_and_signature_are_the_ones_of_the_vector() -> None:
    body = (
        rb'{"object":"page","entry":[{"id":"500","time":1700000000123,"messaging":[{"sender":'
        rb'{"id":"900"},"recipient":{"id":"500"},"timestamp":1700000000000,"message":{"mid":'
        rb'"m_abc","text":"Xin ch\u00e0o \ud83d\ude00 https:\/\/a.vn"}}]}]}'
    )
    assert wire(json.loads(body)) == body
    assert signature(body, "s3cr3t") == (
        "sha256=e41def7fe8a44402fe906b050bde17bfdf3d70ecb1e757401fb79172de26a656"
    )


async def test_webhooks_are_signed_over_the_escaped_bytes(
    simulators: Simulators, product: Product, page: PageAccount, an: Person
) -> None:
    an.writes("Tiếng Việt 😀 https://a.vn/b")
    await simulators.settle()
    got = only(product)
    assert got.body.isascii()
    assert rb"https:\/\/a.vn\/b" in got.body
    assert got.headers["x-hub-signature-256"] == signature(got.body, page.app_secret)
    assert got.json["entry"][0]["messaging"][0]["message"]["text"].startswith("Tiếng Việt 😀")


@pytest.mark.parametrize("form", ["wrong", "missing", "sha1"])
async def test_webhooks_can_be_signed_badly(
    simulators: Simulators, product: Product, page: PageAccount, an: Person, form: Any
) -> None:
    page.signing = form
    an.writes("Xin chào")
    await simulators.settle()
    got = only(product)
    right = signature(got.body, page.app_secret)
    assert got.headers.get("x-hub-signature-256") != right
    assert ("x-hub-signature" in got.headers) == (form == "sha1")


async def test_the_address_is_verified_by_a_challenge(
    simulators: Simulators, product: Product, page: PageAccount
) -> None:
    url = "http://product.test/webhooks/messenger/khac"
    product.challenge = False
    assert not await verify_webhook(simulators.graph, page, url)
    product.challenge = True
    assert await verify_webhook(simulators.graph, page, url)
    assert page.mail.url == url


async def test_quick_replies_come_as_messages_and_buttons_as_postbacks(
    simulators: Simulators, product: Product, an: Person, send: Page
) -> None:
    an.writes("Xin chào")
    await send.send({"text": "Chọn:", "quick_replies": quick("Tin mới")})
    await simulators.settle()
    product.got.clear()
    an.taps("Tin mới")
    await simulators.settle()
    message = item(product)["message"]
    assert (message["text"], message["quick_reply"]) == ("Tin mới", {"payload": "P:Tin mới"})
    product.got.clear()
    await send.send(buttons("Góp ý"))
    await simulators.settle()
    product.got.clear()
    an.taps("Góp ý")
    await simulators.settle()
    postback = item(product)["postback"]
    assert (postback["title"], postback["payload"]) == ("Góp ý", "P:Góp ý")
    assert postback["mid"].startswith("m_")


async def test_quick_replies_vanish_with_the_next_message(an: Person, send: Page) -> None:
    an.writes("Xin chào")
    await send.send({"text": "Chọn:", "quick_replies": quick("Tin mới")})
    an.writes("Thôi")
    with pytest.raises(LookupError):
        an.taps("Tin mới")


async def test_links_say_where_somebody_came_from(
    simulators: Simulators, product: Product, page: PageAccount, an: Person
) -> None:
    an.does("follow", ref="qr-hue-01")
    await simulators.settle()
    assert item(product)["postback"]["referral"]["ref"] == "qr-hue-01"
    product.got.clear()
    page.referral_in_seconds = True
    an.does("referral", ref="qr-hue-02")
    await simulators.settle()
    assert item(product)["referral"]["ref"] == "qr-hue-02"
    assert item(product)["timestamp"] < 10**12


@pytest.mark.parametrize(
    ("act", "key"),
    [
        ("image", "message"),
        ("voice", "message"),
        ("video", "message"),
        ("file", "message"),
        ("sticker", "message"),
        ("location", "message"),
        ("link", "message"),
        ("opt_in", "optin"),
        ("seen", "read"),
        ("received", "delivery"),
        ("edit", "message_edit"),
        ("react", "reaction"),
        ("unsend", "message"),
        ("unknown", "telepathy"),
    ],
)
async def test_each_act_has_its_event(
    simulators: Simulators, product: Product, page: PageAccount, act: Any, key: str
) -> None:
    page.subscribed = page.subscribed | {"message_edits", "message_reactions"}
    simulators.graph.person(PSID).does(act)
    await simulators.settle()
    assert key in item(product)


async def test_of_a_block_nobody_is_told(
    simulators: Simulators, product: Product, an: Person, send: Page
) -> None:
    an.writes("Xin chào")
    await simulators.settle()
    product.got.clear()
    an.does("unfollow")
    await simulators.settle()
    assert not product.got
    assert await send.send() == "551"


async def test_policy_comes_without_a_sender_and_changes_in_their_own_list(
    simulators: Simulators, product: Product, page: PageAccount
) -> None:
    simulators.graph.tell_policy(page, "warning", "spam")
    simulators.graph.tell_change(page, "feed", {"item": "comment"})
    await simulators.settle()
    policy, change = (each.json["entry"][0] for each in product.got)
    assert "sender" not in policy["messaging"][0]
    assert change["changes"] == [{"field": "feed", "value": {"item": "comment"}}]


async def test_while_another_app_has_the_thread_events_stand_by(
    simulators: Simulators, product: Product, an: Person, send: Page
) -> None:
    an.writes("Xin chào")
    await simulators.settle()
    product.got.clear()
    an.elsewhere = True
    an.writes("Gặp cán bộ")
    await simulators.settle()
    assert "standby" in only(product).json["entry"][0]
    assert await send.send() == "10/2018300"


async def test_echoes_bring_back_the_metadata(
    simulators: Simulators, product: Product, page: PageAccount, an: Person, send: Page
) -> None:
    an.writes("Xin chào")
    await simulators.settle()
    product.got.clear()
    assert await send.send({"text": "Chào bạn", "metadata": "out:7"}) == ""
    await simulators.settle()
    got = item(product)
    assert (got["sender"]["id"], got["recipient"]["id"]) == (page.id, PSID)
    assert got["message"]["metadata"] == "out:7"
    assert got["message"]["app_id"] == int(page.app_id)


async def test_a_cut_send_is_echoed_all_the_same(
    simulators: Simulators, product: Product, page: PageAccount, an: Person, send: Page
) -> None:
    an.writes("Xin chào")
    await simulators.settle()
    product.got.clear()
    page.faults = Faults(cut_after=1.0)
    with pytest.raises(httpx.RemoteProtocolError):
        await send.send({"text": "Chào bạn", "metadata": "out:8"})
    await simulators.settle()
    assert item(product)["message"]["metadata"] == "out:8"


async def test_staff_are_echoed_by_another_app_and_perhaps_in_standby(
    simulators: Simulators, product: Product, page: PageAccount, an: Person
) -> None:
    page.echo_in_standby = True
    simulators.graph.staff_writes(an, "Tôi là cán bộ")
    await simulators.settle()
    echo = only(product).json["entry"][0]["standby"][0]["message"]
    assert echo["app_id"] != int(page.app_id)
    assert "metadata" not in echo
