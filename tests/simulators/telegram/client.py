"""Calls Telegram as the product does."""

from __future__ import annotations

from typing import Any

import httpx

from bot.simulators.accounts import CHAT
from bot.simulators.telegram_account import BotAccount
from tests.simulators.conftest import Product

API = "https://api.telegram.org"
HOOK = "https://xa.vn/webhooks/telegram/mo-phong"


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


def inline(*keys: tuple[str, str]) -> dict[str, Any]:
    rows = [[{"text": text, "callback_data": data}] for text, data in keys]
    return {"inline_keyboard": rows}


def last(product: Product) -> Any:
    return product.got[-1].json
