"""docs/evaluation.md: everything the evaluation found, with the command that shows it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.evaluation import report
from tests.evaluation.asking import tally
from tests.evaluation.comparison import Compared
from tests.evaluation.report import Part
from tests.evaluation.thresholds import AIMS, shortfalls

PARTS = {
    "frozen": "Bộ kiểm tra cố định",
    "fresh": "Bộ mới viết thêm lúc cuối",
    "development": "Bộ phát triển (đã xem khi sửa, không phải thước đo)",
}


@dataclass(frozen=True)
class Costs:
    """Of the running model. Milliseconds, seconds, MB."""

    parse_p50: float
    parse_p95: float
    ready: float | None
    memory: float
    training: float | None


def page(parts: Sequence[Part], costs: Costs, compared: Sequence[Compared]) -> str:
    blocks = [
        "# Trợ lý hiểu và trả lời đúng đến đâu",
        "Trang này do `make evaluate ARGS=--write` viết ra. Tin kiểm tra và cách chấm: "
        "[nlu/evaluation](../nlu/evaluation/README.md). Ngưỡng mà CI giữ: "
        "[thresholds.yml](../nlu/evaluation/thresholds.yml).",
        "*Đúng*: câu trả lời có đủ ý cần có của đúng kế hoạch. *Hỏi lại, không biết*: trợ lý "
        "không trả lời mà hỏi lại hoặc nói ngoài phạm vi. *Sang điều khác*: điều nói ra có thật, "
        "có ghi rõ là gì, nhưng không phải điều được hỏi, hoặc còn thiếu ý. *Sai*: có số liệu, "
        "ngày sai; lấy của kế hoạch khác; hoặc trả lời điều ngoài phạm vi.",
    ]
    for part in parts:
        blocks += [f"## {PARTS[part.name]}", report.table(part)]
        if part.name == "frozen":
            blocks += _pictures(part)
            missed = list(shortfalls(part, AIMS))
            if missed:
                blocks += ["### Chưa đạt mục tiêu", "\n".join(f"- {each}" for each in missed)]
            blocks += ["### Thực thể", report.entity_table(part.answered)]
            blocks += ["### Hai mươi tin tệ nhất", report.worst_table(part.answered)]
    blocks += ["## Tốc độ, bộ nhớ", _costs(costs)]
    if compared:
        blocks += ["## Từng phần đáng giá bao nhiêu", _comparison(compared)]
    return "\n\n".join(blocks) + "\n"


def _pictures(part: Part) -> list[str]:
    inside = [a for a in part.answered if not a.message.out_of_scope]
    return [
        "![Trả lời đúng theo cách gõ](evaluation/slices.svg)",
        "![Độ chắc và độ đúng](evaluation/reliability.svg)",
        f"Sai số hiệu chỉnh (ECE, 10 khoảng): {report.calibration_error(inside):.1%}.",
        "![Những ý định hay bị lẫn](evaluation/confusions.svg)",
    ]


def _costs(costs: Costs) -> str:
    training, ready = (
        f"{seconds:.0f} s" if seconds else "không đo lần này"
        for seconds in (costs.training, costs.ready)
    )
    return "\n".join(
        (
            "| | đo được | mục tiêu |",
            "|---|---|---|",
            f"| hiểu một tin qua HTTP, p50 | {costs.parse_p50:.1f} ms | 5 ms |",
            f"| hiểu một tin qua HTTP, p95 | {costs.parse_p95:.1f} ms | 12 ms |",
            f"| Rasa sẵn sàng sau khi khởi động | {ready} | 15 s |",
            f"| bộ nhớ (RSS) | {costs.memory:.0f} MB | 700 MB |",
            f"| huấn luyện | {training} | 90 s |",
        )
    )


def _comparison(compared: Sequence[Compared]) -> str:
    lines = [
        "Cùng dữ liệu học, cùng tin kiểm tra cố định, cùng phần trả lời. Các đường cơ sở chỉ được "
        "chấm phần ý định: thực thể và chữ viết đủ lấy từ phần của ta, vì chúng không có.",
        "",
        "| | đúng ý định | trả lời đúng | sai | ngoài phạm vi mà trả lời | huấn luyện | hiểu p50 "
        "| sẵn sàng | RSS |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    for each in compared:
        inside = tally(a for a in each.answered if not a.message.out_of_scope)
        outside = tally(a for a in each.answered if a.message.out_of_scope)
        costs = " | ".join(
            f"{each.costs[key]:.{places}f} {unit}" if key in each.costs else "–"
            for key, places, unit in (
                ("training_seconds", 0, "s"),
                ("parse_ms_p50", 1, "ms"),
                ("ready_seconds", 0, "s"),
                ("rss_mb", 0, "MB"),
            )
        )
        lines.append(
            f"| {each.name} | {inside.intent_accuracy:.1%} | {inside.share('right'):.1%} "
            f"| {inside.share('false'):.1%} | {outside.share('false'):.1%} | {costs} |"
        )
    return "\n".join(lines)


def write(parts: Sequence[Part], costs: Costs, compared: Sequence[Compared], docs: Path) -> None:
    """The page, and its pictures beside it."""
    for part in parts:
        if part.name == "frozen":
            report.draw(part, docs / "evaluation")
    (docs / "evaluation.md").write_text(page(parts, costs, compared), encoding="utf-8")
