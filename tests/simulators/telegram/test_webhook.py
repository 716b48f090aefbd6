"""What Telegram delivers to a webhook."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from bot.simulators.accounts import CHAT
from bot.simulators.acts import NotHere
from bot.simulators.app import Simulators
from bot.simulators.people import Person
from bot.simulators.telegram_account import BotAccount
from tests.simulators.conftest import Product
from tests.simulators.telegram.client import HOOK, Bot, inline, last


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
