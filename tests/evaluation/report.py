"""What the evaluation found, as tables in Markdown with pictures beside them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.evaluation import pictures
from tests.evaluation.asking import Answered, FollowedUp, Tally, tally
from tests.evaluation.entities import Count
from tests.evaluation.messages import SLICES
from tests.evaluation.thresholds import AIMS

NAMES = {
    "accented": "có dấu",
    "unaccented": "không dấu",
    "teencode": "viết tắt",
    "typo": "gõ sai",
    "mixed": "lẫn lộn",
    "out_of_scope": "ngoài phạm vi",
    "in_scope": "trong phạm vi",
}
WORST = 20
VERDICTS = ("right", "asked", "beside", "false")


@dataclass(frozen=True)
class Part:
    """All results on one part of the messages."""

    name: str
    answered: Sequence[Answered]
    followed_up: Sequence[FollowedUp]

    def slices(self) -> dict[str, Tally]:
        found = {
            name: tally(each for each in self.answered if each.message.slice == name)
            for name in SLICES
        }
        found["in_scope"] = tally(a for a in self.answered if not a.message.out_of_scope)
        return {name: tallied for name, tallied in found.items() if tallied.total}

    @property
    def follow_ups_right(self) -> float:
        right = sum(each.grade.verdict == "right" for each in self.followed_up)
        return right / len(self.followed_up) if self.followed_up else 0.0


def table(part: Part) -> str:
    """Shares by slice."""
    lines = [
        "| lát cắt | số tin | đúng | hỏi lại, không biết | sang điều khác | sai "
        "| đúng ý định | thực thể F1 |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for name, found in part.slices().items():
        entities = "–" if name == "out_of_scope" else f"{found.entities.f1:.1%}"
        shares = " | ".join(f"{found.share(verdict):.1%}" for verdict in VERDICTS)
        intents = f"{found.intent_accuracy:.1%}"
        lines.append(f"| {NAMES[name]} | {found.total} | {shares} | {intents} | {entities} |")
    if part.followed_up:
        counted = Counter(each.grade.verdict for each in part.followed_up)
        shares = " | ".join(f"{counted[v] / len(part.followed_up):.1%}" for v in VERDICTS)
        lines.append(f"| câu hỏi tiếp | {len(part.followed_up)} | {shares} | – | – |")
    return "\n".join(lines)


def entity_table(answered: Iterable[Answered]) -> str:
    kinds: dict[str, Count] = {}
    for each in answered:
        for kind, counted in each.entities.items():
            kinds.setdefault(kind, Count()).add(counted)
    lines = ["| loại | tìm thấy | bỏ sót | thừa | F1 |", "|---|---|---|---|---|"]
    for kind, counted in sorted(kinds.items()):
        lines.append(
            f"| {kind} | {counted.hit} | {counted.missed} | {counted.extra} | {counted.f1:.1%} |"
        )
    return "\n".join(lines)


def confusions(answered: Iterable[Answered]) -> list[tuple[str, str, int]]:
    wrong = Counter((a.message.intent[0], a.intent) for a in answered if not a.intent_right)
    return [(meant, said, times) for (meant, said), times in wrong.most_common(15)]


def reliability(answered: Sequence[Answered], tenths: int = 10) -> list[tuple[float, float, int]]:
    """Mean confidence, share right and size of each tenth that has any."""
    bins: dict[int, list[Answered]] = {}
    for each in answered:
        bins.setdefault(min(int(each.confidence * tenths), tenths - 1), []).append(each)
    return [
        (
            sum(a.confidence for a in inside) / len(inside),
            sum(a.intent_right for a in inside) / len(inside),
            len(inside),
        )
        for _, inside in sorted(bins.items())
    ]


def calibration_error(answered: Sequence[Answered]) -> float:
    """Expected calibration error over ten bins (Guo et al. 2017), 0 to 1."""
    return sum(
        abs(confidence - right) * size for confidence, right, size in reliability(answered)
    ) / max(1, len(answered))


def worst(answered: Iterable[Answered]) -> list[Answered]:
    """False answers first, then the surest mistakes."""
    order = {"false": 0, "beside": 1, "asked": 2}
    wrong = [each for each in answered if each.grade.verdict != "right"]
    return sorted(wrong, key=lambda a: (order[a.grade.verdict], -a.confidence))[:WORST]


def worst_table(answered: Iterable[Answered]) -> str:
    lines = ["| tin | ý định | được hiểu là | kết quả |", "|---|---|---|---|"]
    for each in worst(answered):
        text = each.message.text.replace("|", "/").replace("\n", " ")
        lines.append(
            f"| {text[:120]} | {each.message.intent[0]} | {each.intent} {each.confidence:.2f} "
            f"| {pictures.NAMES[each.grade.verdict]}: {each.grade.why.replace('|', '/')[:80]} |"
        )
    return "\n".join(lines)


def draw(part: Part, folder: Path) -> None:
    """`slices.svg`, `reliability.svg`, `confusions.svg`."""
    folder.mkdir(parents=True, exist_ok=True)
    shares: Mapping[str, Mapping[str, float]] = {
        NAMES[name]: {verdict: found.share(verdict) for verdict in VERDICTS}
        for name, found in part.slices().items()
    }
    aims = {NAMES[name]: aim for name, aim in AIMS.right.items()}
    (folder / "slices.svg").write_text(
        pictures.bars(shares, aims, "Trả lời đúng đến đâu, theo cách gõ (vạch đen: mục tiêu)")
    )
    inside = [a for a in part.answered if not a.message.out_of_scope]
    (folder / "reliability.svg").write_text(
        pictures.reliability(reliability(inside), "Chắc bao nhiêu, đúng bấy nhiêu?")
    )
    (folder / "confusions.svg").write_text(
        pictures.confusions(confusions(part.answered), "Những ý định hay bị lẫn nhất")
    )
