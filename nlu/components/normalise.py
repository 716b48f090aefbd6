"""One spelling for comparing. Every function keeps the length of an NFC text, so that offsets hold.

Names are stored and shown as written; these forms are only compared.
"""

from __future__ import annotations

import re
import unicodedata

ZERO_WIDTH = "\u00ad\u200b\u200c\u200d\u2060\ufeff"
_ODD_SPACE = re.compile(r"[^\S\n]")
# Old style puts the tone on the first vowel (hòa, khỏe, thủy), new style on the second.
_OLD_STYLE = re.compile("([òóỏõọ])([ae])|([ùúủũụ])(y)")


def nfc(text: str) -> str:
    return unicodedata.normalize("NFC", text)


def _bare(character: str) -> str:
    if character in "đĐ":
        return "d" if character == "đ" else "D"
    base = unicodedata.normalize("NFD", character)[0]
    return base if character.isalpha() else character


_FOLDED: dict[str, str] = {}


def unaccented(text: str) -> str:
    """The text without tones and marks, d for đ, letter for letter."""
    return "".join(_FOLDED.get(c) or _FOLDED.setdefault(c, _bare(c)) for c in text)


def lower(text: str) -> str:
    """Lower case, leaving the few letters alone that would change the length (İ)."""
    small = text.lower()
    return small if len(small) == len(text) else "".join(_lower_letter(c) for c in text)


def _lower_letter(character: str) -> str:
    small = character.lower()
    return small if len(small) == 1 else character


def fold(text: str) -> str:
    return unaccented(lower(text))


def is_accented(text: str) -> bool:
    return unaccented(text) != text


def _new_style(match: re.Match[str]) -> str:
    first, second = (match[1], match[2]) if match[1] else (match[3], match[4])
    letters = unicodedata.normalize("NFD", first)
    return letters[0] + nfc(second + letters[1])


def canonical(text: str) -> str:
    """Lower case with tones in the new style: "Hòa" and "hoà" are the same."""
    return _OLD_STYLE.sub(_new_style, lower(text))


def tidy(text: str) -> str:
    """A copy for reading: NFC, no zero-width characters, plain single spaces. Offsets change."""
    kept = nfc(text).translate(dict.fromkeys(map(ord, ZERO_WIDTH)))
    return re.sub(r" {2,}", " ", _ODD_SPACE.sub(" ", kept)).strip()
