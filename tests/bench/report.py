"""The figures as a page of Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tests.bench.comparison import Measured
from tests.bench.figures import Durations, megabytes, milliseconds
from tests.bench.ours import Starts
from tests.bench.processes import NOTHING, Use, total
from tests.bench.questions import QUESTIONS
from tests.bench.traffic import PER_CONVERSATION, WARM_UP, Traffic

TITLE = """# Tốc độ và bộ nhớ

Trang này do `make bench` đo và ghi (`make bench ARGS=--write`, thêm `--cold` để đo cả lần cài đầu
tiên). Người gửi tin giả lập chạy trên cùng máy, dùng chung các lõi với những gì được đo.
"""
RASA = """Cùng các câu hỏi, cùng dữ liệu huấn luyện và cùng các thành phần hiểu tiếng Việt, nhưng
sau kênh REST của chính Rasa (`rasa run`): mỗi ý định một câu trả lời cố định và một luật
(RulePolicy, không cần TensorFlow), hội thoại chỉ giữ trong bộ nhớ. Hai bên chạy cùng lúc và được
hỏi luân phiên, để những gì khác trên máy ảnh hưởng đến cả hai như nhau. Máy chủ
Rasa ấy không ghi gì xuống đĩa, tắt là mất hội thoại; Gương Sáng ghi tin, trạng thái và câu trả lời
vào PostgreSQL trước khi đáp."""


@dataclass(frozen=True)
class Figures:
    machine: list[tuple[str, str]]
    cold: list[tuple[str, float]] | None
    starts: Starts
    accepts: tuple[Traffic, ...]
    ours: Measured
    rasa: Measured
    rasa_start: Durations


def page(figures: Figures) -> str:
    sections = (
        TITLE,
        "## Máy\n",
        table(("", ""), figures.machine),
        "## Khởi động\n",
        _starting(figures),
        "## Nhận tin và trả lời\n",
        _mix(figures.ours.answers[0]),
        _messages(figures),
        "## So với kênh REST của Rasa\n",
        RASA + "\n",
        _comparison(figures),
        "## Bộ nhớ và bộ xử lý\n",
        _uses(figures.ours.idle, figures.ours.loaded, figures.ours.cpu),
    )
    return "\n".join(sections)


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def _starting(figures: Figures) -> str:
    starts = figures.starts
    count = len(starts.empty.values)
    rows = [
        (f"`guongsang up`, chưa có dữ liệu ({count} lần)", starts.empty.spread()),
        (f"`guongsang up`, đã có dữ liệu ({count} lần)", starts.kept.spread()),
    ]
    rows += [(f"`make up` lần đầu: {name}", f"{took:.1f}") for name, took in figures.cold or ()]
    note = (
        "Tới câu trả lời đầu tiên. `make up` lần đầu chạy trong bản sao mới của commit trên, "
        "không gồm thay đổi chưa commit; gói đã có trong bộ nhớ đệm của uv thì không tải lại.\n"
        if figures.cold
        else "Tới câu trả lời đầu tiên.\n"
    )
    return note + "\n" + table(("", "giây: nhanh nhất / giữa / chậm nhất"), rows)


def _mix(traffic: Traffic) -> str:
    return (
        f"{len(QUESTIONS)} câu hỏi khác nhau, có dấu và không dấu; mỗi cuộc trò chuyện "
        f"{PER_CONVERSATION} tin, kết nối giữ mở; {len(traffic.durations.values)} tin mỗi dòng, "
        f"mỗi lượt bắt đầu bằng {WARM_UP} tin làm nóng không tính. “Nhận” là tới khi tin đã nằm "
        "chắc trong cơ sở dữ liệu, đo bằng lúc đáp 202 (gồm thêm một giao dịch nữa, nên thật ra "
        "sớm hơn), trong khi mọi thứ khác vẫn chạy và các tin ấy được trả lời. “Trả lời” là từ lúc "
        "gửi tới lúc có câu trả lời. Thời gian tính bằng mili giây.\n"
    )


def _messages(figures: Figures) -> str:
    rows = [("nhận, " + _crowd(each), *_row(each)) for each in figures.accepts]
    rows += [("trả lời, " + _crowd(each), *_row(each)) for each in figures.ours.answers]
    return table(("", "p50", "p95", "p99", "tin/giây", "hỏng"), rows)


def _crowd(traffic: Traffic) -> str:
    pace = f", cách nhau {traffic.pause:.0f} giây" if traffic.pause else ""
    return f"{traffic.people} người cùng lúc{pace}"


def _row(traffic: Traffic) -> tuple[str, ...]:
    shares = [milliseconds(traffic.durations.percentile(percent)) for percent in (50, 95, 99)]
    return (*shares, f"{traffic.per_second:.1f}", str(traffic.failures))


def _comparison(figures: Figures) -> str:
    rows = []
    for mine, theirs in zip(figures.ours.answers, figures.rasa.answers, strict=True):
        for percent in (50, 95):
            a, b = mine.durations.percentile(percent), theirs.durations.percentile(percent)
            name = f"trả lời p{percent} (ms), {_crowd(mine)}"
            rows.append((name, milliseconds(a), milliseconds(b), f"{a / b:.2f}"))
        a, b = mine.per_second, theirs.per_second
        rows.append((f"tin/giây, {_crowd(mine)}", f"{a:.1f}", f"{b:.1f}", f"{a / b:.2f}"))
    a, b = figures.starts.kept.median, figures.rasa_start.median
    rows.append(("khởi động (giây)", f"{a:.1f}", f"{b:.1f}", f"{a / b:.2f}"))
    ram, rom = total(figures.ours.loaded).resident, total(figures.rasa.loaded).resident
    rows.append(("RSS sau tải (MB)", megabytes(ram), megabytes(rom), f"{ram / rom:.2f}"))
    a, b = sum(figures.ours.cpu.values()), sum(figures.rasa.cpu.values())
    rows.append(("bộ xử lý mỗi tin (ms)", milliseconds(a), milliseconds(b), f"{a / b:.2f}"))
    return table(("", "Gương Sáng", "Rasa REST", "tỉ lệ"), rows)


def _uses(idle: dict[str, Use], loaded: dict[str, Use], cpu: dict[str, float]) -> str:
    rows = [
        (role, *_memory(idle.get(role, NOTHING)), *_memory(use), milliseconds(cpu.get(role, 0.0)))
        for role, use in sorted(loaded.items())
    ]
    whole = milliseconds(sum(cpu.values()))
    rows.append(("tất cả", *_memory(total(idle)), *_memory(total(loaded)), whole))
    head = ("", "RSS lúc nghỉ", "PSS lúc nghỉ", "RSS sau tải", "PSS sau tải", "ms bộ xử lý mỗi tin")
    note = (
        "MB. RSS của PostgreSQL là tổng của nhiều tiến trình và tính phần bộ nhớ dùng chung nhiều "
        "lần; PSS chia phần ấy ra. Bộ xử lý đo khi một người hỏi.\n"
    )
    return note + "\n" + table(head, rows)


def _memory(use: Use) -> tuple[str, str]:
    return megabytes(use.resident), megabytes(use.shared)
