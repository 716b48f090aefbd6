"""Zalo Bot Platform: what no single payload and no single answer can show."""

from __future__ import annotations

import datetime as dt
import json
import logging
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest
import respx

from bot.channels.contract import Account, Answered, Event, Part, Sent, Webhook
from bot.channels.zalo_bot import ZaloBotChannel, delete_webhook, set_webhook
from tests.channels.media import opens
from tests.channels.zalo_bot_answers import ACCOUNT, SENT

NOW = dt.datetime(2026, 11, 20, 3, 0, tzinfo=dt.UTC)
API = f"https://bot-api.zaloplatforms.com/bot{ACCOUNT.secrets['token']}"
FIXTURES = Path(__file__).parent / "fixtures" / "zalo_bot"


def read(name: str) -> Event:
    body = json.loads((FIXTURES / f"{name}.json").read_text())["body"]
    (event,) = ZaloBotChannel(lambda: NOW).parse(body.encode(), ACCOUNT, {})
    return event


async def send(part: Part) -> Sent:
    async with httpx.AsyncClient() as http:
        return await ZaloBotChannel().send(
            http, ACCOUNT, "6ede", part, purpose="reply", marker="m1"
        )


def asked(route: respx.Route) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(route.calls.last.request.content)
    return found


def test_the_header_is_zalos_and_not_telegrams() -> None:
    headers = {"x-telegram-bot-api-secret-token": ACCOUNT.secrets["secret_token"]}
    said = ZaloBotChannel().verify(Webhook("POST", b"{}", headers, {}), ACCOUNT)
    assert said == Answered(401, forged=True)


def test_the_same_event_is_the_same_in_either_wrapping() -> None:
    assert read("text_flat") == read("text_wrapped")
    assert read("unsupported_flat") == read("unsupported_wrapped")


def test_an_event_about_a_message_is_not_taken_for_the_message() -> None:
    assert read("reaction").external_id != read("text_flat").external_id


def test_messages_without_an_id_differ_by_what_they_say() -> None:
    one, other = read("text_without_an_id"), read("event_without_a_message")
    assert one.external_id != other.external_id
    assert len(one.external_id) == len(other.external_id) == 64


@pytest.mark.parametrize("name", ["text_without_a_date", "event_without_a_message"])
def test_what_carries_no_time_happened_now(name: str) -> None:
    assert read(name).at == NOW


@respx.mock
@pytest.mark.parametrize("text", ["Xin chào", "<b>_*x*_</b> & [a](b)"])
async def test_text_goes_as_it_is_and_is_never_markup(text: str) -> None:
    route = respx.post(f"{API}/sendMessage").respond(json=SENT)
    assert await send(Part(text=text)) == Sent("sent", provider_id="2d758cb5e222")
    assert asked(route) == {"chat_id": "6ede", "text": text}


@respx.mock
async def test_a_picture_goes_by_its_address_with_words() -> None:
    route = respx.post(f"{API}/sendPhoto").respond(json=SENT)
    await send(Part(image="https://x.vn/a.jpg", alt="Cây cầu"))
    assert asked(route) == {
        "chat_id": "6ede",
        "photo": "https://x.vn/a.jpg",
        "caption": "Cây cầu",
    }


@respx.mock
async def test_typing_is_shown_and_fails_silently() -> None:
    route = respx.post(f"{API}/sendChatAction").mock(
        side_effect=[httpx.Response(200, json={"ok": True}), httpx.ReadTimeout("x")]
    )
    async with httpx.AsyncClient() as http:
        await ZaloBotChannel().typing(http, ACCOUNT, "6ede")
        await ZaloBotChannel().typing(http, ACCOUNT, "6ede")
    assert route.call_count == 2
    assert asked(route) == {"chat_id": "6ede", "action": "typing"}


