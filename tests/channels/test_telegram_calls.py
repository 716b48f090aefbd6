"""Telegram: every call that we make, and what it comes to beyond one answer's outcome."""

from __future__ import annotations

import json
import logging
from dataclasses import replace
from typing import Any

import httpx
import pytest
import respx
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.contract import Account, Attachment, Button, Event, Part, Sent
from bot.channels.menu import introduction
from bot.channels.telegram import TelegramChannel, delete_webhook, set_webhook
from bot.channels.telegram.channel import keyboard
from tests.channels.telegram_account import API, TOKEN, bot, case, channel

MESSAGE = {"message_id": 7, "date": 1, "chat": {"id": 900, "type": "private"}, "text": "x"}
SENT = {"ok": True, "result": MESSAGE}


def event(name: str) -> Event:
    (found,) = channel().parse(case(name)["body"].encode(), bot(), {})
    return found


async def send(part: Part, account: Account | None = None) -> Sent:
    async with httpx.AsyncClient() as http:
        return await TelegramChannel().send(
            http, account or bot(), "900", part, purpose="reply", marker="m1"
        )


def asked(route: respx.Route) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(route.calls.last.request.content)
    return found


@respx.mock
@pytest.mark.parametrize("text", ["Xin chào", "<b>_*x*_</b> & [a](b) `c`", "👨‍👩‍👧‍👦\n\n1. một"])
async def test_text_goes_as_it_is_and_is_never_markup(text: str) -> None:
    route = respx.post(f"{API}/sendMessage").respond(json=SENT)
    assert await send(Part(text=text)) == Sent("sent", provider_id="7")
    assert asked(route) == {"chat_id": "900", "text": text}


@respx.mock
async def test_choices_and_links_are_buttons_under_the_text() -> None:
    route = respx.post(f"{API}/sendMessage").respond(json=SENT)
    await send(
        Part(
            text="Chọn ạ",
            buttons=(Button("Tiêu chí", "c1"), Button("Kế hoạch", url="https://xa.gov.vn/kh")),
            quick=(Button("Thời hạn nộp hồ sơ", "c2"),),
        )
    )
    assert asked(route)["reply_markup"] == {
        "inline_keyboard": [
            [
                {"text": "Tiêu chí", "callback_data": "c1"},
                {"text": "Kế hoạch", "url": "https://xa.gov.vn/kh"},
            ],
            [{"text": "Thời hạn nộp hồ sơ", "callback_data": "c2"}],
        ]
    }


@given(st.lists(st.text(max_size=40), max_size=40))
async def test_every_button_is_there_once_in_its_order(titles: list[str]) -> None:
    rows = keyboard([Button(title, str(n)) for n, title in enumerate(titles)])
    assert [each["callback_data"] for row in rows for each in row] == [
        str(n) for n in range(len(titles))
    ]
    assert all(1 <= len(row) <= 8 for row in rows)


@respx.mock
@pytest.mark.parametrize(
    ("part", "caption"),
    [
        (Part(text="Bác Tư", image="https://x.vn/a.jpg", alt="Cây cầu"), "Bác Tư"),
        (Part(image="https://x.vn/a.jpg", alt="Cây cầu"), "Cây cầu"),
    ],
)
async def test_a_picture_goes_by_its_address_with_words(part: Part, caption: str) -> None:
    route = respx.post(f"{API}/sendPhoto").respond(json=SENT)
    assert (await send(part)).status == "sent"
    assert asked(route) == {"chat_id": "900", "photo": "https://x.vn/a.jpg", "caption": caption}


@respx.mock
async def test_an_account_may_have_another_address_of_the_api() -> None:
    route = respx.post(f"http://127.0.0.1:8931/tg/bot{TOKEN}/sendMessage").respond(json=SENT)
    await send(Part(text="x"), bot(api_base="http://127.0.0.1:8931/tg/"))
    assert route.called


