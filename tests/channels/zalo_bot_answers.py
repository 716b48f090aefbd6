"""What Zalo Bot Platform answers to a send: the codes of bot.zapps.me/docs (2026-02)."""

from __future__ import annotations

from typing import Any

import httpx

from bot.channels.contract import Account, Part

ACCOUNT = Account(
    "zalo_bot",
    "bot-thu",
    "77",
    secrets={"token": "77:TEST-not-to-be-told", "secret_token": "bi-mat-zalo-bot"},
)
PICTURE = {"part": Part("Ảnh", image="https://guong.example/a.jpg")}
HTML = "<html><h1>502</h1></html>"
SENT = {"ok": True, "result": {"message_id": "2d758cb5e222", "date": 1750000000123}}

NEVER_RECEIVED = {"video", "file"}  # told as message.unsupported.received, without the file

NEVER_ANSWERED = {"unreachable"}


def error(code: int, status: int = 200) -> httpx.Response:
    return httpx.Response(status, json={"ok": False, "error_code": code, "description": "x"})


VENDOR_ANSWERS: list[Any] = [
    (httpx.Response(200, json=SENT), {"status": "sent", "provider_id": "2d758cb5e222"}),
    (httpx.Response(200, json=SENT), {"status": "sent"}, PICTURE),
    (error(400), {"status": "permanent", "plain": False}),
    (error(400, 400), {"status": "permanent", "plain": True}, PICTURE),
    (error(401), {"status": "config", "token_dead": False}),
    (error(401, 401), {"status": "config"}),
    (error(403), {"status": "retry", "gone": False}),
    (error(404), {"status": "config"}),
    (error(408), {"status": "ambiguous"}),
    (error(429), {"status": "throttled", "after": 60.0}),
    (
        httpx.Response(429, html=HTML, headers={"retry-after": "9"}),
        {"status": "throttled", "after": 9.0},
    ),
    (error(500), {"status": "retry"}),
    (httpx.Response(502, html=HTML), {"status": "retry"}),
    (httpx.Response(403, html=HTML), {"status": "retry", "gone": False}),
    (httpx.Response(302, headers={"location": "https://login.example/"}), {"status": "config"}),
    (httpx.ConnectError("refused"), {"status": "retry"}),
    (httpx.ConnectTimeout("…"), {"status": "retry"}),
    (httpx.ReadTimeout("…"), {"status": "ambiguous"}),
    (httpx.RemoteProtocolError("…"), {"status": "ambiguous"}),
    (httpx.Response(200, html=HTML), {"status": "ambiguous"}),
    (httpx.Response(200, json={"ok": True, "result": {}}), {"status": "ambiguous"}),
]
