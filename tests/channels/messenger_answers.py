"""What Meta answers to a send. D/error-codes, table of 2026-06-25."""

from __future__ import annotations

from typing import Any

import httpx

from bot.channels.contract import Account, Part

ACCOUNT = Account(
    "messenger",
    "phuong",
    "500",
    secrets={"app_secret": "s3cr3t", "verify_token": "xac-minh", "page_token": "TOKEN123"},
    options={"app_id": "1517776481860111"},
)
PICTURE = {"part": Part(image="https://guong.example/a.jpg")}
CLOSED = {"options": {"outside_window": "yes"}}
BUSY = '{"500": [{"type": "messenger", "call_count": 100, "estimated_time_to_regain_access": 3}]}'


def error(
    code: int, subcode: int | None = None, *, status: int = 400, **headers: str
) -> httpx.Response:
    told: dict[str, Any] = {
        "message": "(#1) nguoi-9001 said: Xin chào",
        "type": "OAuthException",
        "code": code,
        "fbtrace_id": "BLBz/WZt8dN",
    }
    if subcode is not None:
        told["error_subcode"] = subcode
    return httpx.Response(
        status, json={"error": told}, headers={k.replace("_", "-"): v for k, v in headers.items()}
    )


VENDOR_ANSWERS: list[Any] = [
    (
        httpx.Response(200, json={"recipient_id": "nguoi-9001", "message_id": "m_1"}),
        {"status": "sent", "provider_id": "m_1"},
    ),
    (httpx.Response(200, json={"message_id": "m_1"}), {"status": "sent"}),
    (
        error(1, 99),
        {
            "status": "retry",
            "after": 5.0,
            "reason": "1/99: lỗi tạm thời của Facebook (BLBz/WZt8dN)",
        },
    ),
    (error(1), {"status": "retry"}),
    (error(2), {"status": "retry"}),
    (error(2, status=500), {"status": "retry"}),
    (error(1200), {"status": "retry"}),
    (error(1, 1357046), {"status": "ambiguous"}),
    (error(2, 2018344), {"status": "config"}),
    (error(4), {"status": "throttled", "after": 60.0, "window_closed": False}),
    (error(4, x_business_use_case_usage=BUSY), {"status": "throttled", "after": 180.0}),
    (error(613), {"status": "throttled", "after": 60.0}),
    (error(613, 2534040), {"status": "throttled"}),
    (error(613, retry_after="7"), {"status": "throttled", "after": 7.0}),
    (error(613, 2018338), {"status": "throttled", "window_closed": True}),
    (error(17), {"status": "throttled"}),
    (error(32), {"status": "throttled"}),
    (error(80006), {"status": "throttled"}),
    (error(100, status=429), {"status": "throttled"}),
    (
        httpx.Response(429, text="<html>", headers={"retry-after": "30"}),
        {"status": "throttled", "after": 30.0},
    ),
    (error(10, 2018278), {"status": "unreachable", "window_closed": True, "gone": False}),
    (error(10, 2534022), {"status": "unreachable", "window_closed": True}),
    (error(10, 2018065), {"status": "unreachable", "window_closed": True}),
    (error(10, 2018108), {"status": "unreachable", "window_closed": False, "gone": False}),
    (error(551), {"status": "unreachable", "window_closed": False, "gone": False}),
    (error(551, 1545041), {"status": "unreachable", "window_closed": False}),
    (error(200, 1545041), {"status": "unreachable", "window_closed": False}),
    (error(551, 1545041), {"status": "unreachable", "window_closed": True}, CLOSED),
    (error(10, 1893015), {"status": "unreachable", "gone": True}),
    (error(10, 1893063), {"status": "config"}),
    (error(10), {"status": "config"}),
    (error(368), {"status": "config"}),
    (error(100), {"status": "permanent", "plain": False}),
    (error(100, 2018001), {"status": "permanent"}),
    *(
        (error(100, subcode), {"status": "permanent", "plain": True}, PICTURE)
        for subcode in (2018008, 2018047, 2018109, 2018294)
    ),
    (error(2018047), {"status": "permanent", "plain": True}, PICTURE),
    (error(190, 463), {"status": "config", "token_dead": False}),
    (error(190, status=401), {"status": "config"}),
    (error(102), {"status": "config"}),
    (error(200), {"status": "config"}),
    (error(200, 2018028, status=403), {"status": "config"}),
    (error(230), {"status": "config"}),
    (error(3), {"status": "config"}),
    (error(100, 2018300), {"status": "retry", "after": 60.0}),
    (error(2018321), {"status": "retry"}),
    (error(100, 2018218), {"status": "config"}),
    (error(100, 2018247), {"status": "config"}),
    (error(2300000), {"status": "permanent"}),
    (error(100, 2300052), {"status": "permanent"}),
    (error(987654), {"status": "permanent"}),
    (error(987654, status=503), {"status": "ambiguous"}),
    (error(190, status=500), {"status": "config"}),
    (httpx.Response(200, json={"error": {"code": 551}}), {"status": "unreachable"}),
    (httpx.Response(200, json={"recipient_id": "9"}), {"status": "ambiguous"}),
    (httpx.Response(200, text="<html>"), {"status": "ambiguous"}),
    (httpx.Response(502, text="<html>"), {"status": "ambiguous"}),
    (httpx.Response(500, json={}), {"status": "ambiguous"}),
    (httpx.Response(401, text=""), {"status": "config"}),
    (httpx.Response(404, text="<html>"), {"status": "permanent"}),
    (httpx.Response(408, text=""), {"status": "retry"}),
    (httpx.Response(302, headers={"location": "https://login.example/"}), {"status": "retry"}),
    (httpx.ConnectTimeout("…"), {"status": "retry", "after": 5.0}),
    (httpx.PoolTimeout("…"), {"status": "retry"}),
    (httpx.ReadTimeout("…"), {"status": "ambiguous"}),
    (httpx.WriteTimeout("…"), {"status": "ambiguous"}),
    (httpx.RemoteProtocolError("…"), {"status": "ambiguous"}),
    (httpx.LocalProtocolError("…"), {"status": "config"}),
    (RuntimeError("client closed"), {"status": "ambiguous"}),
]
