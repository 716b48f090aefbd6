"""Finds what is wrong with the training data; `python nlu/check.py` prints it and fails.

Also when a test message (nlu/evaluation) is among the training messages, or nearly.
"""

from __future__ import annotations

import sys
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from itertools import chain
from pathlib import Path

import yaml
from components.normalise import ZERO_WIDTH
from components.variants import key
from corpus import HERE, Example, load_examples, load_intents

NEARLY = 0.75  # share of letter triples that two messages have in common
_SHORT = 12  # letters below which people write the same by chance: "cảm ơn", "xin chào"


def find_faults(examples: Iterable[Example], topics: Mapping[str, set[str]]) -> list[str]:
    known = set(chain.from_iterable(topics.values()))
    faults: list[str] = []
    seen: dict[str, Example] = {}
    used: set[str] = set()
    for example in examples:
        used.add(example.intent)
        faults += [f"{example.file}: {example.text!r}: {fault}" for fault in _spelling(example)]
        if example.intent not in known:
            faults.append(f"{example.file}: intent {example.intent!r} không có trong intents.yml")
        first = seen.setdefault(key(example.text), example)
        if first is not example:
            faults.append(
                f"{example.file}: {example.text!r} ({example.intent}) trùng với "
                f"{first.text!r} ({first.intent}) trong {first.file}"
            )
    return faults + [f"intent {intent!r} chưa có ví dụ" for intent in sorted(known - used)]


def find_leaks(examples: Iterable[Example], tests: Iterable[str]) -> list[str]:
    """Test messages that are, or nearly are, training messages; the shortest may be."""
    known: dict[str, Example] = {key(example.text): example for example in examples}
    with_triple: dict[str, set[str]] = {}
    for text in known:
        for triple in _triples(text):
            with_triple.setdefault(triple, set()).add(text)
    faults = []
    for test in tests:
        folded = key(test)
        if len(folded) < _SHORT:
            continue
        own = _triples(folded)
        shared = Counter(text for triple in own for text in with_triple.get(triple, ()))
        for text, common in shared.most_common(5):
            if common / (len(own) + len(_triples(text)) - common) >= NEARLY:
                faults.append(f"tin kiểm tra {test!r} gần như trùng {known[text].text!r}")
                break
    return faults


def _triples(text: str) -> set[str]:
    return {text[at : at + 3] for at in range(len(text) - 2)}


def load_tests(folder: Path = HERE / "evaluation") -> list[str]:
    return [
        message["text"]
        for path in sorted(folder.glob("*/messages*.yml"))
        for message in yaml.safe_load(path.read_text(encoding="utf-8"))
    ]


def _spelling(example: Example) -> list[str]:
    faults = []
    if unicodedata.normalize("NFC", example.text) != example.text:
        faults.append("không phải NFC")
    if any(character in ZERO_WIDTH for character in example.text):
        faults.append("có ký tự không nhìn thấy")
    return faults


def main() -> int:
    examples = load_examples()
    faults = find_faults(examples, load_intents()) + find_leaks(examples, load_tests())
    print(*faults, sep="\n", file=sys.stderr)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
