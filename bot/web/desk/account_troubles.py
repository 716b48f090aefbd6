"""What is wrong with an account of ours, in words, and what to do about it. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from bot.channels.registry import CHANNELS
from bot.web.desk.wording import lasting, moment
from data.accounts import REFUSED
from data.care import NOT_RENEWED, care_of
from data.channel_health import Traffic
from data.models import ChannelAccount

DAY = dt.timedelta(days=1)
REFRESH_SOON = dt.timedelta(days=14)  # time enough to connect a Zalo OA again
STUCK = dt.timedelta(minutes=10)  # whatever waits longer to be sent
UNSEEN = dt.timedelta(hours=2)  # an account is looked at every half hour
QUIET = dt.timedelta(days=7)  # where nobody can be asked whether the webhook stands
QUOTA_LOW = 50
MANY_WAITING = 20
TOKEN_CODES = ("190", "102", "401", "404", "-216", "-220", "-124", REFUSED)
GUIDES = {
    "zalo": "docs/kenh-zalo.md",
    "messenger": "docs/kenh-messenger.md",
    "telegram": "docs/kenh-telegram.md",
}


@dataclass(frozen=True)
class Trouble:
    """`step`, and the `command` that goes with it, is what to do; `grave`: people get no answers,
    or soon will get none, until somebody does."""

    words: str
    step: str
    command: str = ""
    grave: bool = False


def troubles(account: ChannelAccount, counts: Traffic, now: dt.datetime) -> list[Trouble]:
    """The gravest first. Of a paused account only what cannot wait until it runs again."""
    found = list(_tokens(account, now))
    if account.state == "paused":
        return found
    found += _halted(account)
    found += _at_vendor(account, now)
    found += _around(account, counts, now)
    return sorted(found, key=lambda trouble: not trouble.grave)


@dataclass(frozen=True)
class Alarm:
    """A grave trouble in a sentence; `place`: where the health page has the rest of it."""

    account: str
    words: str
    place: str


def alarms(accounts: Iterable[ChannelAccount], scope: str | None, now: dt.datetime) -> list[Alarm]:
    """Of the accounts that bring an official's people, or of all of them (`scope` None)."""
    return [
        Alarm(
            f"{_vendor(account)} · {account.title or account.slug}",
            trouble.words.partition(". ")[0].removesuffix(".") + ".",
            f"{account.channel}-{account.slug}",
        )
        for account in accounts
        if scope is None or account.locality in (None, scope)
        for trouble in troubles(account, Traffic(), now)
        if trouble.grave
    ]


def _name(account: ChannelAccount) -> str:
    return f"{account.channel} {account.slug}"


def _vendor(account: ChannelAccount) -> str:
    known = CHANNELS.get(account.channel)
    return known.title if known else account.channel


def _with_new_token(account: ChannelAccount, words: str) -> Trouble:
    """What only somebody with a login at the vendor's can mend."""
    step, command = "Lấy mã mới ở nhà cung cấp, rồi chạy", f"change {_name(account)} --secret token"
    match account.channel:
        case "zalo":
            step = "Kết nối lại bằng tài khoản quản trị OA"
            command = f"connect {_name(account)} --redirect ĐỊA-CHỈ"
        case "messenger":
            step = "Lấy mã truy cập Trang mới ở trang ứng dụng của Meta, rồi chạy"
            command = f"change {_name(account)} --secret page_token"
        case "telegram":
            step = "Lấy mã mới ở @BotFather, rồi chạy"
    return Trouble(words, f"{step}:", f"guongsang accounts {command}", grave=True)


def _halted(account: ChannelAccount) -> Iterator[Trouble]:
    if account.state != "halted":
        return
    reason = account.reason or "không rõ vì sao"
    told = reason.removeprefix(REFUSED).strip()
    if reason.startswith(TOKEN_CODES):
        yield _with_new_token(account, f"Đã dừng gửi, vì mã truy cập: {told}.")
        return
    step = f"Tìm lỗi này {_guide(account)}. Sửa xong, bấm “Chạy lại”, hoặc:"
    resume = f"guongsang accounts resume {_name(account)}"
    yield Trouble(f"Đã dừng gửi: {told}.", step, resume, grave=True)


def _tokens(account: ChannelAccount, now: dt.datetime) -> Iterator[Trouble]:
    """Zalo's: the access token is renewed by itself, as long as the refresh token is taken."""
    refused = account.options.get(NOT_RENEWED)
    until, ends = account.refresh_until, account.token_until
    if account.state == "halted" and (account.reason or "").startswith(TOKEN_CODES):
        return
    if refused:
        left = f" Mã đang dùng còn {lasting(ends - now)}." if ends and ends > now else ""
        yield _with_new_token(account, f"Zalo không cấp mã truy cập mới ({refused}).{left}")
    elif until is not None and until <= now:
        yield _with_new_token(account, "Kết nối với Zalo ĐÃ HẾT HẠN.")
    elif until is not None and until <= now + REFRESH_SOON:
        local = until.astimezone(now.tzinfo)
        day = f"{local.day}/{local.month}/{local.year}"
        words = f"Kết nối với Zalo hết hạn sau {lasting(until - now)} ({day})."
        yield _with_new_token(account, words)
    elif ends is not None and ends <= now:
        yield Trouble(
            f"Mã truy cập hết hạn {lasting(now - ends)} trước mà chưa làm mới được.",
            "Trợ lý vẫn thử mỗi 5 phút. Kéo dài thì xem máy chủ có gọi được oauth.zaloapp.com "
            "không.",
            grave=True,
        )


