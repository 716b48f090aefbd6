"""Ways of saying the same (`data/thesaurus.yaml`).

People ask in everyday words, plans speak their own. A concept is a set of expressions that mean
nearly the same in these plans, whichever plan it is.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

FILE = Path(__file__).parent.parent / "thesaurus.yaml"
_WORD = re.compile(r"\w+")
_UNSURE = 4  # letters below which one word without its marks may be anything


@dataclass(frozen=True)
class Said:
    """A concept in a text: `words` of it from word `start` on."""

    concept: str
    start: int
    words: int


class Thesaurus:
    def __init__(self, concepts: Mapping[str, Iterable[str]]) -> None:
        self._by_plain: dict[tuple[str, ...], list[tuple[tuple[str, ...], str]]] = defaultdict(list)
        for concept, expressions in concepts.items():
            for expression in expressions:
                spelled = tuple(split(expression))
                self._by_plain[tuple(map(plain, spelled))].append((spelled, concept))
        self._longest = max(map(len, self._by_plain), default=0)

    def find(self, text: str) -> list[Said]:
        """Concepts from left to right; of those that begin at one word the longest counts."""
        said = split(text)
        folded = [plain(word) for word in said]
        found: list[Said] = []
        at = 0
        while at < len(said):
            for size in range(min(self._longest, len(said) - at), 0, -1):
                concept = self._at(said[at : at + size], tuple(folded[at : at + size]))
                if concept:
                    found.append(Said(concept, at, size))
                    at += size
                    break
            else:
                at += 1
        return found

    def _at(self, said: Sequence[str], folded: tuple[str, ...]) -> str | None:
        """Marks that are written must be the expression's; those left out may be any."""
        for spelled, concept in self._by_plain.get(folded, ()):
            agree = all(
                word in (meant, bare)
                for word, meant, bare in zip(said, spelled, folded, strict=True)
            )
            sure = said == list(spelled) or len(said) > 1 or len(folded[0]) > _UNSURE
            if agree and sure:
                return concept
        return None


def split(text: str) -> list[str]:
    """Lower-case words, NFC."""
    return _WORD.findall(unicodedata.normalize("NFC", text).lower())


def plain(word: str) -> str:
    letters = unicodedata.normalize("NFD", word.replace("đ", "d"))
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


@cache
def load_concepts(path: Path = FILE) -> dict[str, list[str]]:
    """Concept → its expressions."""
    concepts: dict[str, list[str]] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return concepts


@cache
def load_thesaurus() -> Thesaurus:
    return Thesaurus(load_concepts())
