"""Calls Graph as the product does."""

from __future__ import annotations

from typing import Any

import httpx

from bot.simulators.accounts import PSID
from bot.simulators.graph_account import PageAccount
from tests.simulators.conftest import Delivered, Product

GRAPH = "https://graph.facebook.com/v25.0"


class Page:
    def __init__(self, http: httpx.AsyncClient, account: PageAccount) -> None:
        self.http, self.account = http, account

    async def post(self, body: Any, path: str = "me/messages") -> httpx.Response:
        headers = {"Authorization": f"Bearer {self.account.page_token}"}
        return await self.http.post(f"{GRAPH}/{path}", json=body, headers=headers)

    async def send(self, message: Any = None, **more: Any) -> str:
        """The code of the error, "" when it was sent."""
        body = {"recipient": {"id": PSID}, "message": message or {"text": "Chào bạn"}}
        return code(await self.post({"messaging_type": "RESPONSE", **body, **more}))


def code(answer: httpx.Response) -> str:
    error = answer.json().get("error")
    if error is None:
        return ""
    subcode = error.get("error_subcode")
    return f"{error['code']}/{subcode}" if subcode else str(error["code"])


def only(product: Product) -> Delivered:
    assert len(product.got) == 1
    return product.got[0]


def item(product: Product) -> Any:
    return only(product).json["entry"][0]["messaging"][0]


def quick(*titles: str) -> list[dict[str, str]]:
    return [{"content_type": "text", "title": each, "payload": f"P:{each}"} for each in titles]


def buttons(*titles: str, text: str = "Chọn:") -> dict[str, Any]:
    made = [{"type": "postback", "title": each, "payload": f"P:{each}"} for each in titles]
    payload = {"template_type": "button", "text": text, "buttons": made}
    return {"attachment": {"type": "template", "payload": payload}}
