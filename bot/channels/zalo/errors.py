"""What Zalo's answer to a send means.

Errors come with HTTP 200: `{"error": -230, "message": "..."}`. The meanings of the codes are those
in which four integrators agree (2026-11); what follows from each is our reading. Zalo's own words
never go into a reason: they may hold what a person wrote.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace
from typing import Any
from zoneinfo import ZoneInfo

import httpx

from bot.channels.contract import Part, Sent
from bot.channels.zalo.payload import string, whole

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
MORNING = 6
A_MINUTE = 60.0
SOON = 600.0
A_DAY = 86_400

NOT_THIS_OA = -235
V2_SHUT = -240
BAD_PROOF = -242
INVALID = -201

CODES: dict[int, Sent] = {
    -32: Sent("throttled", after=A_MINUTE, reason="vượt số lần gọi của ứng dụng hoặc của OA"),
    -100: Sent("retry", after=A_MINUTE, reason="tệp đính kèm hết hạn"),
    # HTTP 200 and an error, and yet the message was seen to arrive (a public body's bot, live).
    -200: Sent("ambiguous", reason="Zalo báo gửi không được, có khi vẫn tới"),
    INVALID: Sent("permanent", reason="tham số không hợp lệ", plain=True),
    -204: Sent("config", reason="OA bị tắt"),
    -205: Sent("config", reason="OA không tồn tại"),
    -209: Sent("config", reason="ứng dụng chưa được bật cho API này"),
    -210: Sent("permanent", reason="tham số vượt giới hạn", plain=True),
    -211: Sent("config", reason="OA hết hạn mức", quota_left=0),
    # Called a matter of the account by integrators; it is this person's share that is used up,
    # and the others can still be reached.
    -218: Sent("unreachable", reason="hết hạn mức gửi cho người này"),
    -212: Sent("config", reason="ứng dụng chưa đăng ký API này"),
    -213: Sent("unreachable", reason="người này chưa quan tâm OA"),
    -214: Sent("retry", after=A_MINUTE, reason="bài viết đang được xử lý"),
    -216: Sent("config", reason="access token không hợp lệ", token_dead=True),
    -217: Sent("unreachable", reason="người này đã chặn lời mời", gone=True),
    -219: Sent("config", reason="ứng dụng đã bị gỡ hoặc tắt"),
    -220: Sent("config", reason="access token hết hạn hoặc đã bị thu hồi", token_dead=True),
    -221: Sent("config", reason="OA chưa được xác thực"),
    -223: Sent("config", reason="OA chưa cấp quyền cho API này"),
    -224: Sent("config", reason="gói dịch vụ của OA không đủ"),
    -227: Sent("unreachable", reason="tài khoản bị khóa hoặc bỏ lâu", gone=True),
    -230: Sent("unreachable", reason="7 ngày không tương tác", window_closed=True),
    -232: Sent("unreachable", reason="chưa từng tương tác hoặc đã hết hạn", window_closed=True),
    -233: Sent("permanent", reason="loại tin không được hỗ trợ", plain=True),
    -234: Sent("retry", reason="không gửi được ban đêm (22:00-06:00)"),
    NOT_THIS_OA: Sent("config", reason="API không dùng được cho loại OA này"),
    -237: Sent("config", reason="nhóm bị tắt"),
    -238: Sent("permanent", reason="tệp đã dùng rồi", plain=True),
    V2_SHUT: Sent("config", reason="API gửi tin V2 đã đóng"),
    -241: Sent("permanent", reason="tệp bị tắt", plain=True),
    BAD_PROOF: Sent("config", reason="appsecret_proof sai"),
    # They told Zalo to bring them no such messages from this OA.
    -244: Sent("unreachable", reason="người này không nhận loại tin này từ OA", gone=True),
    -248: Sent("permanent", reason="nội dung trái quy định của Zalo"),
    -249: Sent("permanent", reason="mẫu tin không gửi được theo UID"),
    -320: Sent("config", reason="cần tài khoản ZCA hoặc ZBS"),
    -321: Sent("config", reason="tài khoản ZBS hết tiền"),
    -124: Sent("config", reason="access token không hợp lệ", token_dead=True),
    # Of the token host; here only should Zalo mix them up.
    -14002: Sent("config", reason="ứng dụng chưa hoạt động"),
    -14003: Sent("config", reason="địa chỉ callback không hợp lệ"),
    -14012: Sent("config", reason="lỗi cấp quyền"),
    -14024: Sent("config", reason="lỗi cấp quyền"),
    -14029: Sent("config", reason="lỗi cấp quyền"),
}
"""Codes that stand nowhere, and 3, which is retried by one project and explained by none, leave
open whether the message went out."""

FIELD = re.compile(r"([A-Za-z_.]{1,40}) is invalid\.?", re.ASCII)


def error_code(answer: Any) -> int | None:
    """0 for success; None when the answer has none. `answer` is as `payload.load` reads it."""
    text = string(answer, "error")
    number = whole(text.removeprefix("-"))
    if number is None:
        return None
    return -number if text.startswith("-") else number


def outcome(code: int, answer: Any, headers: httpx.Headers, part: Part, now: dt.datetime) -> Sent:
    """Of an answer that carries an error other than 0."""
    known = CODES.get(code, Sent("ambiguous", reason="mã lỗi lạ"))
    known = replace(known, reason=f"{code} {known.reason}")
    message = string(answer, "message").strip()
    match code:
        case -32:
            known = _throttled(known, headers)
        case -234:
            known = replace(known, after=until_morning(now))
        case -200 if part.image and "upload" in message.lower():
            # Seen for covers above 1.5 MB (live, 2026-09-15): then nothing was sent.
            reason = "-200 ảnh không tải lên được"
            known = replace(known, status="permanent", reason=reason, plain=True)
        case -201:
            # The name of the field is Zalo's, never a person's: the clue one looks for.
            field = FIELD.fullmatch(message)
            known = replace(known, reason=f"{known.reason}: {field[1]}") if field else known
    decorated = part.image is not None or bool(part.buttons or part.quick)
    return replace(known, plain=known.plain and decorated and bool(part.text or part.alt))


def _throttled(known: Sent, headers: httpx.Headers) -> Sent:
    """The app has 4,000 calls a minute, counted down in X-RateLimit-Remain (several integrators);
    an OA has a cap by its package. Calls left to the app mean that it was the OA's."""
    left = whole(headers.get("x-ratelimit-remain", ""))
    whose = "" if left is None else (" (của OA)" if left else " (của ứng dụng)")
    return replace(known, after=retry_after(headers) or A_MINUTE, reason=known.reason + whose)


