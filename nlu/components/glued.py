"""Puts back a space that was not typed: "thôngtin" is two syllables, "thông" is one."""

from __future__ import annotations

from functools import lru_cache

from .normalise import is_accented, unaccented
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
    # "lưong" is one syllable with a mark left out, not "lư ong".
    if is_syllable(word) or is_plain_syllable(unaccented(word)):
        return None
    return _cut(word)


def _cut(word: str) -> str | None:
    """Into the fewest syllables ("tiêu chí", not "ti êu chí"), of those at the first place ("tô
    chức", not "tôc hức")."""
    found = []
    for at in range(_PART, len(word) - _PART + 1):
        if not _is_one(word[:at]):
            continue
        rest = word[at:] if _is_one(word[at:]) else _cut(word[at:])
        if rest:
            found.append(f"{word[:at]} {rest}")
    return min(found, key=lambda cut: cut.count(" "), default=None)


def _is_one(part: str) -> bool:
    return is_syllable(part) if is_accented(part) else is_plain_syllable(part)
