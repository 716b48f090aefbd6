"""What a date phrase says, independent of today: the assistant resolves what is relative.

A value is one of
    {"day": 31, "month": 5, "year": None}      also without day or without month
    {"quarter": 2, "year": 2021}               {"half": 1, "year": None}
    {"year": 2023}                             {"from_year": 2021, "to_year": 2025}
    {"relative": "day" | "week" | "month" | "quarter" | "year", "offset": 1}
and may add "year_offset" (tháng 5 năm nay: 0), "part" (start, middle, end), "weekday" (1 Monday …
7 Sunday) and "of_document" for the date of a document, which is never a deadline.
"""

from __future__ import annotations

import re

from .date_words import MONTH_NAMES, OFFSETS, PARTS, ROMAN, SPAN_UNITS, WEEKDAYS, Value
from .normalise import fold


def _whole(name: str, match: re.Match[str]) -> int | None:
    found = match.groupdict().get(name)
    return int(found) if found else None


def calendar(match: re.Match[str]) -> Value | None:
    day, month, year = (_whole(name, match) for name in ("day", "month", "year"))
    if month is None and (named := match.groupdict().get("month_name")):
        month = MONTH_NAMES[fold(named)]
    if year is not None and year < 100:
        year += 2000
    if day is not None and month is not None and day > (31, 29, 31, 30)[_length(month)]:
        return None
    known: Value = {"day": day} if day is not None else {}
    return {**known, "month": month, "year": year, **_year_offset(match)}


def _year_offset(match: re.Match[str]) -> Value:
    said = match.groupdict().get("year_offset")
    return {"year_offset": OFFSETS[fold(said)]} if said else {}


def _length(month: int) -> int:
    return 1 if month == 2 else 3 if month in (4, 6, 9, 11) else 0


_COUNTED = re.compile(
    r"(?:\d|may|vai|hai|ba|bon|nam|sau|bay|tam|chin|muoi|chuc|nhieu|suot|ca|bao)\s*\Z"
)


def relative(match: re.Match[str]) -> Value | None:
    """None for a length of time: "10 năm nay", "mấy tuần rồi"."""
    if _COUNTED.search(fold(match.string[: match.start()])):
        return None
    value: Value = {
        "relative": SPAN_UNITS[fold(match["unit"])],
        "offset": OFFSETS[fold(match["offset"])],
    }
    if (day := _whole("day", match)) is not None:
        value["day"] = day
    return value


def part(match: re.Match[str]) -> Value | None:
    part: Value = {"part": PARTS[fold(match["part"])]}
    if match["year"]:
        return {**part, "year": int(match["year"])}
    if match["month"]:
        return {**part, "month": int(match["month"]), "year": _whole("of", match)}
    offset = OFFSETS[fold(match["offset"])] if match["offset"] else 0
    return {**part, "relative": SPAN_UNITS[fold(match["unit"])], "offset": offset}


def ordinal(match: re.Match[str]) -> Value | None:
    number = match["ordinal"]
    return {
        "quarter": ROMAN.get(number) or int(number),
        "year": _whole("year", match),
        **_year_offset(match),
    }


def half(match: re.Match[str]) -> Value | None:
    return {"half": 1 if fold(match["half"]) == "dau" else 2, "year": _whole("year", match)}


def count(match: re.Match[str]) -> Value | None:
    sign = -1 if match["ago"] else 1
    return {"relative": SPAN_UNITS[fold(match["unit"])], "offset": sign * int(match["count"])}


def weekday(match: re.Match[str]) -> Value | None:
    """None for every one of them: "thứ bảy nào cũng"."""
    if re.match(r"\s*(?:nao|hang|hàng)", fold(match.string[match.end() :])):
        return None
    offset = OFFSETS[fold(match["offset"])] if match["offset"] else 0
    return {"weekday": WEEKDAYS[fold(match["weekday"])], "relative": "week", "offset": offset}


def years(match: re.Match[str]) -> Value | None:
    return {"from_year": int(match["year"]), "to_year": int(match["to"])}


def day_only(match: re.Match[str]) -> Value | None:
    return {"day": int(match["day"]), "month": None, "year": None}


def year_only(match: re.Match[str]) -> Value | None:
    return {"year": int(match["year"])}
