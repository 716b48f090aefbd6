"""Cuts a message into words. Offsets are those of the NFC text; the lemma is what is compared."""

from __future__ import annotations

import re
from dataclasses import dataclass

from .glued import unglued
from .normalise import ZERO_WIDTH, is_accented
from .numbers import find_numbers
from .teencode import expand
from .telex import undone

_MARKS = "\u0300-\u036f"
_WORD = re.compile(
    rf"\d+(?:[./:,-]\d+)+|[^\W_](?:[\w{_MARKS}{ZERO_WIDTH}]*[^\W_][{_MARKS}]*)?", re.UNICODE
)
_INVISIBLE = dict.fromkeys(map(ord, ZERO_WIDTH))


@dataclass(frozen=True)
class Word:
    text: str
    start: int
    end: int
    lemma: str


def cut(text: str, accented: bool | None = None, mend: bool = True) -> list[Word]:
    """Words of an NFC text; a document number or code is one word and keeps its spelling.

    `mend` reads keys that stand for a mark and puts forgotten spaces back.

    Abbreviations are written out with accents if `accented`, by default if the text has any.
    """
    spans: list[tuple[int, int, bool]] = []
    at = 0
    for number in find_numbers(text):
        spans += [(m.start(), m.end(), False) for m in _WORD.finditer(text, at, number.start)]
        spans.append((number.start, number.end, True))
        at = number.end
    spans += [(m.start(), m.end(), False) for m in _WORD.finditer(text, at)]

    plain = [text[start:end].translate(_INVISIBLE) for start, end, _ in spans]
    with_marks = is_accented(text) if accented is None else accented
    lemmas = expand(plain, with_marks)
    if mend:
        lemmas = [_mended(lemma) for lemma in lemmas]
    return [
        Word(text[start:end], start, end, word.lower() if is_number else lemma)
        for (start, end, is_number), word, lemma in zip(spans, plain, lemmas, strict=True)
    ]


def _mended(lemma: str) -> str:
    """With keys typed for a mark read as the mark, and a forgotten space put back."""
    return undone(lemma) or unglued(lemma) or lemma
