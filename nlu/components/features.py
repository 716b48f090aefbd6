"""What the classifier sees of a message: its words, its letters, and which things are named."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from .cues import find_cues
from .normalise import fold

_NUMBER = re.compile(r"\d+(?:[./:,-]\d+)*")
_PHONE_DIGITS = 9


@dataclass(frozen=True)
class Features:
    words: str
    folded: str
    cues: str
    kinds: str


def features(lemmas: Iterable[str], kinds: Iterable[str]) -> Features:
    """`lemmas` in the order of the message, `kinds` of the entities found in it."""
    words = " ".join(_number(lemma) for lemma in lemmas)
    named = sorted({f"__{kind}__" for kind in kinds})
    size = len(words.split())
    named.append("__one__" if size == 1 else "__short__" if size <= 3 else "__long__")
    folded = fold(words)
    return Features(words, folded, " ".join(find_cues(folded.split())), " ".join(named))


def _number(lemma: str) -> str:
    """Which number it is says nothing about what is wanted; that it is a phone number does."""
    if not _NUMBER.fullmatch(lemma):
        return lemma
    return "__phone__" if sum(map(str.isdigit, lemma)) >= _PHONE_DIGITS else "0"
