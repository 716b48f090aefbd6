"""The words Vietnamese dates are said with, and patterns that read them with or without accents."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import Any

from .normalise import canonical, unaccented

Value = dict[str, Any]

# Keys are folded for looking up; patterns are made of the accented spellings below.
_OFFSETS = {
    "này": 0, "nay": 0, "hiện tại": 0, "tới": 1, "sau": 1, "kế tiếp": 1, "tiếp theo": 1, "mai": 1,
    "trước": -1, "qua": -1, "vừa qua": -1, "vừa rồi": -1, "rồi": -1, "ngoái": -1,
    "kia": -2, "mốt": 2,
}  # fmt: skip
_PARTS = {"đầu": "start", "giữa": "middle", "cuối": "end", "hết": "end"}
_WEEKDAYS = {
    "thứ hai": 1, "thứ 2": 1, "thứ ba": 2, "thứ 3": 2, "thứ tư": 3, "thứ 4": 3, "thứ năm": 4,
    "thứ 5": 4, "thứ sáu": 5, "thứ 6": 5, "thứ bảy": 6, "thứ 7": 6, "chủ nhật": 7,
}  # fmt: skip
_MONTH_NAMES = {
    "giêng": 1, "hai": 2, "ba": 3, "tư": 4, "năm": 5, "sáu": 6, "bảy": 7, "tám": 8, "chín": 9,
    "mười": 10, "mười một": 11, "mười hai": 12, "chạp": 12,
}  # fmt: skip
ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
_UNITS = {
    "ngày": "day", "hôm": "day", "tuần": "week", "tháng": "month", "quý": "quarter", "năm": "year",
}  # fmt: skip
_VIETNAMESE = "aàáảãạăằắẳẵặâầấẩẫậeèéẻẽẹêềếểễệiìíỉĩịoòóỏõọôồốổỗộơờớởỡợuùúủũụưừứửữựyỳýỷỹỵdđ"


class _Lookup(dict[str, Any]):
    """Accented words → values, asked with the folded word; iterates over the accented words."""

    def __init__(self, values: dict[str, Any]) -> None:
        super().__init__({unaccented(word): value for word, value in values.items()})
        self.spellings = tuple(values)


OFFSETS = _Lookup(_OFFSETS)
PARTS = _Lookup(_PARTS)
WEEKDAYS = _Lookup(_WEEKDAYS)
MONTH_NAMES = _Lookup(_MONTH_NAMES)
SPAN_UNITS = _Lookup(_UNITS)


def words(of: Iterable[str]) -> str:
    spellings = of.spellings if isinstance(of, _Lookup) else tuple(of)
    longest_first = sorted(spellings, key=len, reverse=True)
    return "|".join(word.replace(" ", r"\s+") for word in longest_first)


def loose(pattern: str) -> str:
    """The pattern with every accented letter also matched without some or all of its marks."""
    return re.sub(f"[{_VIETNAMESE[1:]}]", lambda m: _letter(m[0]), canonical_pattern(pattern))


def canonical_pattern(pattern: str) -> str:
    """Tones in the new style, leaving the upper case of regex escapes and group names alone."""
    return "".join(canonical(c) if c in _VIETNAMESE else c for c in pattern)


def _letter(letter: str) -> str:
    plain = unaccented(letter)
    if plain == letter:
        return letter
    marks = unicodedata.normalize("NFD", letter)
    without_tone = unicodedata.normalize("NFC", marks[:-1])
    return f"[{''.join(dict.fromkeys((letter, without_tone, plain)))}]"
