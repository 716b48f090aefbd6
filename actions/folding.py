"""Text as it is compared: without tones, without case, without punctuation."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_WORD = re.compile(r"[0-9a-z]+")


class _Plain(dict[int, str]):
    """Letter → the same letter without its marks, worked out when first met."""

    def __missing__(self, code: int) -> str:
        letter = chr(code)
        base = unicodedata.normalize("NFD", letter)[0]
        self[code] = "d" if letter == "đ" else base if base.isascii() else letter
        return self[code]


_PLAIN = _Plain()


def fold(text: str) -> str:
    """`Đề cử` → `de cu`. Letter for letter on NFC text, so that offsets stay."""
    return unicodedata.normalize("NFC", text).lower().translate(_PLAIN)


@lru_cache(maxsize=50_000)  # names and texts of the plans come again with every message
def words(text: str) -> tuple[str, ...]:
    """The folded words of a text, in order."""
    return tuple(_WORD.findall(fold(text)))


def phrase(text: str) -> str:
    """The folded words joined by single spaces, for whole-phrase comparison."""
    return " ".join(words(text))
