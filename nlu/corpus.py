"""Reads the training examples (nlu/data/*.yml, Rasa's format 3.1) and the list of intents."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml

HERE = Path(__file__).parent


@dataclass(frozen=True)
class Example:
    text: str
    intent: str
    file: str


def load_examples(folder: Path = HERE / "data") -> list[Example]:
    return [example for path in sorted(folder.glob("*.yml")) for example in _examples(path)]


def _examples(path: Path) -> Iterator[Example]:
    for block in yaml.safe_load(path.read_text(encoding="utf-8"))["nlu"]:
        for line in block.get("examples", "").splitlines():
            if line.strip():
                yield Example(line.strip().removeprefix("- "), block["intent"], path.name)


def load_intents(path: Path = HERE / "intents.yml") -> dict[str, set[str]]:
    """Topic → its intents."""
    return {
        topic: set(intents)
        for topic, intents in yaml.safe_load(path.read_text(encoding="utf-8")).items()
    }
