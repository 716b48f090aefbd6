"""What Telegram answers to a send: core.telegram.org/bots/api#making-requests (Bot API 10.3)."""

from __future__ import annotations

from typing import Any

import httpx

from bot.channels.contract import Account, Button, Part

ACCOUNT = Account(
    "telegram",
    "bot-thu",
    "42",
    secrets={"token": "42:TEST-not-to-be-told", "secret_token": "s3cr3t-of-the-webhook"},
)
PICTURE = {"part": Part("Ảnh", image="https://guong.example/a.jpg")}
CHOICES = {"part": Part("Chọn", buttons=(Button("Có", "y"),))}
HTML = "<html><h1>nginx</h1></html>"


def sent(**result: Any) -> httpx.Response:
    chat = {"id": 900, "type": "private"}
    message = {"message_id": 7, "date": 1700000000, "chat": chat, "text": "x", **result}
    return httpx.Response(200, json={"ok": True, "result": message})


def error(code: int, description: str = "", **parameters: Any) -> httpx.Response:
    told: dict[str, Any] = {"ok": False, "error_code": code, "description": description}
    if parameters:
        told["parameters"] = parameters
    return httpx.Response(code, json=told)


VENDOR_ANSWERS: list[Any] = [
    (sent(), {"status": "sent", "provider_id": "7"}),
    (sent(photo=[]), {"status": "sent", "provider_id": "7"}, PICTURE),
    # 429: the whole account
    (
        error(429, "Too Many Requests: retry after 35", retry_after=35),
        {"status": "throttled", "after": 35.0},
    ),
    (error(429, "Too Many Requests"), {"status": "throttled", "after": 30.0}),
    (httpx.Response(429, html=HTML), {"status": "throttled", "after": 30.0}),
    (
        httpx.Response(429, html=HTML, headers={"retry-after": "9"}),
        {"status": "throttled", "after": 9.0},
    ),
    # 403: their subscription ends, if it is Telegram that says so
    (
        error(403, "Forbidden: bot was blocked by the user"),
        {"status": "unreachable", "gone": True, "reason": "403: người dùng đã chặn bot"},
    ),
    (error(403, "Forbidden: user is deactivated"), {"status": "unreachable", "gone": True}),
    (
        error(403, "Forbidden: bot can't initiate conversation with a user"),
        {"status": "unreachable", "gone": True},
    ),
    (
        error(403),
        {
            "status": "unreachable",
            "gone": True,
            "reason": "403: Telegram không cho gửi tới người này",
        },
    ),
    (httpx.Response(403, html=HTML), {"status": "retry", "gone": False}),
    # 400: this message
    (
        error(400, "Bad Request: chat not found"),
        {"status": "permanent", "plain": False, "reason": "400: không có cuộc trò chuyện này"},
    ),
    (error(400, "Bad Request: chat not found"), {"status": "permanent", "plain": False}, PICTURE),
    (error(400, "Bad Request: message is too long"), {"status": "permanent", "plain": False}),
    (
        error(400, 'Bad Request: can\'t parse entities: Unsupported start tag "x" at 3'),
        {"status": "permanent", "plain": True, "reason": "400: không hiểu định dạng"},
    ),
    (
        error(400, "Bad Request: BUTTON_DATA_INVALID"),
        {"status": "permanent", "plain": True, "reason": "400: BUTTON_DATA_INVALID"},
        CHOICES,
    ),
    (
        error(400, "Bad Request: failed to get HTTP URL content"),
        {"status": "permanent", "plain": True},
        PICTURE,
    ),
    (
        error(400, "Bad Request: nguoi-9001 said: Xin chào"),
        {"status": "permanent", "reason": "400: Telegram không nhận tin này"},
    ),
    (
        error(
            400,
            "Bad Request: group chat was upgraded to a supergroup chat",
            migrate_to_chat_id=-1001,
        ),
        {"status": "unreachable", "gone": True},
    ),
    (error(413, "Request Entity Too Large"), {"status": "permanent", "plain": True}, PICTURE),
    (httpx.Response(413, html=HTML), {"status": "permanent", "plain": True}, PICTURE),
    # the token, or the address of the API
    (error(401, "Unauthorized"), {"status": "config", "token_dead": False}),
    (error(404, "Not Found"), {"status": "config"}),
    (error(409, "Conflict: terminated by other getUpdates request"), {"status": "config"}),
    (httpx.Response(401, html=HTML), {"status": "config"}),
    (httpx.Response(404, html=HTML), {"status": "config"}),
    (httpx.Response(302, headers={"location": "https://login.example/"}), {"status": "config"}),
    # nothing was done
    (error(500, "Internal Server Error"), {"status": "retry"}),
    (error(502, "Bad Gateway"), {"status": "retry"}),
    (httpx.Response(502, html=HTML), {"status": "retry"}),
    (httpx.Response(503), {"status": "retry"}),
    (httpx.Response(451, html=HTML), {"status": "retry"}),
    (httpx.ConnectError("refused"), {"status": "retry"}),
    (httpx.ConnectTimeout("…"), {"status": "retry"}),
    (httpx.PoolTimeout("…"), {"status": "retry"}),
    (httpx.ProxyError("…"), {"status": "retry"}),
    # it may be out
    (httpx.Response(200, html=HTML), {"status": "ambiguous"}),
    (httpx.Response(200), {"status": "ambiguous"}),
    (httpx.Response(200, json={"ok": True, "result": True}), {"status": "ambiguous"}),
    (httpx.Response(200, json={"ok": True, "result": {"date": 1}}), {"status": "ambiguous"}),
    (httpx.Response(200, json={"ok": False}), {"status": "ambiguous"}),
    (httpx.Response(200, json=[]), {"status": "ambiguous"}),
    (httpx.ReadTimeout("…"), {"status": "ambiguous"}),
    (httpx.WriteTimeout("…"), {"status": "ambiguous"}),
    (httpx.ReadError("reset"), {"status": "ambiguous"}),
    (httpx.RemoteProtocolError("…"), {"status": "ambiguous"}),
    (RuntimeError("client closed"), {"status": "ambiguous"}),
    # a code inside a 200
    (
        httpx.Response(200, json={"ok": False, "error_code": 403, "description": "Forbidden"}),
        {"status": "unreachable", "gone": True},
    ),
    (
        httpx.Response(
            200, json={"ok": False, "error_code": 429, "parameters": {"retry_after": 3}}
        ),
        {"status": "throttled", "after": 3.0},
    ),
]
