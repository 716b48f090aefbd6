"""Finds dates and periods in a message, with or without accents (values: `date_values`)."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from . import date_values as says
from .date_words import MONTH_NAMES, OFFSETS, PARTS, ROMAN, WEEKDAYS, Value, loose, words
from .normalise import canonical
from .numbers import find_numbers

Reader = Callable[[re.Match[str]], Value | None]


@dataclass(frozen=True)
class Date:
    start: int
    end: int
    value: Value


_YEAR = r"(?P<year>(?:19|20)\d\d)"
_OF_YEAR = (
    rf"(?:(?:\s*[/.,-]\s*|\s+(?:của\s+)?năm\s+|\s+){_YEAR}(?![\d/])"
    rf"|\s+năm\s+(?P<year_offset>{words(OFFSETS)})(?!\w))?"
)
_DAY = r"(?P<day>0?[1-9]|[12]\d|3[01])"
_MONTH = r"(?P<month>0?[1-9]|1[0-2])"
_UNIT = r"(?P<unit>ngày|hôm|tuần|tháng|quý|năm)"
_OFFSET = rf"(?P<offset>{words(OFFSETS)})"
_ORDINAL = rf"(?P<ordinal>{words(ROMAN)}|[1-4])"

# The first that reads a place wins it, so the longer phrases stand first.
_PHRASES: tuple[tuple[str, Reader], ...] = (
    (rf"giai đoạn\s+{_YEAR}\s*(?:-|–|đến|tới)\s*(?P<to>20\d\d)", says.years),
    (rf"{_YEAR}\s*[-–]\s*(?P<to>20\d\d)", says.years),
    (rf"(?:6|sáu)\s+tháng\s+(?P<half>đầu|cuối)\s+năm(?:\s+{_YEAR})?", says.half),
    (
        rf"(?P<part>{words(PARTS)})\s+(?:năm\s+{_YEAR}|tháng\s+{_MONTH}"
        rf"(?:\s*[/-]\s*|\s+năm\s+)?(?P<of>20\d\d)?(?![\d/])"
        rf"|(?P<unit>tuần|tháng|quý|năm)(?:\s+{_OFFSET})?)",
        says.part,
    ),
    (
        rf"(?:(?:ngày|hôm)\s+)?{_DAY}\s*[/.-]\s*{_MONTH}\s*[/.-]\s*"
        r"(?P<year>(?:19|20)\d\d|\d\d)(?![\d/])",
        says.calendar,
    ),
    (
        rf"(?:ngày|hôm|mùng|mồng)\s+{_DAY}\s*(?:[/-]\s*|\s+tháng\s+){_MONTH}(?!\d){_OF_YEAR}",
        says.calendar,
    ),
    (rf"{_DAY}\s+tháng\s+{_MONTH}(?!\d){_OF_YEAR}", says.calendar),
    (rf"(?:ngày|mùng|mồng)\s+{_DAY}\s+{_UNIT}\s+{_OFFSET}", says.relative),
    (rf"(?:ngày|mùng|mồng|hôm)\s+{_DAY}(?![\d/]|\s*(?:ngày|giờ))", says.day_only),
    (rf"tháng\s+{_MONTH}(?!\d){_OF_YEAR}", says.calendar),
    (rf"{_MONTH}\s*/\s*{_YEAR}", says.calendar),
    (rf"(?!24/7(?!\d)){_DAY}\s*/\s*{_MONTH}(?![\d/])(?:\s+năm\s+{_YEAR})?", says.calendar),
    (rf"(?<!ngày )tháng\s+(?P<month_name>{words(MONTH_NAMES)}){_OF_YEAR}", says.calendar),
    (rf"(?:quý|quí)\s+{_ORDINAL}(?!\w){_OF_YEAR}", says.ordinal),
    (rf"{_YEAR}(?=\s*(?:quý|quí))", says.year_only),
    (rf"(?<!lần )(?P<weekday>{words(WEEKDAYS)})(?:\s+tuần\s+{_OFFSET})?", says.weekday),
    (
        r"(?P<count>\d{1,3})\s+(?P<unit>ngày|tuần|tháng|năm)\s+(?:(?P<ago>trước)|nữa|tới|sau)",
        says.count,
    ),
    (rf"{_UNIT}\s+{_OFFSET}", says.relative),
    (rf"năm\s+{_YEAR}", says.year_only),
)

_READERS = tuple(
    (re.compile(rf"(?<![\w/.])(?<![^\d\s]-)(?:{loose(pattern)})(?![\w])"), read)
    for pattern, read in _PHRASES
)


def find_dates(text: str) -> list[Date]:
    """Dates of an NFC text, from left to right; document numbers and codes are not looked into."""
    spelled = list(canonical(text))
    documents = find_numbers(text)
    for number in documents:
        spelled[number.start : number.end] = "#" * (number.end - number.start)
    rest = "".join(spelled)
    found: list[Date] = []
    for pattern, read in _READERS:
        for match in list(pattern.finditer(rest)):
            if (value := read(match)) is None:
                continue
            before = rest[: match.start()].rstrip(" ,(")
            if before.endswith("#"):
                value["of_document"] = True
            found.append(Date(match.start(), match.end(), value))
            rest = rest[: match.start()] + "~" * len(match[0]) + rest[match.end() :]
    return sorted(found, key=lambda date: date.start)
