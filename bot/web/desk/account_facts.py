"""What an account's health page says: pure, from the row, the counts and the vendor's answer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from bot.web.desk.account_troubles import DAY, QUOTA_LOW, REFRESH_SOON, STUCK
from bot.web.desk.wording import lasting, moment
from data.care import care_of
from data.channel_health import Traffic
from data.models import ChannelAccount

Tone = Literal["", "good", "warn", "bad"]

ASKED: Mapping[str, str] = {
    "name": "Tên",
    "vendor_id": "Mã tài khoản",
    "type": "Loại OA",
    "package": "Gói",
    "package_until": "Gói đến ngày",
    "verified": "Đã xác thực",
    "followers": "Người quan tâm",
    "rate_left": "Số lần gọi còn trong phút này",
    "error": "Lỗi",
    "unasked": "Hỏi nhà cung cấp",
    "unconnected": "Kết nối",
    "mismatch": "Tài khoản",
    "subscribed": "Webhook",
    "webhook": "Địa chỉ webhook",
    "missing": "Sự kiện chưa đăng ký",
    "waiting": "Tin chờ ở nhà cung cấp",
    "last_error": "Lỗi webhook gần nhất",
    "last_error_at": "Lỗi lúc",
    "link": "Đường dẫn",
    "usage": "Hạn mức đã dùng",
}


UNTOLD = "nhà cung cấp không cho hỏi; xem tin đến gần nhất"
POLLED = "không đặt; tin chỉ tới khi chạy lệnh “guongsang accounts poll”"


@dataclass(frozen=True)
class Fact:
    label: str
    value: str
    tone: Tone = ""


def facts(account: ChannelAccount, counts: Traffic, now: dt.datetime) -> list[Fact]:
    found = [
        Fact("Tin đến gần nhất", _when(account.last_inbound_at, now)),
        Fact("Gửi được gần nhất", _when(account.last_sent_at, now)),
        _forged(account, now),
        *_tokens(account, now),
        _to_send(counts, now),
        _unsent(counts),
    ]
    if account.quota_left is not None:
        low = account.quota_left < QUOTA_LOW
        found.append(Fact("Hạn mức còn lại", f"{account.quota_left} tin", "warn" if low else ""))
    if account.held_until is not None and account.held_until > now:
        found.append(Fact("Nhà cung cấp bảo chờ", f"đến {moment(account.held_until, now)}", "warn"))
    return found


def seen(account: ChannelAccount, now: dt.datetime) -> list[Fact]:
    """What the vendor said when it was last asked, and what was mended then."""
    care = care_of(account)
    if "found" not in care:
        return []
    told = asked(care["found"], now)
    if care.get("mends"):
        when = moment(dt.datetime.fromisoformat(care["mended_at"]), now)
        told.append(Fact("Đã tự đăng ký lại", f"{care['mends']} lần, gần nhất {when}"))
    return told


def seen_at(account: ChannelAccount, now: dt.datetime) -> str:
    """Empty when nobody has looked yet."""
    care = care_of(account)
    return _when(dt.datetime.fromisoformat(care["at"]), now) if "found" in care else ""


def asked(answer: Mapping[str, Any], now: dt.datetime) -> list[Fact]:
    """What the vendor answered, as far as we have words for it."""
    found = []
    for name, title in ASKED.items():
        value = answer.get(name)
        if value not in ("", None, []):
            found.append(Fact(title, _said(name, value, now), _tone(name, value)))
    if not {"subscribed", "error", "unasked", "unconnected"} & set(answer):
        found.append(Fact("Webhook", POLLED if "waiting" in answer else UNTOLD))
    return found or [Fact("Nhà cung cấp", "không nói gì", "warn")]


def _said(name: str, value: Any, now: dt.datetime) -> str:
    match name:
        case "subscribed":
            return "đang đăng ký đủ" if value else "CHƯA đăng ký hoặc thiếu sự kiện"
        case "mismatch":
            return "mã truy cập là của tài khoản khác"
        case "usage":
            return f"{value} %"
        case "unasked":
            return f"không hỏi được ({value})"
        case "unconnected":
            return "chưa kết nối"
        case "last_error_at":
            return moment(dt.datetime.fromisoformat(str(value)), now)
    if isinstance(value, bool):
        return "có" if value else "chưa"
    if isinstance(value, list | tuple):
        return ", ".join(map(str, value))
    return str(value)


def _tone(name: str, value: Any) -> Tone:
    if name == "subscribed":
        return "good" if value else "bad"
    if name in ("error", "mismatch", "unconnected"):
        return "bad"
    if name in ("missing", "unasked") or (name == "usage" and int(value) >= 80):
        return "warn"
    return ""


def _when(at: dt.datetime | None, now: dt.datetime) -> str:
    return f"{lasting(now - at)} trước ({moment(at, now)})" if at else "chưa có"


def _forged(account: ChannelAccount, now: dt.datetime) -> Fact:
    if not account.forged or account.forged_at is None:
        return Fact("Chữ ký sai", "chưa có lần nào")
    lately = now - account.forged_at < DAY
    return Fact(
        "Chữ ký sai",
        f"{account.forged} lần, gần nhất {moment(account.forged_at, now)}",
        "warn" if lately else "",
    )


def _tokens(account: ChannelAccount, now: dt.datetime) -> list[Fact]:
    """Only Zalo's tokens end by themselves; the others' are kept without dates."""
    found = []
    if account.token_at is not None:
        said = [f"cấp {lasting(now - account.token_at)} trước"]
        if account.token_until is not None:
            said.append(_left(account.token_until, now))
        found.append(
            Fact("Mã truy cập", ", ".join(said), _ending(account.token_until, dt.timedelta(), now))
        )
    if account.refresh_until is not None:
        tone = _ending(account.refresh_until, REFRESH_SOON, now)
        found.append(Fact("Mã làm mới", _left(account.refresh_until, now), tone))
    return found


def _ending(until: dt.datetime | None, soon: dt.timedelta, now: dt.datetime) -> Tone:
    if until is None or until > now + soon:
        return ""
    return "warn" if until > now else "bad"


def _left(until: dt.datetime, now: dt.datetime) -> str:
    if until <= now:
        return f"ĐÃ HẾT HẠN {lasting(now - until)}"
    return f"còn {lasting(until - now)} ({moment(until, now)})"


def _unsent(counts: Traffic) -> Fact:
    told = (
        (counts.failed, "không gửi được"),
        (counts.unsure, "không chắc đã tới"),
        (counts.waiting, "chờ người dân nhắn lại"),
    )
    said = [f"{number} {what}" for number, what in told if number]
    tone: Tone = "warn" if counts.failed or counts.unsure else ""
    return Fact("Chưa tới, 24 giờ qua", " · ".join(said) or "không có tin nào", tone)


def _to_send(counts: Traffic, now: dt.datetime) -> Fact:
    if not counts.to_send or counts.oldest is None:
        return Fact("Đang chờ gửi", "không có tin nào")
    waited = now - counts.oldest
    return Fact(
        "Đang chờ gửi",
        f"{counts.to_send} tin, lâu nhất {lasting(waited)}",
        "warn" if waited > STUCK else "",
    )
