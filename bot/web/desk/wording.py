"""Times, channels and outcomes as officials read them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from bot.channels.registry import CHANNELS
from bot.outbox.policy import REASONS

KINDS: Mapping[str, str] = {
    "image": "Đã gửi một ảnh",
    "location": "Đã gửi vị trí",
    "sticker": "Đã gửi hình dán",
    "voice": "Đã gửi tin thoại",
    "file": "Đã gửi một tệp",
    "contact": "Đã gửi danh thiếp",
    "choice": "Đã bấm một nút",
}
WEB = "Trang web"


def lasting(length: dt.timedelta) -> str:
    """A length of time, as exact as one needs it."""
    minutes = max(int(length.total_seconds() // 60), 0)
    if minutes < 1:
        return "chưa đầy 1 phút"
    if minutes < 60:
        return f"{minutes} phút"
    hours, minutes = divmod(minutes, 60)
    if hours < 24:
        return f"{hours} giờ {minutes} phút" if minutes and hours < 6 else f"{hours} giờ"
    days, hours = divmod(hours, 24)
    return f"{days} ngày {hours} giờ" if hours and days < 3 else f"{days} ngày"


def moment(at: dt.datetime, now: dt.datetime) -> str:
    """`now` is in the zone people live in: "14:05", "14:05 hôm qua", "14:05, 3/11/2026"."""
    local = at.astimezone(now.tzinfo)
    clock, days = f"{local:%H:%M}", (now.date() - local.date()).days
    if days == 0:
        return clock
    if days == 1:
        return f"{clock} hôm qua"
    return f"{clock}, {local.day}/{local.month}/{local.year}"


def channel_title(channel: str) -> str:
    found = CHANNELS.get(channel)
    return found.title if found else WEB


def spoken(kind: str, text: str) -> str:
    """A message in a line: its words, or what it was."""
    words = " ".join(text.split())
    return words or KINDS.get(kind, "Tin không có chữ")


def outcome(state: str, error: str | None, channel: str) -> str:
    """What became of something sent."""
    if state in ("pending", "sending"):
        return "chờ người dân mở trang" if channel == "web" else "đang gửi"
    if state == "waiting":
        return "chờ người dân nhắn lại mới gửi được"
    if state == "unsure":
        return "không chắc đã tới"
    if state == "failed":
        why = next((words for reason, words in REASONS.items() if reason == error), error)
        return f"không gửi được: {why}" if why else "không gửi được"
    return "đã gửi"
