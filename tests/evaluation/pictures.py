"""Three pictures as SVG: bars by slice, reliability, confusions. Plain text in, plain text out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

INK, MUTED, GRID = "#1f2933", "#52606d", "#d9e2ec"
COLOURS = {"right": "#2f855a", "asked": "#d69e2e", "beside": "#a0aec0", "false": "#c53030"}
NAMES = {
    "right": "trả lời đúng",
    "asked": "hỏi lại hoặc nói không biết",
    "beside": "nói sang điều khác",
    "false": "trả lời sai",
}
_FONT = "font-family='system-ui, sans-serif'"


def _page(width: int, height: int, parts: Sequence[str], title: str) -> str:
    return (
        f"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {width} {height}' "
        f"width='{width}' height='{height}' role='img' aria-label='{escape(title)}'>"
        f"<rect width='100%' height='100%' fill='white'/>{''.join(parts)}</svg>\n"
    )


def _text(x: float, y: float, said: str, anchor: str = "start", size: int = 13) -> str:
    return (
        f"<text x='{x:.1f}' y='{y:.1f}' {_FONT} font-size='{size}' fill='{INK}' "
        f"text-anchor='{anchor}'>{escape(said)}</text>"
    )


def bars(shares: Mapping[str, Mapping[str, float]], aims: Mapping[str, float], title: str) -> str:
    """One stacked bar a slice; `aims` is the share of right answers wanted, as a black line."""
    left, width, row = 150, 480, 34
    parts = [_text(16, 26, title, size=15)]
    for at, (name, verdicts) in enumerate(shares.items()):
        top = 44 + at * row
        parts.append(_text(left - 10, top + 16, name, "end"))
        x = float(left)
        for verdict, colour in COLOURS.items():
            size = verdicts.get(verdict, 0.0) * width
            parts.append(
                f"<rect x='{x:.1f}' y='{top}' width='{size:.1f}' height='22' fill='{colour}'/>"
            )
            x += size
        parts.append(_text(left + width + 8, top + 16, f"{verdicts.get('right', 0):.0%}"))
        if aim := aims.get(name):
            at_x = left + aim * width
            parts.append(
                f"<line x1='{at_x:.1f}' y1='{top - 3}' x2='{at_x:.1f}' y2='{top + 25}' "
                f"stroke='{INK}' stroke-width='2'/>"
            )
    foot = 44 + len(shares) * row + 14
    x = 16.0
    for verdict, colour in COLOURS.items():
        parts.append(f"<rect x='{x}' y='{foot - 11}' width='12' height='12' fill='{colour}'/>")
        parts.append(_text(x + 17, foot, NAMES[verdict], size=12))
        x += 40 + 6.6 * len(NAMES[verdict])
    return _page(700, foot + 16, parts, title)


def reliability(bins: Sequence[tuple[float, float, int]], title: str) -> str:
    """`bins`: mean confidence, share right, how many messages. On the diagonal is honest."""
    left, top, side = 60, 60, 320

    def place(x: float, y: float) -> tuple[float, float]:
        return left + x * side, top + (1 - y) * side

    parts = [_text(16, 26, title, size=15)]
    for tenth in range(0, 11, 2):
        x, y = place(tenth / 10, tenth / 10)
        parts.append(f"<line x1='{left}' x2='{left + side}' y1='{y}' y2='{y}' stroke='{GRID}'/>")
        parts.append(_text(left - 8, y + 4, f"{tenth * 10}%", "end", 11))
        parts.append(_text(x, top + side + 18, f"{tenth * 10}%", "middle", 11))
    parts.append(
        f"<line x1='{left}' y1='{top + side}' x2='{left + side}' y2='{top}' stroke='{MUTED}' "
        "stroke-dasharray='5 4'/>"
    )
    most = max((size for _, _, size in bins), default=1)
    points = []
    for confidence, right, size in bins:
        x, y = place(confidence, right)
        points.append(f"{x:.1f},{y:.1f}")
        radius = 3 + 9 * (size / most) ** 0.5
        parts.append(
            f"<circle cx='{x:.1f}' cy='{y:.1f}' r='{radius:.1f}' fill='#2b6cb0' "
            f"fill-opacity='0.75'><title>{size} tin</title></circle>"
        )
    parts.append(f"<polyline points='{' '.join(points)}' fill='none' stroke='#2b6cb0'/>")
    parts.append(_text(left + side / 2, top + side + 38, "độ chắc mà mô hình nói", "middle", 12))
    parts.append(_text(left, top - 6, "đúng thật", "start", 12))
    return _page(420, top + side + 52, parts, title)


def confusions(pairs: Sequence[tuple[str, str, int]], title: str) -> str:
    """The commonest mistakes: what was meant, what was understood, how often."""
    row = 24
    most = max((times for _, _, times in pairs), default=1)
    parts = [_text(16, 26, title, size=15)]
    for at, (meant, said, times) in enumerate(pairs):
        top = 44 + at * row
        parts.append(_text(270, top + 14, f"{meant} → {said}", "end", 12))
        size = times / most * 280
        parts.append(
            f"<rect x='282' y='{top}' width='{size:.1f}' height='18' fill='{COLOURS['false']}' "
            "fill-opacity='0.7'/>"
        )
        parts.append(_text(290 + size, top + 14, str(times), size=12))
    return _page(640, 44 + row * len(pairs) + 12, parts, title)