@pytest.mark.parametrize(
    ("reference", "found"),
    [
        ("https://photo-stal-1.zdn.vn/a.jpg", True),
        ("http://f6.photo.talk.zdn.vn/a.jpg", True),
        ("https://zdn.vn.evil.example/a.jpg", False),
        ("https://evilzdn.vn/a.jpg", False),
        ("0e078a2cb269", False),
        ("http://[", False),
    ],
)
async def test_a_file_is_fetched_from_zalo_alone(reference: str, found: bool) -> None:
    assert await opens(ZaloBotChannel(), ACCOUNT, reference) == found


@respx.mock
async def test_the_account_is_described() -> None:
    me = {"id": "77", "account_name": "bot.GuongSang", "account_type": "BASIC"}
    respx.post(f"{API}/getMe").respond(json={"ok": True, "result": me})
    hook = respx.post(f"{API}/getWebhookInfo")
    hook.respond(json={"ok": True, "result": {"url": "https://gs.vn/webhooks/zalo_bot/a"}})
    async with httpx.AsyncClient() as http:
        assert await ZaloBotChannel().check(http, ACCOUNT) == {
            "name": "bot.GuongSang",
            "vendor_id": "77",
            "package": "BASIC",
            "webhook": "https://gs.vn/webhooks/zalo_bot/a",
            "subscribed": True,
        }
        respx.post(f"{API}/getMe").respond(json={"ok": False, "error_code": 401})
        assert await ZaloBotChannel().check(http, ACCOUNT) == {
            "error": "401: mã bot sai hoặc đã bị thay",
            "token_dead": True,
        }


@respx.mock
async def test_the_webhook_is_set_with_its_secret_and_taken_away() -> None:
    put = respx.post(f"{API}/setWebhook").respond(json={"ok": True, "result": {}})
    taken = respx.post(f"{API}/deleteWebhook").respond(json={"ok": True, "result": {}})
    async with httpx.AsyncClient() as http:
        await set_webhook(http, ACCOUNT, "https://gs.vn/webhooks/zalo_bot/a")
        await delete_webhook(http, ACCOUNT)
    assert asked(put) == {
        "url": "https://gs.vn/webhooks/zalo_bot/a",
        "secret_token": "bi-mat-zalo-bot",
    }
    assert taken.called


@respx.mock
async def test_a_lost_webhook_is_set_again_where_it_is_known() -> None:
    put = respx.post(f"{API}/setWebhook").respond(json={"ok": True, "result": {}})
    url = "https://gs.vn/webhooks/zalo_bot/a"
    async with httpx.AsyncClient() as http:
        assert await ZaloBotChannel().subscribe(http, ACCOUNT) is None
        known = replace(ACCOUNT, options={"webhook": url})
        assert await ZaloBotChannel().subscribe(http, known) == Sent("sent")
        put.respond(json={"ok": False, "error_code": 401, "description": "no"})
        refused = await ZaloBotChannel().subscribe(http, known)
    assert asked(put)["url"] == url
    assert refused is not None
    assert (refused.status, refused.reason) == ("config", "setWebhook: 401 no")


@pytest.mark.parametrize("secret", ["", "ngắn quá"[:7], "x" * 257])
async def test_a_secret_zalo_would_refuse_is_not_set(secret: str) -> None:
    account = Account("zalo_bot", "a", "77", secrets={"token": "77:T", "secret_token": secret})
    async with httpx.AsyncClient() as http:
        with respx.mock, pytest.raises(ValueError, match="secret_token"):
            await set_webhook(http, account, "https://gs.vn/")


@respx.mock
async def test_the_token_is_in_no_log_and_no_error(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    respx.post(f"{API}/sendMessage").respond(502)
    respx.post(f"{API}/getMe").respond(502)
    async with httpx.AsyncClient() as http:
        sent = await send(Part(text="x"))
        with pytest.raises(httpx.HTTPError) as failed:
            await ZaloBotChannel().check(http, ACCOUNT)
    assert "/bot***/sendMessage" in caplog.text
    assert ACCOUNT.secrets["token"] not in f"{caplog.text}{sent!r}{failed.value!r}"