@respx.mock
async def test_a_refusal_is_told_without_what_was_written() -> None:
    description = 'Bad Request: can\'t parse entities: unsupported start tag "NGUYEN_VAN_A" at 5'
    answer = {"ok": False, "error_code": 400, "description": description}
    respx.post(f"{API}/sendMessage").respond(400, json=answer)
    sent = await send(Part(text="<NGUYEN_VAN_A>"))
    assert (sent.status, sent.plain) == ("permanent", True)
    assert sent.reason == "400: không hiểu định dạng"


@respx.mock
@pytest.mark.parametrize(
    ("description", "plain"),
    [
        ("Bad Request: wrong type of the web page content", True),
        ("Bad Request: IMAGE_PROCESS_FAILED", True),
        ("Bad Request: BUTTON_DATA_INVALID", True),
        ("Bad Request: chat not found", False),
    ],
)
async def test_the_text_alone_may_go_when_the_picture_was_refused(
    description: str, plain: bool
) -> None:
    answer = {"ok": False, "error_code": 400, "description": description}
    respx.post(f"{API}/sendPhoto").respond(400, json=answer)
    sent = await send(Part(text="x", image="https://x.vn/a.jpg"))
    assert (sent.status, sent.plain) == ("permanent", plain)


@pytest.mark.parametrize(
    ("account", "part", "status"),
    [
        (bot(api_base="không phải địa chỉ"), Part(text="x"), "config"),
        (bot(api_base="ftp://x"), Part(text="x"), "config"),
        (Account("telegram", "a", "42", secrets={"token": "4\n2"}), Part(text="x"), "config"),
        (bot(), Part(text="\ud83d"), "permanent"),
    ],
)
async def test_what_cannot_be_sent_is_an_outcome_too(
    account: Account, part: Part, status: str
) -> None:
    assert (await send(part, account)).status == status


# What else the contract asks


@respx.mock
async def test_typing_and_the_answer_to_a_tap_are_sent() -> None:
    typing = respx.post(f"{API}/sendChatAction").respond(json={"ok": True, "result": True})
    answer = respx.post(f"{API}/answerCallbackQuery").respond(json={"ok": True, "result": True})
    async with httpx.AsyncClient() as http:
        await channel().typing(http, bot(), "900")
        await channel().acknowledge(http, bot(), event("tap"))
        await channel().acknowledge(http, bot(), event("text"))
    assert asked(typing) == {"chat_id": "900", "action": "typing"}
    assert asked(answer) == {"callback_query_id": "4382"}
    assert answer.call_count == 1


@respx.mock
@pytest.mark.parametrize("trouble", [httpx.ReadTimeout("x"), httpx.Response(500), ValueError("x")])
async def test_typing_and_acknowledging_fail_silently(trouble: Any) -> None:
    route = respx.post(url__startswith=API).mock(side_effect=[trouble, trouble])
    async with httpx.AsyncClient() as http:
        await channel().typing(http, bot(), "900")
        await channel().acknowledge(http, bot(), event("tap"))
    assert route.call_count == 2


@respx.mock
async def test_a_file_is_fetched_from_where_the_api_says() -> None:
    result = {"file_id": "L", "file_unique_id": "Lu", "file_path": "photos/tệp 0.jpg"}
    route = respx.post(f"{API}/getFile").respond(json={"ok": True, "result": result})
    async with httpx.AsyncClient() as http:
        found = await channel().locate(http, bot(), Attachment("image", "L"))
    assert found == f"https://api.telegram.org/file/bot{TOKEN}/photos/t%E1%BB%87p%200.jpg"
    assert asked(route) == {"file_id": "L"}
    assert httpx.URL(found).host in channel().media_hosts(bot())


@respx.mock
@pytest.mark.parametrize(
    "answer",
    [
        httpx.Response(400, json={"ok": False, "description": "Bad Request: file is too big"}),
        httpx.Response(200, json={"ok": True, "result": {"file_id": "L"}}),
        httpx.Response(200, json={"ok": True, "result": {"file_path": "/var/lib/bot/photo.jpg"}}),
        httpx.Response(200, json={"ok": True, "result": {"file_path": "photos/../../getMe"}}),
        httpx.Response(200, json={"ok": True, "result": True}),
        httpx.Response(502, html="<h1>502</h1>"),
        httpx.ConnectTimeout("x"),
    ],
)
async def test_a_file_that_cannot_be_had_has_no_address(answer: Any) -> None:
    respx.post(f"{API}/getFile").mock(side_effect=[answer])
    async with httpx.AsyncClient() as http:
        assert await channel().locate(http, bot(), Attachment("image", "L")) is None


