"""Puts back a space that was not typed: "thôngtin" is two syllables, "thông" is one."""

from __future__ import annotations

from functools import lru_cache

from .normalise import is_accented
from .syllables import is_plain_syllable, is_syllable

_SHORTEST, _LONGEST = 5, 20
_PART = 2  # letters of a part at least


@lru_cache(maxsize=4096)
def unglued(word: str) -> str | None:
    """The syllables of a lower-case word that is none itself; None when it cannot be cut.

    Without marks nearly any word can be cut somewhere, so only words with marks are.
    """
    if not _SHORTEST <= len(word) <= _LONGEST or not word.isalpha() or not is_accented(word):
        return None
    return None if _is_one(word) else _cut(word)


def _cut(word: str) -> str | None:
    """At the first place that leaves syllables: "tô chức", not "tôc hức"."""
    for at in range(_PART, len(word) - _PART + 1):
        if not _is_one(word[:at]):
            continue
        rest = word[at:] if _is_one(word[at:]) else _cut(word[at:])
        if rest:
            return f"{word[:at]} {rest}"
    return None


def _is_one(part: str) -> bool:
    return is_syllable(part) if is_accented(part) else is_plain_syllable(part)
