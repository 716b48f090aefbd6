"""Cuts a long text into bubbles: as few as can be, and each where a reader would pause.

A cut falls between graphemes, so that no accent leaves its letter and no emoji comes apart,
unless a single grapheme is longer than a bubble.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence
from itertools import accumulate
from typing import Literal

import regex

Unit = Literal["graphemes", "code_points", "utf16", "bytes"]

SMALLEST = 4  # bytes of the longest code point
_SEEN = 8  # code points after a full bubble that tell whether it ends at a pause

_GRAPHEME = regex.compile(r"\X")
_PARAGRAPH = regex.compile(r"\R\s*?\R\s*")
_LINE = regex.compile(r"\s*\R\s*")
_SPACE = regex.compile(r"[^\S\xa0\u202f]+")
# Not after an abbreviation ("TP. Hồ Chí Minh"), nor after the number of an item ("1. Thời hạn").
_SENTENCE = regex.compile(
    r"(?<=[.!?…;]['\")\]”’»]*)(?<!\b(?:\p{Lu}{1,3}|Tp|Th[Ss]|\d{1,3})\.)\s+(?=[^\p{Ll}\s])"
)
_ITEM = regex.compile(r"(?m)^\s*(?:[-–•+*]|\d{1,3}[.)])\s.*$")


def graphemes(text: str) -> Iterator[str]:
    """What a reader sees as one character each."""
    return (match.group() for match in _GRAPHEME.finditer(text))


def measure(text: str, unit: Unit) -> int:
    """How long a text is, as the vendor counts it."""
    if unit == "graphemes":
        return sum(1 for _ in graphemes(text))
    if unit == "code_points":
        return len(text)
    if unit == "utf16":
        return len(text.encode("utf-16-le", "surrogatepass")) // 2
    return len(text.encode("utf-8", "surrogatepass"))


def split(text: str, limit: int, unit: Unit) -> tuple[str, ...]:
    """The text in NFC, in pieces within `limit`; nothing is lost but white space at the cuts and
    at both ends. No piece is blank; a blank text has none.

    Raises:
        ValueError: a limit so small that one character may be over it.
    """
    if limit < SMALLEST:
        raise ValueError(f"no text fits into {limit} {unit}")
    rest = _Measured.of(unicodedata.normalize("NFC", text), limit, unit).stripped()
    pieces = []
    while rest.size > limit:
        piece, rest = rest.cut(limit)
        pieces.append(piece)
    return (*pieces, rest.text) if rest.text else tuple(pieces)


class _Measured:
    """A text as the places it may be cut at (`at`, in code points, from 0 to its end) and how
    much of it lies before each (`before`, in the vendor's unit)."""

    def __init__(self, text: str, at: Sequence[int], before: Sequence[int]) -> None:
        self.text, self.at, self.before = text, at, before

    @classmethod
    def of(cls, text: str, limit: int, unit: Unit) -> _Measured:
        pieces = list(_cuttable(text, limit, unit))
        return cls(
            text,
            list(accumulate(map(len, pieces), initial=0)),
            list(accumulate((measure(piece, unit) for piece in pieces), initial=0)),
        )

    @property
    def size(self) -> int:
        return self.before[-1] - self.before[0]

    def stripped(self) -> _Measured:
        first, last = 0, len(self.at) - 1
        while first < last and self._blank(first):
            first += 1
        while first < last and self._blank(last - 1):
            last -= 1
        return self._between(first, last)

    def cut(self, limit: int) -> tuple[str, _Measured]:
        last = bisect_right(self.before, self.before[0] + limit) - 1
        cut = self._best(last, limit)
        return self._between(0, cut).stripped().text, self._between(cut, None).stripped()

    def _best(self, last: int, limit: int) -> int:
        """The place to cut at: the last pause that leaves no more bubbles to come than needed,
        else the last one in the second half, else any, else wherever it is full."""
        bubbles = -(-self.size // limit)
        needed = self.before[0] + self.size - (bubbles - 1) * limit
        window = self.text[: self.at[last] + _SEEN]
        for least in (needed, self.before[0] + limit // 2, self.before[0] + 1):
            first = bisect_left(self.before, least)
            for pauses in _PAUSES:
                found = [
                    place
                    for place in (self._place(pause) for pause in pauses(window))
                    if place is not None and max(first, 1) <= place <= last
                ]
                if found:
                    return found[-1]
        return last

    def _place(self, at: int) -> int | None:
        place = bisect_left(self.at, at)
        return place if place < len(self.at) and self.at[place] == at else None

    def _blank(self, place: int) -> bool:
        return self.text[self.at[place] : self.at[place + 1]].isspace()

    def _between(self, first: int, last: int | None) -> _Measured:
        at, before = self.at[first:], self.before[first:]
        if last is not None:
            at, before = self.at[first : last + 1], self.before[first : last + 1]
        return _Measured(self.text[at[0] : at[-1]], [each - at[0] for each in at], before)


def _cuttable(text: str, limit: int, unit: Unit) -> Iterator[str]:
    """Graphemes, and the code points of a grapheme that is longer than a whole bubble."""
    for grapheme in graphemes(text):
        if measure(grapheme, unit) <= limit:
            yield grapheme
        else:
            yield from grapheme


def _starts(pattern: regex.Pattern[str]) -> Callable[[str], Iterator[int]]:
    return lambda window: (match.start() for match in pattern.finditer(window))


def _sentences(window: str) -> Iterator[int]:
    """Ends of sentences that do not leave half an item of a list behind."""
    items = [match.span() for match in _ITEM.finditer(window)]
    for end in _starts(_SENTENCE)(window):
        if not any(first <= end < last for first, last in items):
            yield end


_PAUSES = (
    _starts(_PARAGRAPH),
    _sentences,
    _starts(_LINE),
    _starts(_SENTENCE),
    _starts(_SPACE),
)
