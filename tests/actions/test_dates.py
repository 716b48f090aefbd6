"""Dates as people say them."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from actions.dates import Period, distance, resolve

TODAY = dt.date(2026, 11, 20)  # a Friday


@pytest.mark.parametrize(
    ("day", "said"),
    [
        (dt.date(2025, 5, 31), "đã qua 538 ngày"),
        (dt.date(2023, 5, 31), "đã qua 1.269 ngày"),
        (TODAY, "là hôm nay"),
        (dt.date(2026, 12, 2), "còn 12 ngày"),
    ],
)
def test_distance_from_today(day: dt.date, said: str) -> None:
    assert distance(day, TODAY) == said


def period(first: tuple[int, int, int], last: tuple[int, int, int]) -> Period:
    return Period(dt.date(*first), dt.date(*last))


@pytest.mark.parametrize(
    ("value", "days"),
    [
        ({"day": 31, "month": 5, "year": 2025}, period((2025, 5, 31), (2025, 5, 31))),
        ({"month": 2, "year": 2024}, period((2024, 2, 1), (2024, 2, 29))),
        ({"quarter": 2, "year": 2021}, period((2021, 4, 1), (2021, 6, 30))),
        ({"half": 1, "year": 2023}, period((2023, 1, 1), (2023, 6, 30))),
        ({"year": 2025}, period((2025, 1, 1), (2025, 12, 31))),
        ({"relative": "week", "offset": 1}, period((2026, 11, 23), (2026, 11, 29))),
        ({"relative": "month", "offset": 2}, period((2027, 1, 1), (2027, 1, 31))),
        ({"relative": "quarter", "offset": 0}, period((2026, 10, 1), (2026, 12, 31))),
        ({"relative": "year", "offset": -1}, period((2025, 1, 1), (2025, 12, 31))),
        ({"day": 31, "month": 5, "year": None}, None),  # never moved to a year that was not said
        ({"day": 31, "month": 2, "year": 2025}, None),
        ({"day": 12, "month": 3, "year": 2026, "of_document": True}, None),
        ("31/5", None),
    ],
)
def test_days_a_message_means(value: Any, days: Period | None) -> None:
    assert resolve(value, TODAY) == days