def hook(**more: Any) -> dict[str, Any]:
    base = {"url": "https://gs.vn/webhooks/telegram/bot-thu", "pending_update_count": 0}
    return {"ok": True, "result": {**base, **more}}


async def checked(
    me: dict[str, Any], info: dict[str, Any], account: Account | None = None
) -> dict[str, Any]:
    with respx.mock:
        respx.post(f"{API}/getMe").respond(json=me)
        respx.post(f"{API}/getWebhookInfo").respond(json=info)
        async with httpx.AsyncClient() as http:
            return dict(await channel().check(http, account or bot()))


ME = {
    "ok": True,
    "result": {"id": 42, "is_bot": True, "first_name": "Gương Sáng", "username": "guong_sang_bot"},
}


async def test_a_healthy_bot_is_described() -> None:
    assert await checked(ME, hook()) == {
        "subscribed": True,
        "name": "Gương Sáng",
        "vendor_id": "42",
        "link": "https://t.me/guong_sang_bot",
        "webhook": "https://gs.vn/webhooks/telegram/bot-thu",
        "waiting": 0,
    }


async def test_a_webhook_that_fails_is_described() -> None:
    said = await checked(
        ME,
        hook(
            last_error_date=1700000000,
            last_error_message="Wrong response from the webhook: 500",
            pending_update_count=9,
            allowed_updates=["message", "callback_query"],
        ),
    )
    assert said["last_error"] == "Wrong response from the webhook: 500"
    assert said["last_error_at"] == "2023-11-14T22:13:20+00:00"
    assert said["waiting"] == 9
    assert said["missing"] == ["edited_message", "my_chat_member"]
    assert said["subscribed"] is False


async def test_a_bot_without_a_webhook_or_of_another_token_is_seen() -> None:
    said = await checked({"ok": True, "result": {"id": 43, "is_bot": True}}, hook(url=""))
    assert said["mismatch"] is True
    assert "subscribed" not in said, "somebody may be polling"


@pytest.mark.parametrize(
    ("stands", "subscribed", "elsewhere"),
    [
        ("", False, None),
        ("https://gs.vn/webhooks/telegram/bot-thu", True, None),
        ("https://other.vn/bot", True, True),
    ],
)
async def test_a_webhook_that_was_lost_or_taken_elsewhere_is_seen(
    stands: str, subscribed: bool, elsewhere: bool | None
) -> None:
    wanted = {"webhook": "https://gs.vn/webhooks/telegram/bot-thu"}
    said = await checked(ME, hook(url=stands), replace(bot(), options=wanted))
    assert said["subscribed"] is subscribed
    assert said.get("elsewhere") is elsewhere


async def test_a_dead_token_is_an_answer_and_silence_is_an_error() -> None:
    said = await checked({"ok": False, "error_code": 401, "description": "Unauthorized"}, hook())
    assert said == {"error": "401: mã bot sai hoặc đã bị thay", "token_dead": True}
    with respx.mock:
        respx.post(f"{API}/getMe").respond(502, html="<h1>502</h1>")
        async with httpx.AsyncClient() as http:
            with pytest.raises(httpx.HTTPError, match="502"):
                await channel().check(http, bot())


@respx.mock
async def test_the_webhook_is_set_with_its_secret_and_kinds_and_taken_away() -> None:
    done = {"ok": True, "result": True}
    put = respx.post(f"{API}/setWebhook").respond(json=done)
    taken = respx.post(f"{API}/deleteWebhook").respond(json=done)
    async with httpx.AsyncClient() as http:
        await set_webhook(http, bot(), "https://gs.vn/webhooks/telegram/bot-thu")
        await delete_webhook(http, bot())
    assert asked(put) == {
        "url": "https://gs.vn/webhooks/telegram/bot-thu",
        "secret_token": "s3cr3t",
        "allowed_updates": ["message", "edited_message", "callback_query", "my_chat_member"],
        "max_connections": 40,
    }
    assert asked(taken) == {"drop_pending_updates": False}


