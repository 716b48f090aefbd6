"""What became of a send, by Meta's (code, subcode). D/error-codes, table of 2026-06-25, unless a
row says otherwise; which outcome each is, is our reading.

{"error": {"message": "…", "type": "OAuthException", "code": 10, "error_subcode": 2018278,
    "fbtrace_id": "BLBz/WZt8dN"}}
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any, Final

import httpx

from bot.channels.contract import Sent
from bot.channels.messenger.usage import regain
from bot.channels.messenger.values import Json, mapping, word

SOON, LATER = 5.0, 60.0  # seconds

_TEMPORARY = Sent("retry", after=SOON, reason="lỗi tạm thời của Facebook")
_BUSY = Sent("throttled", reason="Trang gửi quá nhanh")
_WINDOW = Sent("unreachable", reason="quá 24 giờ từ tin cuối của người nhận", window_closed=True)
_AWAY = Sent("unreachable", reason="người nhận không nhận tin của Trang")
_STOPPED = Sent("unreachable", reason="người nhận đã tắt thông báo", gone=True)
_RESTRICTED = Sent("config", reason="Trang bị hạn chế gửi tin")
_TOKEN = Sent("config", reason="mã truy cập Trang sai hoặc hết hạn")
_PERMISSION = Sent("config", reason="ứng dụng thiếu quyền hoặc chưa hoạt động công khai")
_MEDIA = Sent("permanent", reason="Facebook không lấy được ảnh", plain=True)
_HELD = Sent("retry", after=LATER, reason="ứng dụng khác đang giữ cuộc trò chuyện")
_WRONG = Sent("permanent", reason="yêu cầu sai, hoặc không có người nhận này")
_MARKETING = Sent("permanent", reason="lỗi của tin tiếp thị, không gửi lại")
_UNSURE = Sent("ambiguous", reason="Facebook báo lỗi nhưng tin có thể đã đi")
# Sends to the person are to stop until they write; the Page too is slowed.
_BOTHERSOME = Sent("throttled", reason="Facebook cảnh báo làm phiền người nhận", window_closed=True)

EXACT: Final[dict[tuple[int, int], Sent]] = {
    (1, 1357046): _UNSURE,  # "sent successfully, but the endpoint returns an error"
    (2, 2018344): _PERMISSION,  # privacy terms of the inbox not accepted
    (10, 2018278): _WINDOW,
    (10, 2534022): _WINDOW,
    (10, 2018065): _WINDOW,  # also names the permission for news
    (10, 2018108): _AWAY,
    (10, 1893015): _STOPPED,
    (10, 1893063): _RESTRICTED,  # since 2026-06
    (613, 2018338): _BOTHERSOME,
}
# Codes that the table gives alone: they were seen as code and as subcode.
EITHER: Final[dict[int, Sent]] = {
    2018008: _MEDIA,
    2018047: _MEDIA,
    2018109: _MEDIA,
    2018294: _MEDIA,  # a video's 75 s
    2018218: _PERMISSION,
    2018247: _PERMISSION,
    2018300: _HELD,
    2018321: _HELD,
    2018028: _PERMISSION,
}
BY_CODE: Final[dict[int, Sent]] = {
    1: _TEMPORARY,  # 1/99
    2: _TEMPORARY,  # it "may also mean the person blocked us"
    1200: _TEMPORARY,  # only in the older table
    3: _PERMISSION,  # docs/graph-api/guides/error-handling
    4: _BUSY,
    17: _BUSY,  # 17, 32, 80006: docs/graph-api/overview/rate-limiting
    32: _BUSY,
    613: _BUSY,
    80006: _BUSY,
    10: _PERMISSION,
    100: _WRONG,  # since 2026-04-27 also any tag but HUMAN_AGENT
    102: _TOKEN,  # docs/graph-api/guides/error-handling
    190: _TOKEN,
    200: _PERMISSION,
    368: _RESTRICTED,  # absent from the table of 2026
    551: _AWAY,
}
PERSON_OR_WINDOW = 1545041
MARKETING = range(2_300_000, 2_400_000)
BY_HTTP: Final[dict[int, Sent]] = {401: _TOKEN, 403: _PERMISSION, 408: _TEMPORARY}
TRACE = re.compile(r"[\w/+=.-]{1,40}", re.ASCII)
NEVER_LEFT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError)
NEVER_WILL = (httpx.UnsupportedProtocol, httpx.LocalProtocolError, httpx.InvalidURL)


def classify(response: httpx.Response, *, outside: bool) -> Sent:
    """`outside`: by our own record the person's window is closed."""
    body = _body(response)
    error = mapping(body.get("error"))
    if not error:
        return _plain(response, body)
    code, subcode = _number(error.get("code")), _number(error.get("error_subcode"))
    found = _known(code, subcode, outside)
    if response.status_code == 429 and (found is None or found.status != "throttled"):
        found = _BUSY
    if found is None:
        found = _of_status(response)
    if found.status == "throttled":
        found = replace(found, after=regain(response.headers) or LATER)
    trace = error.get("fbtrace_id")
    told = f" ({trace})" if isinstance(trace, str) and TRACE.fullmatch(trace) else ""
    return replace(found, reason=f"{code}/{subcode}: {found.reason}{told}")


def lost(error: Exception) -> Sent:
    """No answer came. Only what broke before a connection stood is sure not to have arrived."""
    reason = type(error).__name__
    if isinstance(error, NEVER_LEFT):
        return Sent("retry", after=SOON, reason=reason)
    if isinstance(error, NEVER_WILL):
        return Sent("config", reason=reason)
    return Sent("ambiguous", reason=reason)


def _known(code: int, subcode: int, outside: bool) -> Sent | None:
    if PERSON_OR_WINDOW in (code, subcode):
        # D/send-messages says "messaging window closed", the table "person unavailable": our own
        # record of the window decides.
        return _WINDOW if outside else _AWAY
    if code in MARKETING or subcode in MARKETING:
        return _MARKETING
    return (
        EXACT.get((code, subcode))
        or EITHER.get(subcode)
        or EITHER.get(code)
        or BY_CODE.get(code)
        or (_PERMISSION if 200 <= code < 300 else None)
    )


def _plain(response: httpx.Response, body: Json) -> Sent:
    """{"recipient_id": "<PSID>", "message_id": "m_1"}, or what some proxy wrote."""
    if not response.is_success:
        found = _BUSY if response.status_code == 429 else _of_status(response)
        if found.status == "throttled":
            found = replace(found, after=regain(response.headers) or LATER)
        return replace(found, reason=f"HTTP {response.status_code}: {found.reason}")
    mid = word(body.get("message_id"))
    if mid is None:
        return Sent("ambiguous", reason=f"HTTP {response.status_code} mà không có mã tin")
    return Sent("sent", provider_id=mid)


def _of_status(response: httpx.Response) -> Sent:
    if response.is_server_error:
        return _UNSURE
    if response.is_client_error or response.is_success:
        return BY_HTTP.get(response.status_code, _WRONG)
    return replace(_HELD, reason="câu trả lời không phải của Facebook")


def _body(response: httpx.Response) -> Json:
    try:
        return mapping(response.json())
    except (ValueError, RecursionError):
        return {}


def _number(value: Any) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) else 0
