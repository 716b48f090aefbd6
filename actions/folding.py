"""Text as it is compared: without tones, without case, without punctuation."""

from __future__ import annotations

import re
import unicodedata

_WORD = re.compile(r"[0-9a-z]+")


def fold(text: str) -> str:
    """`Đề cử` → `de cu`. Letter for letter on NFC text, so that offsets stay."""
    nfc = unicodedata.normalize("NFC", text).lower()
    return "".join(_plain(letter) for letter in nfc)


def _plain(letter: str) -> str:
    if letter == "đ":
        return "d"
    base = unicodedata.normalize("NFD", letter)[0]
    return base if base.isascii() else letter


def words(text: str) -> tuple[str, ...]:
    """The folded words of a text, in order."""
    return tuple(_WORD.findall(fold(text)))


def phrase(text: str) -> str:
    """The folded words joined by single spaces, for whole-phrase comparison."""
    return " ".join(words(text))
