"""Finds what is wrong with the training data; `python nlu/check.py` prints it and fails.

Also when a test message (nlu/evaluation) is among the training messages, or nearly, and when more
than a few training messages are nearly the same: many messages from one template teach little.
"""

from __future__ import annotations

import math
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
TWINS = 0.9  # the same, between two training messages
MOST_TWINS = 0.005  # pairs of twins for one training message
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


class Alike:
    """Finds the texts that share nearly all their letter triples with another.

    Two sets that have most triples in common have one of their rarest in common: only texts with
    one of those are compared.
    """

    def __init__(self, texts: Iterable[str], share: float) -> None:
        self._share = share
        self._triples = {text: _triples(text) for text in texts if len(text) >= _SHORT}
        self._spread = Counter(chain.from_iterable(self._triples.values()))
        self._with_rare: dict[str, list[str]] = {}
        for text, own in self._triples.items():
            for triple in self._rarest(own):
                self._with_rare.setdefault(triple, []).append(text)

    def near(self, text: str) -> list[str]:
        """In the order of likeness, without the text itself; nothing for a very short one."""
        if len(text) < _SHORT:
            return []
        own = _triples(text)
        found = {each for triple in self._rarest(own) for each in self._with_rare.get(triple, ())}
        least, most = self._share * len(own), len(own) / self._share
        shares = {
            each: _jaccard(own, self._triples[each])
            for each in found
            if each != text and least <= len(self._triples[each]) <= most
        }
        alike = [each for each, share in shares.items() if share >= self._share]
        return sorted(alike, key=lambda each: (-shares[each], each))

    def _rarest(self, triples: set[str]) -> list[str]:
        in_order = sorted((self._spread[triple], triple) for triple in triples)
        size = len(triples) - math.ceil(self._share * len(triples)) + 1
        return [triple for _, triple in in_order[:size]]


def find_leaks(examples: Iterable[Example], tests: Iterable[str]) -> list[str]:
    """Test messages that are, or nearly are, training messages; the shortest may be."""
    known = {key(example.text): example for example in examples}
    alike = Alike(known, NEARLY)
    faults = []
    for test in tests:
        folded = key(test)
        same = [folded] if folded in known and len(folded) >= _SHORT else alike.near(folded)
        if same:
            faults.append(f"tin kiểm tra {test!r} gần như trùng {known[same[0]].text!r}")
    return faults


def find_twins(examples: Iterable[Example]) -> list[tuple[Example, Example]]:
    """Pairs of training messages that are nearly the same."""
    known = {key(example.text): example for example in examples}
    alike = Alike(known, TWINS)
    return [(known[one], known[two]) for one in known for two in alike.near(one) if one < two]


def _triples(text: str) -> set[str]:
    return {text[at : at + 3] for at in range(len(text) - 2)}


def _jaccard(one: set[str], two: set[str]) -> float:
    shared = len(one & two)
    return shared / (len(one) + len(two) - shared)


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
    twins = find_twins(examples)
    print(f"{len(examples)} câu mẫu, {len(twins)} cặp gần như trùng", file=sys.stderr)
    if len(twins) > MOST_TWINS * len(examples):
        faults += [f"gần như trùng: {one.text!r}, {other.text!r}" for one, other in twins]
    print(*faults, sep="\n", file=sys.stderr)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
