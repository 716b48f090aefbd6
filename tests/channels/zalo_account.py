"""The OA the Zalo tests talk for, and what it sends."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import httpx
import respx

from bot.channels.contract import Account, Button, Part, Sent, Webhook
from bot.channels.zalo import ZaloChannel
from bot.channels.zalo.errors import VIETNAM

FIXTURES = Path(__file__).parent / "fixtures" / "zalo"
NOW = dt.datetime(2026, 11, 20, 10, 0, tzinfo=VIETNAM)
SECRETS = {
    "app_id": "111222333",
    "app_secret": "app-s3cr3t",
    "oa_secret_key": "s3cr3t",
    "access_token": "TOKEN-of-the-oa",
    "refresh_token": "REFRESH-of-the-oa",
}

V3 = "https://openapi.zalo.me/v3.0/oa/message/cs"
V2 = "https://openapi.zalo.me/v2.0/oa/message"
ANY = r"^https://openapi\.zalo\.me/"
GETOA = "https://openapi.zalo.me/v2.0/oa/getoa"
SUCCESS = {"error": 0, "message": "Success", "data": {"message_id": "abc"}}
TEXT = Part("Chào bà")
BUTTONS = Part("Chọn:", buttons=(Button("Kể", "tell"), Button("Trang", url="https://x.vn/a")))
PICTURE = Part("Bà Tư", image="https://x.vn/a.jpg")


def oa(**options: str) -> Account:
    return Account("zalo", "phuong", "500", secrets=SECRETS, options=options)


def channel(now: dt.datetime = NOW) -> ZaloChannel:
    return ZaloChannel(lambda: now)


def case(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((FIXTURES / f"{name}.json").read_text())
    return found


def webhook(name: str) -> Webhook:
    found = case(name)
    return Webhook("POST", found["body"].encode(), found["headers"], {})


def refusal(code: int, message: str = "") -> dict[str, Any]:
    return {"error": code, "message": message}


async def send(
    http: httpx.AsyncClient,
    part: Part = TEXT,
    account: Account | None = None,
    address: str = "900",
    now: dt.datetime = NOW,
) -> Sent:
    return await channel(now).send(
        http, account or oa(), address, part, purpose="reply", marker="1"
    )


def sent_body(route: respx.Route, call: int = -1) -> Any:
    return json.loads(route.calls[call].request.content)
