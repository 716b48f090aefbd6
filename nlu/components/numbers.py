"""Numbers of documents ("45/KH-UBND") and codes of nominations ("GS-7K3F")."""

from __future__ import annotations

import re
from dataclasses import dataclass

# What the symbol of an official document starts with (số ký hiệu văn bản).
_KINDS = (
    "KHLN|KH|CTr|CTHĐ|CTHD|CT|QĐ|QD|NQLT|NQ|TTLT|TTr|TT|TB|HDLN|HD|CV|BC|NĐ|ND|KL|ĐA|DA|PA|QC|QH\\d+"
    "|PL|UBND|HĐND|HDND|UBTVQH\\d*|MTTQ|HĐTĐKT|HDTDKT|TĐKT|TDKT|BNV|SNV|TU|TW|L|SL"
)
DOCUMENT_NUMBER = re.compile(
    rf"(?<![\w/.-])\d{{1,5}}(?:\s?/\s?\d{{4}})?\s?[/-]\s?(?:{_KINDS})(?:\s?[-/]\s?[^\W\d_]+\d*)*(?!\w)",
    re.IGNORECASE,
)
# Without the dash a digit is wanted, or every word of six letters in "gs..." would be a code.
CODE = re.compile(
    r"(?<![\w-])GS(?:\s?[-–]\s?(?P<dashed>[0-9A-Z]{4})|\s?(?P<plain>(?=[A-Z]*\d)[0-9A-Z]{4}))(?!\w)",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Number:
    entity: str
    start: int
    end: int
    value: str


def find_numbers(text: str) -> list[Number]:
    documents = [
        Number("document_number", m.start(), m.end(), re.sub(r"\s", "", m[0]).upper())
        for m in DOCUMENT_NUMBER.finditer(text)
    ]
    codes = [
        Number("code", m.start(), m.end(), f"GS-{(m['dashed'] or m['plain']).upper()}")
        for m in CODE.finditer(text)
    ]
    return sorted(documents + codes, key=lambda number: number.start)
