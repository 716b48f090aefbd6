"""What the commands say of accounts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence

from bot.web.desk.account_facts import Fact, facts, seen, seen_at
from bot.web.desk.account_troubles import Trouble, troubles
from bot.web.desk.wording import channel_title
from data.channel_health import Traffic
from data.models import ChannelAccount
from data.plans.catalogue import Catalogue

STATES = {"active": "đang chạy", "paused": "tạm dừng", "halted": "DỪNG VÌ LỖI"}
SHORT = ("Tin đến gần nhất", "Chữ ký sai", "Mã truy cập", "Mã làm mới", "Webhook")


def told(
    rows: Sequence[ChannelAccount],
    counted: Mapping[tuple[str, str], Traffic],
    plans: Catalogue,
    now: dt.datetime,
    *,
    closely: bool = False,
) -> tuple[list[str], bool]:
    """The lines, and whether all is well; `closely`: all that the vendor said."""
    lines, well = [], True
    for row in rows:
        counts = counted.get((row.channel, row.slug), Traffic())
        found = troubles(row, counts, now)
        vendor = seen(row, now)
        well = well and not found and not any(fact.tone in ("warn", "bad") for fact in vendor)
        lines += [_title(row, plans), *_facts(row, counts, vendor, now, closely), *_do(found)]
    return lines or ["Chưa có tài khoản nào. Thêm: guongsang accounts add --help"], well


def _title(row: ChannelAccount, plans: Catalogue) -> str:
    plan = plans.get(row.locality)
    place = plan.locality.name if plan else row.locality or "mọi nơi"
    name = f" {row.title}," if row.title else ""
    return (
        f"{row.channel}/{row.slug} ({channel_title(row.channel)}:{name} mã {row.vendor_id}, "
        f"{place}): {STATES[row.state]}"
    )


def _facts(
    row: ChannelAccount,
    counts: Traffic,
    vendor: Sequence[Fact],
    now: dt.datetime,
    closely: bool,
) -> Iterator[str]:
    if row.reason and row.state == "paused":
        yield f"  {row.reason}"
    for fact in (*facts(row, counts, now), *vendor):
        if closely or fact.label in SHORT:
            yield f"  {fact.label}: {fact.value}"
    if at := seen_at(row, now):
        yield f"  Xem ở nhà cung cấp: {at}"


def _do(found: Sequence[Trouble]) -> Iterator[str]:
    for trouble in found:
        yield f"  ! {trouble.words}"
        yield f"    → {trouble.step}"
        if trouble.command:
            yield f"      {trouble.command}"


def webhook_address(site: str | None, channel: str, slug: str) -> str:
    base = (site or "https://TÊN-MIỀN").rstrip("/")
    return f"{base}/webhooks/{channel}/{slug}"


def next_step(channel: str, slug: str, *, connected: bool) -> Iterator[str]:
    """After an account was added."""
    yield "Tiếp theo:"
    match channel:
        case "messenger":
            yield "  khai địa chỉ ấy và mã xác minh ở trang Webhooks của ứng dụng Meta"
            yield f"  guongsang accounts setup messenger {slug}"
        case "telegram":
            yield f"  guongsang accounts webhook {slug} --url https://TÊN-MIỀN"
            yield f"  hoặc, để thử ngay không cần tên miền: guongsang accounts poll {slug}"
            yield f"  guongsang accounts setup telegram {slug}"
        case "zalo":
            yield "  khai địa chỉ ấy ở mục Webhook của ứng dụng Zalo"
            if connected:
                yield "  mã vừa dán được làm mới trong vài phút, khi trợ lý đang chạy"
            else:
                yield f"  guongsang accounts connect zalo {slug} --redirect ĐỊA-CHỈ"
        case _:
            yield "  khai địa chỉ ấy ở trang của nhà cung cấp"
    yield f"  guongsang accounts check {channel} {slug}"
