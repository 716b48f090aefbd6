"""Finds what is wrong with the training data; `python nlu/check.py` prints it and fails."""

from __future__ import annotations

import sys
import unicodedata
from collections.abc import Iterable, Mapping
from itertools import chain

from components.normalise import ZERO_WIDTH
from components.variants import key
from corpus import Example, load_examples, load_intents


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


def _spelling(example: Example) -> list[str]:
    faults = []
    if unicodedata.normalize("NFC", example.text) != example.text:
        faults.append("không phải NFC")
    if any(character in ZERO_WIDTH for character in example.text):
        faults.append("có ký tự không nhìn thấy")
    return faults


def main() -> int:
    faults = find_faults(load_examples(), load_intents())
    print(*faults, sep="\n", file=sys.stderr)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
