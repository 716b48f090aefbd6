"""Reads the training examples (nlu/data/*.yml, Rasa's format 3.1) and the list of intents."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml

HERE = Path(__file__).parent


# Rasa's markup of something named: "tiêu chí [y tế](field)".
_NAMED = re.compile(r"\[(?P<text>[^\]]+)\]\((?P<kind>[a-z_]+)\)")


@dataclass(frozen=True)
class Named:
    """A span of an example's text that names something, as a person labelled it."""

    kind: str
    start: int
    end: int


@dataclass(frozen=True)
class Example:
    text: str
    intent: str
    file: str
    named: tuple[Named, ...] = ()


def load_examples(folder: Path = HERE / "data") -> list[Example]:
    return [example for path in sorted(folder.glob("*.yml")) for example in _examples(path)]


def _examples(path: Path) -> Iterator[Example]:
    for block in yaml.safe_load(path.read_text(encoding="utf-8"))["nlu"]:
        for line in block.get("examples", "").splitlines():
            if line.strip():
                text, named = unmarked(line.strip().removeprefix("- "))
                yield Example(text, block["intent"], path.name, named)


def unmarked(line: str) -> tuple[str, tuple[Named, ...]]:
    """The text as a person types it, and what is named in it."""
    text = ""
    named = []
    at = 0
    for match in _NAMED.finditer(line):
        text += line[at : match.start()]
        named.append(Named(match["kind"], len(text), len(text) + len(match["text"])))
        text += match["text"]
        at = match.end()
    return text + line[at:], tuple(named)


def load_intents(path: Path = HERE / "intents.yml") -> dict[str, set[str]]:
    """Topic → its intents."""
    return {
        topic: set(intents)
        for topic, intents in yaml.safe_load(path.read_text(encoding="utf-8")).items()
    }