@respx.mock
async def test_a_lost_webhook_is_set_again_where_one_is_wanted() -> None:
    put = respx.post(f"{API}/setWebhook").respond(json={"ok": True, "result": True})
    wanted = replace(bot(), options={"webhook": "https://gs.vn/webhooks/telegram/bot-thu"})
    async with httpx.AsyncClient() as http:
        assert await channel().subscribe(http, bot()) is None
        assert not put.called, "who polls would lose the updates"
        assert await channel().subscribe(http, wanted) == Sent("sent")
        assert asked(put)["url"] == wanted.options["webhook"]
        put.respond(400, json={"ok": False, "error_code": 400, "description": "bad webhook"})
        refused = await channel().subscribe(http, wanted)
        bare = await channel().subscribe(http, replace(wanted, secrets={"token": TOKEN}))
    assert refused is not None
    assert (refused.status, refused.reason) == ("permanent", "setWebhook: 400 bad webhook")
    assert bare is not None
    assert bare.status == "config"


@respx.mock
async def test_commands_and_description_go_up() -> None:
    done = {"ok": True, "result": True}
    methods = ("setMyCommands", "setMyDescription", "setMyShortDescription")
    put = {each: respx.post(f"{API}/{each}").respond(json=done) for each in methods}
    async with httpx.AsyncClient() as http:
        assert await channel().introduce(http, bot(), introduction("xã Cẩm Ngọc")) == Sent("sent")
    commands = asked(put["setMyCommands"])["commands"]
    assert {"command": "gap_can_bo", "description": "Gặp cán bộ"} in commands
    assert "tự động Gương Sáng của xã Cẩm Ngọc" in asked(put["setMyDescription"])["description"]
    assert asked(put["setMyShortDescription"])["short_description"]


@respx.mock
async def test_commands_telegram_refuses_are_told() -> None:
    refusal = {"ok": False, "error_code": 400, "description": "Bad Request: BOT_COMMAND_INVALID"}
    respx.post(f"{API}/setMyCommands").respond(400, json=refusal)
    async with httpx.AsyncClient() as http:
        refused = await channel().introduce(http, bot(), introduction(None))
    assert refused is not None
    assert refused.status == "permanent"
    assert "BOT_COMMAND_INVALID" in refused.reason


@pytest.mark.parametrize("secret", ["", "có dấu", "x" * 257, "a b"])
async def test_a_secret_telegram_would_refuse_is_not_set(secret: str) -> None:
    account = Account("telegram", "a", "42", secrets={"token": TOKEN, "secret_token": secret})
    async with httpx.AsyncClient() as http:
        with respx.mock, pytest.raises(ValueError, match="secret_token"):
            await set_webhook(http, account, "https://gs.vn/")


@respx.mock
async def test_the_token_is_in_no_log_and_no_error(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    respx.post(f"{API}/sendMessage").respond(json=SENT)
    respx.post(f"{API}/getFile").mock(side_effect=httpx.ConnectError("refused"))
    respx.post(f"{API}/getMe").respond(404, json={"ok": False, "description": "Not Found"})
    respx.post(f"{API}/setWebhook").respond(502, html="<h1>502</h1>")
    async with httpx.AsyncClient() as http:
        sent = await send(Part(text="x"))
        await channel().locate(http, bot(), Attachment("image", "L"))
        health = await channel().check(http, bot())
        with pytest.raises(httpx.HTTPError) as failed:
            await set_webhook(http, bot(), "https://gs.vn/")
    told = f"{caplog.text}{sent!r}{health}{failed.value!r}{bot()!r}"
    assert "/bot***/sendMessage" in caplog.text
    assert TOKEN not in told
    assert "s3cr3t" not in told
