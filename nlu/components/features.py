"""What the classifier sees of a message: its words, with and without marks, alone and with those
that stand near them, and its letters."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from .normalise import fold

FAMILIES = ("words", "folded", "near", "letters")
_NUMBER = re.compile(r"\d+(?:[./:,-]\d+)*")
_PHONE_DIGITS = 9
_LETTERS = range(2, 6)  # lengths of the pieces of a word
_NEAR = 5  # words among which two stand near each other


@dataclass(frozen=True)
class Features:
    words: tuple[str, ...]
    folded: tuple[str, ...]

    def terms(self) -> dict[str, list[str]]:
        """Terms by family; one that stands twice is listed twice."""
        return {
            "words": _with_pairs(self.words),
            "folded": _with_pairs(self.folded),
            "near": _near(self.folded),
            "letters": [piece for word in self.folded for piece in _pieces(word)],
        }


def features(lemmas: Iterable[str]) -> Features:
    """`lemmas` in the order of the message."""
    words = tuple(" ".join(map(_number, lemmas)).split())
    return Features(words, tuple(map(fold, words)))


def _with_pairs(words: Sequence[str]) -> list[str]:
    return [*words, *(f"{first} {second}" for first, second in pairwise(words))]


def _near(words: Sequence[str]) -> list[str]:
    """Every two words that stand near each other, whatever stands between them."""
    return [
        f"{first} {second}"
        for at, first in enumerate(words)
        for second in words[at + 1 : at + _NEAR]
    ]


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
