"""What the classifier sees of a message: its words, its letters, and which things are named."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from .cues import find_cues
from .normalise import fold

FAMILIES = ("words", "folded", "letters", "cues", "kinds", "concepts")
_NUMBER = re.compile(r"\d+(?:[./:,-]\d+)*")
_PHONE_DIGITS = 9
_LETTERS = range(2, 6)  # lengths of the pieces of a word


@dataclass(frozen=True)
class Features:
    words: tuple[str, ...]
    folded: tuple[str, ...]
    cues: tuple[str, ...]
    kinds: tuple[str, ...]
    concepts: tuple[str, ...] = ()

    def terms(self) -> dict[str, list[str]]:
        """Terms by family; one that stands twice is listed twice."""
        return {
            "words": _with_pairs(self.words),
            "folded": _with_pairs(self.folded),
            "letters": [piece for word in self.folded for piece in _pieces(word)],
            "cues": list(self.cues),
            "kinds": list(self.kinds),
            "concepts": list(self.concepts),
        }


def features(lemmas: Iterable[str], kinds: Iterable[str], concepts: Iterable[str] = ()) -> Features:
    """`lemmas` in the order of the message, `kinds` of the entities found in it, `concepts` of the
    thesaurus that it speaks of."""
    words = tuple(" ".join(_number(lemma) for lemma in lemmas).split())
    named = sorted({f"__{kind}__" for kind in kinds})
    size = len(words)
    named.append("__one__" if size == 1 else "__short__" if size <= 3 else "__long__")
    folded = tuple(map(fold, words))
    return Features(words, folded, tuple(find_cues(folded)), tuple(named), tuple(concepts))


def _with_pairs(words: Sequence[str]) -> list[str]:
    return [*words, *(f"{first} {second}" for first, second in pairwise(words))]


@lru_cache(maxsize=20_000)
def _pieces(word: str) -> tuple[str, ...]:
    """Every run of 2 to 5 letters of the word and the spaces around it."""
    padded = f" {word} "
    return tuple(
        padded[start : start + size]
        for size in _LETTERS
        for start in range(max(1, len(padded) - size + 1))
    )


def _number(lemma: str) -> str:
    """Which number it is says nothing about what is wanted; that it is a phone number does."""
    if not _NUMBER.fullmatch(lemma):
        return lemma
    return "__phone__" if sum(map(str.isdigit, lemma)) >= _PHONE_DIGITS else "0"