def of_status(status: int, headers: httpx.Headers) -> Sent:
    """Of an answer that is no JSON of Zalo's, or a 5xx, whatever it says."""
    reason = f"HTTP {status}"
    waiting = retry_after(headers)
    if status >= 500:
        return Sent("ambiguous", after=waiting, reason=reason)
    if status == 429:
        return Sent("throttled", after=waiting or A_MINUTE, reason=reason)
    if status == 413:
        return Sent("permanent", reason=reason)
    if status >= 300:
        return Sent("config", reason=reason)
    return Sent("ambiguous", reason=f"{reason}, câu trả lời không đọc được")


def of_failure(error: Exception) -> Sent:
    """Of a request that got no answer. No key is known by which Zalo would tell a repeated send,
    so whatever may have left counts as left; its echo settles it."""
    reason = type(error).__name__
    match error:
        case (
            httpx.ConnectError() | httpx.ConnectTimeout() | httpx.PoolTimeout() | httpx.ProxyError()
        ):
            return Sent("retry", reason=reason)
        case httpx.UnsupportedProtocol() | httpx.LocalProtocolError() | httpx.InvalidURL():
            return Sent("config", reason=reason)
        case UnicodeError():
            return Sent("config", reason="khóa có ký tự lạ")
        case _:
            return Sent("ambiguous", reason=reason)


def retry_after(headers: httpx.Headers) -> float | None:
    """Seconds, a day at most; a date in their place is not read."""
    seconds = whole(headers.get("retry-after", "").strip())
    return None if seconds is None else float(min(seconds, A_DAY))


def until_morning(now: dt.datetime) -> float:
    """Seconds until 06:00 in Việt Nam. By day, when only the clocks can differ, ten minutes."""
    local = now.astimezone(VIETNAM)
    if MORNING <= local.hour < 21:
        return SOON
    morning = local.replace(hour=MORNING, minute=0, second=0, microsecond=0)
    if local.hour >= MORNING:
        morning += dt.timedelta(days=1)
    return (morning - local).total_seconds()
