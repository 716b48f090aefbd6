"""Dates as people say them: how far away, and which days a question is about."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from data.plans.when import Recurring, When, Years


def say(day: dt.date) -> str:
    return f"{day.day}/{day.month}/{day.year}"


def distance(day: dt.date, today: dt.date) -> str:
    """How far `day` is from today: "đã qua 538 ngày", "hôm nay", "còn 12 ngày"."""
    days = (day - today).days
    if days < 0:
        return f"đã qua {thousands(-days)} ngày"
    if days == 0:
        return "là hôm nay"
    return f"còn {thousands(days)} ngày"


def thousands(number: int) -> str:
    return f"{number:,}".replace(",", ".")


@dataclass(frozen=True)
class Period:
    """A range of days, both included."""

    first: dt.date
    last: dt.date

    def overlaps(self, other: Period) -> bool:
        return self.first <= other.last and other.first <= self.last


def days_of(when: When) -> Period | None:
    """The days a plan's time covers; None when it names none."""
    last = when.last_day()
    if last is None:
        return None
    if isinstance(when, Years | Recurring):
        return Period(dt.date(when.first, 1, 1), last)
    if when.kind == "quarter":
        return Period(dt.date(last.year, last.month - 2, 1), last)
    if when.kind == "half":
        return Period(dt.date(last.year, last.month - 5, 1), last)
    if when.kind in ("year", "occasion"):
        return Period(dt.date(last.year, 1, 1), last)
    return Period(last, last)


def resolve(value: Any, today: dt.date) -> Period | None:
    """The days a message's date entity means, seen from today; None when it names no year.

    A day and month without a year ("31/5") is never moved to a year that was not said.
    """
    if not isinstance(value, Mapping) or value.get("of_document"):
        return None
    if relative := value.get("relative"):
        return _relative(str(relative), int(value.get("offset") or 0), today)
    year = value.get("year")
    if not year:
        return None
    year = int(year)
    if month := value.get("month"):
        if day := value.get("day"):
            return _day(year, int(month), int(day))
        return _month(year, int(month))
    if quarter := value.get("quarter"):
        first = dt.date(year, int(quarter) * 3 - 2, 1)
        return Period(first, _month(year, int(quarter) * 3).last)
    if half := value.get("half"):
        return Period(
            dt.date(year, 1 if int(half) == 1 else 7, 1),
            dt.date(year, 6, 30) if int(half) == 1 else dt.date(year, 12, 31),
        )
    return Period(dt.date(year, 1, 1), dt.date(year, 12, 31))


def _day(year: int, month: int, day: int) -> Period | None:
    try:
        exact = dt.date(year, month, day)
    except ValueError:
        return None
    return Period(exact, exact)


def _month(year: int, month: int) -> Period:
    return Period(
        dt.date(year, month, 1), dt.date(year, month, calendar.monthrange(year, month)[1])
    )


def _relative(unit: str, offset: int, today: dt.date) -> Period | None:
    if unit == "day":
        day = today + dt.timedelta(days=offset)
        return Period(day, day)
    if unit == "week":
        monday = today - dt.timedelta(days=today.weekday()) + dt.timedelta(weeks=offset)
        return Period(monday, monday + dt.timedelta(days=6))
    if unit == "month":
        months = today.year * 12 + today.month - 1 + offset
        return _month(months // 12, months % 12 + 1)
    if unit == "quarter":
        quarters = today.year * 4 + (today.month - 1) // 3 + offset
        last = _month(quarters // 4, quarters % 4 * 3 + 3)
        return Period(dt.date(last.first.year, last.first.month - 2, 1), last.last)
    if unit == "year":
        return Period(dt.date(today.year + offset, 1, 1), dt.date(today.year + offset, 12, 31))
    return None
