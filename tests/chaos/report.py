"""The run as a table, in Vietnamese; the last line of all is the verdict's."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from tests.chaos.judge import Finding
from tests.chaos.run import Outcome
from tests.chaos.site import KILLED

SHOWN = 20  # findings of a kind
HAPPENED = {
    "web": "kill -9 web",
    "worker": "kill -9 worker (một trong hai)",
    "rasa": "kill -9 Rasa",
    "postgres": "kill -9 PostgreSQL (máy chủ)",
    "backend": "kill -9 PostgreSQL (một kết nối)",
    "refusal": "từ chối hẳn một tin",
    "slow down": "bắt cả tài khoản gửi chậm lại",
    "token": "mã truy cập Zalo hết hạn",
    "halt": "mã truy cập Trang bị từ chối, người vận hành cho chạy lại",
    "strange": "sự kiện không tài liệu nào nói tới",
    "read": "người nhận đã xem",
}
DELIVERED = {
    "events": "sự kiện nhà cung cấp báo (kể cả tiếng vọng, đã xem)",
    "attempts": "lượt gọi webhook",
    "doubled": "giao hai lần",
    "late": "giao muộn",
    "batched": "chung một lượt gọi",
    "lost_answers": "không nghe được câu đáp",
    "retried": "giao lại",
    "timeouts": "không chờ được câu đáp",
    "unreachable": "không nối được",
    "given_up": "thôi không giao nữa",
    "missed": "không giao (webhook tắt)",
}
FAULTS = {
    "refused": "trả lỗi",
    "error_after": "trả lỗi mà tin vẫn tới",
    "cut_before": "ngắt kết nối, tin không tới",
    "cut_after": "ngắt kết nối, tin vẫn tới",
    "slow": "trả lời quá chậm",
    "echo_first": "tiếng vọng tới trước câu trả lời",
    "echo_lost": "không có tiếng vọng",
}


def table(outcome: Outcome) -> Iterator[str]:
    verdict, happened = outcome.verdict, outcome.happened
    yield ""
    yield from _block("Đã giết", {HAPPENED[kind]: happened.get(kind, 0) for kind in KILLED})
    others = {name: count for name, count in happened.items() if name not in KILLED}
    yield from _block("Nhà cung cấp làm", {HAPPENED[name]: n for name, n in others.items()})
    yield from _block(
        "Nhà cung cấp giao",
        {
            **{DELIVERED[name]: outcome.delivered.get(name, 0) for name in DELIVERED},
            **{k: n for k, n in sorted(outcome.delivered.items()) if k.startswith("HTTP")},
        },
    )
    yield from _block(
        "Nhà cung cấp nhận", {FAULTS[name]: outcome.faults.get(name, 0) for name in FAULTS}
    )
    yield from _block("Cơ sở dữ liệu", outcome.rows)
    yield from _block(
        "Người dùng thấy",
        {
            "lời báo chờ": verdict.notices,
            "tin nhà cung cấp không nhận": verdict.refused,
            "tin không rõ đã tới chưa, gửi lại": verdict.ambiguous,
            "… trong đó thấy hơn một lần": len(verdict.seen_twice),
            **{f"…… ở {vendor}": n for vendor, n in _vendors(verdict.seen_twice).items()},
            "tin tới sau khi tin viết sau đã xong": verdict.overtaken,
        },
    )
    left = outcome.waiting
    rate = verdict.events / outcome.seconds
    yield f"{outcome.seconds:.0f} giây, {rate:.1f} sự kiện/giây"
    if not outcome.drained:
        yield f"CHƯA XONG: {left}, nhà cung cấp {'đã' if outcome.settled else 'chưa'} giao hết"
    for name in ("lost", "out_of_order", "doubled"):
        found = getattr(verdict, name)
        for finding in found[:SHOWN]:
            yield f"{name}: {finding}"
        if len(found) > SHOWN:
            yield f"{name}: … và {len(found) - SHOWN} nữa"


def _vendors(findings: Sequence[Finding]) -> Counter[str]:
    return Counter(finding.person.split()[0] for finding in findings)


def _block(title: str, counts: Mapping[str, int]) -> Iterator[str]:
    yield title
    for name, count in counts.items():
        yield f"  {count:>8}  {name}"
