"""The lines of the training data with their markup: reading, sampling and holding back."""

from __future__ import annotations

import hashlib
import random
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml
from corpus import unmarked

_FEWEST = 2  # per intent: Rasa refuses to learn from one example


@dataclass(frozen=True)
class Line:
    marked: str
    intent: str

    @property
    def text(self) -> str:
        return unmarked(self.marked)[0]


def read_lines(folder: Path) -> list[Line]:
    return [
        Line(line.strip().removeprefix("- "), block["intent"])
        for path in sorted(folder.glob("*.yml"))
        for block in yaml.safe_load(path.read_text(encoding="utf-8"))["nlu"]
        for line in block.get("examples", "").splitlines()
        if line.strip()
    ]


def sample(lines: Iterable[Line], share: float, chance: random.Random) -> list[Line]:
    """The same share of every intent."""
    return [
        line
        for of_intent in _by_intent(lines).values()
        for line in chance.sample(
            of_intent, min(len(of_intent), max(_FEWEST, round(len(of_intent) * share)))
        )
    ]


def hold_out(
    lines: Sequence[Line], share: float, chance: random.Random
) -> tuple[list[Line], list[Line]]:
    """What to learn from, and what to ask afterwards: any lines, whatever their intent."""
    asked = set(chance.sample(range(len(lines)), round(len(lines) * share)))
    return (
        [line for at, line in enumerate(lines) if at not in asked],
        [line for at, line in enumerate(lines) if at in asked],
    )


def write_lines(lines: Iterable[Line], path: Path) -> None:
    blocks = [
        {"intent": intent, "examples": "".join(f"- {line.marked}\n" for line in of_intent)}
        for intent, of_intent in _by_intent(lines).items()
    ]
    data = {"version": "3.1", "nlu": blocks}
    path.write_text(yaml.safe_dump(data, allow_unicode=True, sort_keys=False), encoding="utf-8")


def digest(lines: Iterable[Line]) -> str:
    """Tells whether two measurements were made on the same lines."""
    whole = "\n".join(sorted(f"{line.intent}\t{line.marked}" for line in lines))
    return hashlib.sha256(whole.encode()).hexdigest()[:16]


def _by_intent(lines: Iterable[Line]) -> dict[str, list[Line]]:
    found: dict[str, list[Line]] = defaultdict(list)
    for line in lines:
        found[line.intent].append(line)
    return found
