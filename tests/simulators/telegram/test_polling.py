"""Asking Telegram for updates."""

from __future__ import annotations

import asyncio

import pytest

from bot.simulators.app import Simulators
from bot.simulators.people import Person
from bot.simulators.telegram_account import BotAccount
from tests.simulators.conftest import Product
from tests.simulators.telegram.client import HOOK, Bot, last


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