def _at_vendor(account: ChannelAccount, now: dt.datetime) -> Iterator[Trouble]:
    """What the last look found."""
    care = care_of(account)
    found: dict[str, Any] = care.get("found") or {}
    looked = dt.datetime.fromisoformat(care["at"]) if "at" in care else account.created_at
    if looked is not None and now - looked > UNSEEN:
        yield Trouble(
            f"Trợ lý không tự xem tài khoản này từ {lasting(now - looked)} nay.",
            "Phần xử lý tin (worker) có lẽ không chạy. Xem bằng lệnh:",
            "guongsang doctor",
            grave=True,
        )
    vendor = _vendor(account)
    if found.get("unconnected"):
        yield _with_new_token(account, "Chưa kết nối với Zalo OA.")
    if found.get("error") and account.state != "halted":
        yield Trouble(f"{vendor} trả lời: {found['error']}.", f"Tìm lỗi này {_guide(account)}.")
    if found.get("mismatch"):
        yield _with_new_token(account, "Mã truy cập là của tài khoản khác.")
    if care.get("missed", 0) > 1:
        yield Trouble(
            f"{care['missed']} lần liền không hỏi được {vendor} ({found.get('unasked', '')}).",
            "Thường tự hết. Kéo dài thì xem máy chủ có ra được Internet không.",
        )
    yield from _webhook(account, care, found, now)


def _webhook(
    account: ChannelAccount, care: Any, found: dict[str, Any], now: dt.datetime
) -> Iterator[Trouble]:
    vendor = _vendor(account)
    if found.get("elsewhere"):
        yield Trouble(
            f"{vendor} đang đưa tin tới địa chỉ khác: {found.get('webhook')}",
            "Nếu không ai chủ ý làm vậy, đưa về trợ lý bằng lệnh:",
            f"guongsang accounts webhook {account.slug} --url https://TÊN-MIỀN",
            grave=True,
        )
    elif found.get("subscribed") is False:
        why = f" ({care['mending']})" if care.get("mending") else ""
        tried = f" Đã tự đăng ký lại mà không được{why}." if care.get("tries") else ""
        yield Trouble(
            f"{vendor} không đưa tin đến trợ lý nữa.{tried}",
            "Bấm “Đăng ký lại webhook” ở trang Kênh, hoặc chạy lệnh dưới đây. Vẫn mất thì xem "
            f"{_guide(account)}.",
            f"guongsang accounts setup {_name(account)}",
            grave=True,
        )
    waiting = found.get("waiting") or 0
    if found.get("last_error") and waiting > MANY_WAITING:
        yield Trouble(
            f"{waiting} tin đang chờ ở {vendor}, vì không gọi được trợ lý: {found['last_error']}",
            f"Xem tên miền, chứng chỉ, tường lửa: {_guide(account)}.",
            grave=True,
        )
    last = account.last_inbound_at
    if account.channel == "zalo" and last is not None and now - last > QUIET:
        yield Trouble(
            f"{lasting(now - last)} không có tin nào đến.",
            "Zalo không cho hỏi webhook còn bật không: nhắn thử OA một tin. Không thấy tới thì "
            "bật lại webhook ở trang ứng dụng Zalo.",
        )


def _guide(account: ChannelAccount) -> str:
    return f"ở “Khi có gì không ổn” trong {GUIDES.get(account.channel, 'docs/kenh.md')}"


def _around(account: ChannelAccount, counts: Traffic, now: dt.datetime) -> Iterator[Trouble]:
    """What our own counts say."""
    if account.forged and account.forged_at and now - account.forged_at < DAY:
        yield Trouble(
            f"{account.forged} tin đến có chữ ký sai, gần nhất {moment(account.forged_at, now)}; "
            "tin ấy không được nhận.",
            f"Khóa ký webhook có thể đã đổi: xem {_guide(account)}.",
        )
    if counts.oldest is not None and now - counts.oldest > STUCK and account.state == "active":
        yield Trouble(
            f"{counts.to_send} tin chờ gửi, lâu nhất {lasting(now - counts.oldest)}.",
            "Nhà cung cấp đang bảo chờ, hoặc phần xử lý tin không chạy. Xem bằng lệnh:",
            "guongsang doctor",
        )
    if account.quota_left is not None and account.quota_left < QUOTA_LOW:
        yield Trouble(
            f"Hạn mức chỉ còn {account.quota_left} tin.",
            "Mua thêm ở nhà cung cấp, hoặc chờ kỳ sau; hết thì tin chờ.",
        )
