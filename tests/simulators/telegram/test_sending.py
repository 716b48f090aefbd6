"""What the Bot API takes: limits, markup, errors."""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest

from bot.simulators.accounts import CHAT
from bot.simulators.app import Simulators
from bot.simulators.people import Person
from bot.simulators.rates import Rate
from bot.simulators.telegram_account import BotAccount
from tests.simulators.telegram.client import API, Bot, inline


@pytest.mark.parametrize(
    ("given", "wanted"),
    [
        ({"text": "x" * 4096}, "x" * 4096),
        ({"text": "x" * 4097}, "400 Bad Request: message is too long"),
        ({"text": "<b>" + "x" * 4096 + "</b>", "parse_mode": "HTML"}, "x" * 4096),
        ({"text": " "}, "400 Bad Request: message text is empty"),
        ({"text": "a < b", "parse_mode": "HTML"}, "400 Bad Request: can't parse entities"),
        ({"text": "<b>a", "parse_mode": "HTML"}, "400 Bad Request: can't parse entities"),
        ({"text": "<marquee>a</marquee>", "parse_mode": "HTML"}, "400 Bad Request: can't parse"),
        ({"text": "a &lt; b", "parse_mode": "HTML"}, "a < b"),
        ({"text": "snake_case", "parse_mode": "Markdown"}, "400 Bad Request: can't parse"),
        ({"text": "Xong.", "parse_mode": "MarkdownV2"}, "400 Bad Request: can't parse"),
        ({"text": "a < b & *c_"}, "a < b & *c_"),
        ({"text": "a", "reply_markup": inline(("a", "x" * 64))}, "a"),
        ({"text": "a", "reply_markup": inline(("a", "ữ" * 22))},
         "400 Bad Request: BUTTON_DATA_INVALID"),
        ({"text": "a", "reply_markup": inline(("a", ""))}, "400 Bad Request: BUTTON_DATA_INVALID"),
        ({"text": "a", "reply_markup": "{"}, "400 Bad Request: can't parse reply keyboard"),
        ({"text": "a", "reply_markup": {"inline_keyboard": [[{"text": "a", "url": "x"}]]}},
         "400 Bad Request: inline keyboard button URL"),
    ],
)  # fmt: skip
async def test_messages_are_read_as_telegram_does(
    an: Person, api: Bot, given: dict[str, Any], wanted: str
) -> None:
    an.writes("/start")
    got = await api.call("sendMessage", chat_id=CHAT, **given)
    if isinstance(got, str):
        assert got.startswith(wanted)
        assert wanted.startswith("400")
    else:
        assert got["text"] == wanted


async def test_forms_parts_and_queries_do_too(
    vendor: httpx.AsyncClient, bot: BotAccount, an: Person
) -> None:
    an.writes("/start")
    url = f"{API}/bot{bot.token}"
    markup = json.dumps(inline(("Đọc", "fb:12")))
    form = {"chat_id": CHAT, "text": "[1, 2]", "reply_markup": markup}
    assert (await vendor.post(f"{url}/sendMessage", data=form)).json()["ok"]
    assert an.heard[-1].text == "[1, 2]"
    assert an.heard[-1].said.keys[0].payload == "fb:12"
    assert (await vendor.get(f"{url}/SENDMESSAGE", params=form)).json()["ok"]
    files = {"tep": ("a.jpg", b"JPEG", "image/jpeg")}
    parts = {"chat_id": CHAT, "photo": "attach://tep", "caption": "Ảnh"}
    got = await vendor.post(f"{url}/sendPhoto", data=parts, files=files)
    assert got.json()["result"]["caption"] == "Ảnh"
    assert an.heard[-1].said.kind == "image"


async def test_nobody_can_be_written_to_before_start(api: Bot) -> None:
    assert await api.send() == "400 Bad Request: chat not found"
    assert (await api.call("sendMessage", chat_id="abc", text="a")).startswith("400")


async def test_too_many_sends_are_told_how_long_to_wait(
    simulators: Simulators, vendor: httpx.AsyncClient, bot: BotAccount, an: Person, api: Bot
) -> None:
    an.writes("/start")
    bot.chat_sends = (2, 7.0)
    await api.send()
    await api.send()
    url = f"{API}/bot{bot.token}/sendMessage"
    answer = await vendor.post(url, json={"chat_id": CHAT, "text": "a"})
    assert answer.status_code == 429
    assert answer.json()["parameters"] == {"retry_after": 7}
    simulators.world.pace.advance(8)
    assert (await api.send())["text"] == "Chào bạn"
    bot.sends = Rate(0, 1, simulators.world.pace.seconds)
    assert (await api.send()).startswith("429")


async def test_every_error_of_the_table_can_be_had(
    simulators: Simulators, bot: BotAccount, an: Person, api: Bot
) -> None:
    an.writes("/start")
    bot.chat_sends = None
    for code in [*simulators.telegram.codes, "429:17"]:
        simulators.telegram.set_next_error(bot, code)
        assert (await api.send()).startswith(code.split(":")[0])
    simulators.telegram.set_next_error(bot, "400", call="account")
    assert (await api.send())["text"] == "Chào bạn"
    assert (await api.call("getMe")).startswith("400")


async def test_tokens_are_known_malformed_or_wrong(
    vendor: httpx.AsyncClient, bot: BotAccount
) -> None:
    assert (await vendor.get(f"{API}/bot{bot.token}/getMe")).json()["result"]["is_bot"]
    assert (await vendor.get(f"{API}/bot42:TEST/getMe")).status_code == 401
    assert (await vendor.get(f"{API}/botabc/getMe")).status_code == 404
    assert (await vendor.get(f"{API}/bot{bot.token}/levitate")).status_code == 404


async def test_keyboards_can_be_taken_away(an: Person, api: Bot) -> None:
    an.writes("/start")
    sent = await api.send("Chọn:", reply_markup=inline(("a", "a")))
    got = await api.call("editMessageReplyMarkup", chat_id=CHAT, message_id=sent["message_id"])
    assert "reply_markup" not in got
    with pytest.raises(LookupError):
        an.taps("a")
