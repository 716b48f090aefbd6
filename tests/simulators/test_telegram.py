"""Telegram: webhook and polling, limits, errors, files."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import httpx
import pytest

from bot.simulators.accounts import CHAT
from bot.simulators.acts import NotHere
from bot.simulators.app import Simulators
from bot.simulators.people import Person
from bot.simulators.rates import Rate
from bot.simulators.telegram_account import BotAccount
from tests.simulators.conftest import Product

API = "https://api.telegram.org"
HOOK = "https://xa.vn/webhooks/telegram/mo-phong"


@pytest.fixture
def bot(simulators: Simulators) -> BotAccount:
    return simulators.telegram.account


@pytest.fixture
def an(simulators: Simulators) -> Person:
    return simulators.telegram.person(CHAT)


class Bot:
    def __init__(self, http: httpx.AsyncClient, account: BotAccount) -> None:
        self.http, self.account = http, account

    async def call(self, method: str, **given: Any) -> Any:
        """The result, or "<code> <description>"; the HTTP status is the code."""
        answer = await self.http.post(f"{API}/bot{self.account.token}/{method}", json=given)
        body = answer.json()
        if body["ok"]:
            return body["result"]
        assert answer.status_code == body["error_code"]
        return f"{body['error_code']} {body['description']}"

    async def send(self, text: str = "Chào bạn", **more: Any) -> Any:
        return await self.call("sendMessage", chat_id=CHAT, text=text, **more)


@pytest.fixture
def api(vendor: httpx.AsyncClient, bot: BotAccount) -> Bot:
    return Bot(vendor, bot)


def inline(*keys: tuple[str, str]) -> dict[str, Any]:
    rows = [[{"text": text, "callback_data": data}] for text, data in keys]
    return {"inline_keyboard": rows}


def last(product: Product) -> Any:
    return product.got[-1].json


# --- webhook


async def test_webhooks_carry_the_secret_and_rising_numbers(
    simulators: Simulators, product: Product, bot: BotAccount, an: Person
) -> None:
    an.writes("một")
    an.writes("hai")
    assert await simulators.settle()
    secrets = {each.headers["x-telegram-bot-api-secret-token"] for each in product.got}
    assert secrets == {bot.secret_token}
    numbers = [each.json["update_id"] for each in product.got]
    assert numbers == sorted(set(numbers))
    assert not bot.pending


async def test_start_brings_the_payload_of_the_link(
    simulators: Simulators, product: Product, an: Person
) -> None:
    an.does("follow", ref="qr-hue-01")
    await simulators.settle()
    message = last(product)["message"]
    assert message["text"] == "/start qr-hue-01"
    assert message["entities"] == [{"type": "bot_command", "offset": 0, "length": 6}]


async def test_blocking_and_coming_back_are_told(
    simulators: Simulators, product: Product, an: Person, api: Bot
) -> None:
    an.writes("Xin chào")
    an.does("unfollow")
    await simulators.settle()
    assert last(product)["my_chat_member"]["new_chat_member"]["status"] == "kicked"
    assert await api.send() == "403 Forbidden: bot was blocked by the user"
    an.does("follow")
    await simulators.settle()
    assert "my_chat_member" in product.got[-2].json
    assert (await api.send())["text"] == "Chào bạn"
    an.standing = "gone"
    assert await api.send() == "403 Forbidden: user is deactivated"


@pytest.mark.parametrize(
    ("act", "key"),
    [
        ("image", "photo"),
        ("file", "document"),
        ("voice", "voice"),
        ("video", "video"),
        ("location", "location"),
        ("contact", "contact"),
        ("sticker", "sticker"),
        ("link", "text"),
    ],
)
async def test_each_act_has_its_field(
    simulators: Simulators, product: Product, an: Person, act: Any, key: str
) -> None:
    an.does(act, url="https://a.vn" if act == "link" else "", phone="+84900000000")
    await simulators.settle()
    assert key in last(product)["message"]


async def test_edits_are_no_new_messages_and_reactions_are_not_sent_by_default(
    simulators: Simulators, product: Product, bot: BotAccount, an: Person, api: Bot
) -> None:
    said = an.writes("Xin chào")
    assert said is not None
    an.does("edit", text="Xin chào ạ", message=said.id)
    an.does("react", message=said.id)
    an.does("seen")
    await simulators.settle()
    assert [set(each.json) - {"update_id"} for each in product.got] == [
        {"message"},
        {"edited_message"},
    ]
    await api.call("setWebhook", url=HOOK, allowed_updates=["message", "message_reaction"])
    bot.mail.url = bot.webhook = "http://product.test/webhooks/telegram/x"
    an.does("react", message=said.id)
    await simulators.settle()
    assert "message_reaction" in last(product)


async def test_people_cannot_submit_a_zalo_form_here(an: Person) -> None:
    with pytest.raises(NotHere):
        an.does("share_info")


async def test_taps_wait_for_an_answer(
    simulators: Simulators, product: Product, bot: BotAccount, an: Person, api: Bot
) -> None:
    an.writes("Xin chào")
    sent = await api.send("Chọn:", reply_markup=inline(("Góp ý", "fb:12")))
    an.taps("Góp ý")
    await simulators.settle()
    query = last(product)["callback_query"]
    assert (query["data"], query["message"]["message_id"]) == ("fb:12", sent["message_id"])
    assert len(bot.taps) == 1
    assert await api.call("answerCallbackQuery", callback_query_id=query["id"]) is True
    again = await api.call("answerCallbackQuery", callback_query_id=query["id"])
    assert again.startswith("400 Bad Request: query is too old")


async def test_reply_keyboards_write_their_titles(
    simulators: Simulators, product: Product, an: Person, api: Bot
) -> None:
    an.writes("Xin chào")
    await api.send("Chọn:", reply_markup={"keyboard": [[{"text": "Góp ý"}]]})
    an.taps("Góp ý")
    await simulators.settle()
    assert last(product)["message"]["text"] == "Góp ý"


async def test_an_answer_may_call_a_method(
    simulators: Simulators, an: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def answer(request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, json={"method": "sendMessage", "chat_id": CHAT, "text": "Dạ"})

    async with httpx.AsyncClient(transport=httpx.MockTransport(answer)) as http:
        monkeypatch.setattr(simulators.telegram.account.mail, "_http", http)
        an.writes("Xin chào")
        assert await simulators.settle()
    assert [each.text for each in an.heard] == ["Dạ"]


# --- asking for updates


async def test_updates_stay_until_an_offset_confirms_them(an: Person, api: Bot) -> None:
    await api.call("deleteWebhook")
    an.writes("một")
    an.writes("hai")
    got = await api.call("getUpdates")
    assert [each["message"]["text"] for each in got] == ["một", "hai"]
    assert await api.call("getUpdates") == got
    left = await api.call("getUpdates", offset=got[0]["update_id"] + 1)
    assert left == got[1:]
    assert await api.call("getUpdates", offset=got[1]["update_id"] + 1) == []


async def test_a_negative_offset_takes_the_newest_and_forgets_the_rest(
    an: Person, api: Bot
) -> None:
    await api.call("deleteWebhook")
    for text in "abc":
        an.writes(text)
    got = await api.call("getUpdates", offset=-1)
    assert [each["message"]["text"] for each in got] == ["c"]
    assert len(await api.call("getUpdates")) == 1


async def test_asking_waits_for_what_comes(an: Person, api: Bot) -> None:
    await api.call("deleteWebhook")
    asked = asyncio.create_task(api.call("getUpdates", timeout=20))
    await asyncio.sleep(0.05)
    an.writes("Xin chào")
    got = await asyncio.wait_for(asked, 2)
    assert got[0]["message"]["text"] == "Xin chào"


async def test_a_second_asker_ends_the_first(an: Person, api: Bot) -> None:
    await api.call("deleteWebhook")
    first = asyncio.create_task(api.call("getUpdates", timeout=20))
    await asyncio.sleep(0.02)
    second = asyncio.create_task(api.call("getUpdates", timeout=1))
    assert (await first).startswith("409 Conflict: terminated by other getUpdates request")
    assert await second == []


async def test_webhook_and_asking_exclude_each_other(
    simulators: Simulators, product: Product, bot: BotAccount, an: Person, api: Bot
) -> None:
    got = await api.call("getUpdates")
    assert got.startswith("409 Conflict: can't use getUpdates method while webhook is active")
    await api.call("deleteWebhook")
    an.writes("Xin chào")
    await simulators.settle()
    assert not product.got
    url = "http://127.0.0.1:8000/webhooks/telegram/mo-phong"
    assert await api.call("setWebhook", url=url, secret_token="moi-1") is True
    await simulators.settle()
    assert last(product)["message"]["text"] == "Xin chào"
    assert product.got[-1].headers["x-telegram-bot-api-secret-token"] == "moi-1"


async def test_what_a_webhook_refuses_can_be_had_by_asking(
    simulators: Simulators, product: Product, an: Person, api: Bot
) -> None:
    product.always = 500
    an.writes("Xin chào")
    await asyncio.sleep(0.02)
    info = await api.call("getWebhookInfo")
    assert info["pending_update_count"] == 1
    assert info["last_error_message"] == "Wrong response from the webhook: 500"
    await api.call("deleteWebhook")
    assert len(await api.call("getUpdates")) == 1
    assert await simulators.settle()


async def test_pending_updates_can_be_dropped(an: Person, api: Bot) -> None:
    await api.call("deleteWebhook")
    an.writes("Xin chào")
    await api.call("deleteWebhook", drop_pending_updates=True)
    assert await api.call("getUpdates") == []


@pytest.mark.parametrize(
    "given",
    [
        {"url": "http://xa.vn/hook"},
        {"url": "https://xa.vn:8444/hook"},
        {"url": HOOK, "secret_token": "dấu"},
        {"url": HOOK, "secret_token": "a" * 257},
    ],
)
async def test_bad_webhooks_are_refused(api: Bot, given: dict[str, str]) -> None:
    assert (await api.call("setWebhook", **given)).startswith("400 Bad Request")


# --- sends


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


# --- files


async def test_files_are_found_by_id_and_fetched_with_the_token(
    simulators: Simulators, product: Product, vendor: httpx.AsyncClient, an: Person, api: Bot
) -> None:
    an.does("image", text="Ảnh đây")
    await simulators.settle()
    message = last(product)["message"]
    assert message["caption"] == "Ảnh đây"
    largest = message["photo"][-1]
    file = await api.call("getFile", file_id=largest["file_id"])
    url = f"{API}/file/bot{api.account.token}/{file['file_path']}"
    got = await vendor.get(url)
    assert len(got.content) == largest["file_size"] == file["file_size"]
    assert (await vendor.get(url.replace(api.account.token, "42:TEST"))).status_code == 401
    assert (await api.call("getFile", file_id="L-none")).startswith("400")


async def test_big_files_cannot_be_fetched(
    simulators: Simulators, product: Product, an: Person, api: Bot
) -> None:
    big = simulators.world.media.put(bytes(21 * 1024 * 1024), "image/jpeg", "anh.jpg")
    an.does("image", url=big.path)
    await simulators.settle()
    id = last(product)["message"]["photo"][-1]["file_id"]
    assert await api.call("getFile", file_id=id) == "400 Bad Request: file is too big"
