"""Where a plan's deadlines stand on a given day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

from actions.dates import Period, days_of, distance
from data.plans.schema import Deadline

Standing = Literal["ahead", "past", "undated"]


@dataclass(frozen=True)
class Dated:
    """A deadline seen from today. `away` is said as people say it; empty without a day."""

    deadline: Deadline
    standing: Standing
    days: Period | None = None
    away: str = ""
    is_next: bool = False


@dataclass(frozen=True)
class Agenda:
    ahead: tuple[Dated, ...]  # nearest first
    past: tuple[Dated, ...]  # latest first
    undated: tuple[Dated, ...]


def see(deadline: Deadline, today: dt.date) -> Dated:
    days = days_of(deadline.when)
    if days is None:
        return Dated(deadline, "undated")
    if days.last < today:
        return Dated(deadline, "past", days, distance(days.last, today))
    if days.first < days.last and days.first <= today:
        return Dated(deadline, "ahead", days, "đang trong thời gian thực hiện")
    return Dated(deadline, "ahead", days, distance(days.first, today))


def agenda(deadlines: Iterable[Deadline], today: dt.date) -> Agenda:
    """The next deadline is the nearest that names one day, not a span we are within."""
    seen = [see(deadline, today) for deadline in deadlines]
    ahead = sorted((d for d in seen if d.standing == "ahead"), key=_last)
    first = next((d for d in ahead if d.days and d.days.first == d.days.last), None)
    return Agenda(
        ahead=tuple(replace(d, is_next=d is first) for d in ahead),
        past=tuple(sorted((d for d in seen if d.standing == "past"), key=_last, reverse=True)),
        undated=tuple(d for d in seen if d.standing == "undated"),
    )


def _last(dated: Dated) -> dt.date:
    assert dated.days is not None
    return dated.days.last
