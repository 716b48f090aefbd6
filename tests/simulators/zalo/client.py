"""Calls Zalo as the product does."""

from __future__ import annotations

from typing import Any

import httpx

from bot.simulators.accounts import ZALO_PERSON
from bot.simulators.zalo_account import ZaloAccount
from tests.simulators.conftest import Delivered, Product

API = "https://openapi.zalo.me"
OAUTH = "https://oauth.zaloapp.com"
CS, V2 = f"{API}/v3.0/oa/message/cs", f"{API}/v2.0/oa/message"
BODY = (
    '{"app_id":"111222333","sender":{"id":"900"},"recipient":{"id":"500"},'
    '"event_name":"user_send_text","message":{"text":"Xin chào","msg_id":"abc"},'
    '"timestamp":"1700000000000"}'
)


def only(product: Product) -> Delivered:
    assert len(product.got) == 1
    return product.got[0]


class Oa:
    """Sends as the product does."""

    def __init__(self, http: httpx.AsyncClient, account: ZaloAccount) -> None:
        self.http, self.account = http, account

    async def post(self, url: str, body: Any) -> dict[str, Any]:
        headers = {"access_token": self.account.tokens.access}
        answer = await self.http.post(url, json=body, headers=headers)
        assert answer.status_code == 200
        found: dict[str, Any] = answer.json()
        return found

    async def send(self, url: str = CS, to: str = ZALO_PERSON, **message: Any) -> dict[str, Any]:
        body = {"recipient": {"user_id": to}, "message": message or {"text": "Chào bạn"}}
        return await self.post(url, body)


def buttons(*titles: str, **more: Any) -> dict[str, Any]:
    made = [{"title": each, "type": "oa.query.hide", "payload": f"#vc:{each}"} for each in titles]
    return {"type": "template", "payload": {"buttons": made, **more}}
