"""What Zalo answers to a send. Codes: the meanings in which four integrators agree, 2026-11."""

from __future__ import annotations

from typing import Any

import httpx

from tests.channels.zalo_account import BUTTONS, PICTURE, oa

ACCOUNT = oa()

ROWS: list[tuple[int, str, dict[str, Any]]] = [
    # code, status, what is set besides
    (-32, "throttled", {"after": 60}),
    (-100, "retry", {"after": 60}),
    (-200, "ambiguous", {}),
    (-201, "permanent", {}),
    (-204, "config", {}),
    (-205, "config", {}),
    (-209, "config", {}),
    (-210, "permanent", {}),
    (-211, "config", {"quota_left": 0}),
    (-212, "config", {}),
    (-213, "unreachable", {}),
    (-214, "retry", {"after": 60}),
    (-216, "config", {"token_dead": True}),
    (-217, "unreachable", {"gone": True}),
    (-218, "unreachable", {}),
    (-219, "config", {}),
    (-220, "config", {"token_dead": True}),
    (-221, "config", {}),
    (-223, "config", {}),
    (-224, "config", {}),
    (-227, "unreachable", {"gone": True}),
    (-230, "unreachable", {"window_closed": True}),
    (-232, "unreachable", {"window_closed": True}),
    (-233, "permanent", {}),
    (-234, "retry", {}),  # until when depends on the hour: test_zalo_errors
    (-235, "config", {}),
    (-237, "config", {}),
    (-238, "permanent", {}),
    (-240, "config", {}),
    (-241, "permanent", {}),
    (-242, "config", {}),
    (-244, "unreachable", {"gone": True}),
    (-248, "permanent", {}),
    (-249, "permanent", {}),
    (-320, "config", {}),
    (-321, "config", {}),
    (-124, "config", {"token_dead": True}),
    (3, "ambiguous", {}),
    (-14002, "config", {}),
    (-14003, "config", {}),
    (-14012, "config", {}),
    (-14024, "config", {}),
    (-14029, "config", {}),
    (-99999, "ambiguous", {}),
]


def answer(code: int, message: str = "nguoi-9001 said: Xin chào", **headers: str) -> httpx.Response:
    """Errors come with HTTP 200."""
    told = {"error": code, "message": message}
    return httpx.Response(
        200, json=told, headers={key.replace("_", "-"): value for key, value in headers.items()}
    )


def sent(**quota: str) -> httpx.Response:
    data: dict[str, Any] = {"message_id": "abc", "user_id": "nguoi-9001"}
    if quota:
        data["quota"] = quota
    return httpx.Response(200, json={"error": 0, "message": "Success", "data": data})


VENDOR_ANSWERS: list[Any] = [
    (sent(), {"status": "sent", "provider_id": "abc", "quota_left": None}),
    (sent(remain="7", total="8"), {"status": "sent", "quota_left": 7}),
    (sent(remain="7", quota_type="reply"), {"status": "sent", "quota_left": None}),
    (sent(remain="7", quota_type="sub_quota"), {"status": "sent", "quota_left": 7}),
    *((answer(code), {"status": status, **more}) for code, status, more in ROWS),
    (answer(-32, x_ratelimit_remain="0", retry_after="7"), {"status": "throttled", "after": 7.0}),
    ([answer(-235), sent()], {"status": "sent", "learnt": {"endpoint": "v2"}}),
    (
        [answer(-240), sent()],
        {"status": "sent", "learnt": {"endpoint": "v3"}},
        {"options": {"endpoint": "v2"}},
    ),
    ([answer(-242), sent()], {"status": "sent", "learnt": {"proof": "with"}}),
    (
        [answer(-201), sent()],
        {"status": "sent", "learnt": {"buttons": "typed"}},
        {"part": BUTTONS},
    ),
    ([answer(-235), httpx.ReadTimeout("late")], {"status": "ambiguous", "learnt": {}}),
    ([answer(-235), answer(-230)], {"status": "unreachable", "window_closed": True, "learnt": {}}),
    (answer(-233), {"status": "permanent", "plain": True}, {"part": BUTTONS}),
    (
        answer(-200, "Upload media failed"),
        {"status": "permanent", "plain": True},
        {"part": PICTURE},
    ),
    (httpx.Response(502, text="<html>"), {"status": "ambiguous"}),
    (httpx.Response(500, json={"error": -216}), {"status": "ambiguous", "token_dead": False}),
    (httpx.Response(429, text="<html>"), {"status": "throttled", "after": 60.0}),
    (httpx.Response(413), {"status": "permanent"}),
    (httpx.Response(302, headers={"location": "https://x.vn"}), {"status": "config"}),
    (httpx.Response(200, text="<html>"), {"status": "ambiguous"}),
    (httpx.ConnectTimeout("no"), {"status": "retry"}),
    (httpx.RemoteProtocolError("no"), {"status": "ambiguous"}),
]
