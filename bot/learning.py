"""Labelled messages as Rasa's training data, beside what it was taught (`nlu/`, read only)."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import yaml

from actions.folding import phrase
from bot.settings import ROOT

NLU = ROOT / "nlu"
_MARKED = re.compile(r"\]\([a-z_]+\)")  # the end of something named
_PLAIN = str.maketrans("[]", "()")  # brackets would mark something named


@dataclass(frozen=True)
class TrainingData:
    text: str  # Rasa 3.1's YAML
    examples: int


def known_intents(file: Path = NLU / "intents.yml") -> list[str]:
    topics = yaml.safe_load(file.read_text(encoding="utf-8"))
    return [intent for intents in topics.values() for intent in intents]


def taught(folder: Path = NLU / "data") -> frozenset[str]:
    """The examples that training has, as they are compared: the same one twice is a fault."""
    lines = (line for path in sorted(folder.glob("*.yml")) for line in _lines(path))
    return frozenset(phrase(_MARKED.sub("", line)) for line in lines)


def _lines(file: Path) -> Iterator[str]:
    for block in yaml.safe_load(file.read_text(encoding="utf-8"))["nlu"]:
        yield from str(block.get("examples", "")).splitlines()


def as_training_data(
    labelled: Mapping[str, Collection[str]], known: Collection[str] = ()
) -> TrainingData:
    """One block an intent, the way the files of `nlu/data` are; each example once."""
    seen = set(known)
    blocks: list[str] = []
    count = 0
    for intent, texts in sorted(labelled.items()):
        lines = []
        for text in texts:
            if phrase(text) not in seen:
                seen.add(phrase(text))
                lines.append(f"    - {text.translate(_PLAIN)}\n")
        if lines:
            blocks.append(f"- intent: {intent}\n  examples: |\n{''.join(lines)}")
            count += len(lines)
    nlu = "nlu:\n" + "".join(blocks) if blocks else "nlu: []\n"
    return TrainingData(f'version: "3.1"\n{nlu}', count)
