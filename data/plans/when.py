"""When a plan wants something done, as data: never a string that has to be read again.

Every kind can say on which day it is over (`last_day`), so that an answer can tell how far
from today a deadline is. A kind with no day says so by returning None.
"""

from __future__ import annotations

import calendar
import datetime as dt
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator


class _When(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    def last_day(self) -> dt.date | None:
        """The day after which this is past; None when the plan names no day."""
        return None


class Before(_When):
    """*Trước ngày ...*: due before `date`."""

    kind: Literal["before"]
    date: dt.date

    def last_day(self) -> dt.date | None:
        return self.date


class On(_When):
    """On one day, or tied to an anniversary that falls on it (*dịp kỷ niệm 11/6/2023*)."""

    kind: Literal["on"]
    date: dt.date
    occasion: str | None = None

    def last_day(self) -> dt.date | None:
        return self.date


class Quarter(_When):
    kind: Literal["quarter"]
    quarter: int = Field(ge=1, le=4)
    year: int

    def last_day(self) -> dt.date | None:
        month = self.quarter * 3
        return dt.date(self.year, month, calendar.monthrange(self.year, month)[1])


class Half(_When):
    kind: Literal["half"]
    half: int = Field(ge=1, le=2)
    year: int

    def last_day(self) -> dt.date | None:
        return dt.date(self.year, 6, 30) if self.half == 1 else dt.date(self.year, 12, 31)


class Year(_When):
    kind: Literal["year"]
    year: int
    occasion: str | None = None

    def last_day(self) -> dt.date | None:
        return dt.date(self.year, 12, 31)


class Years(_When):
    """A span of years, both included."""

    kind: Literal["years"]
    first: int
    last: int

    @model_validator(mode="after")
    def _ordered(self) -> Years:
        if self.first > self.last:
            raise ValueError(f"năm đầu {self.first} đứng sau năm cuối {self.last}")
        return self

    def last_day(self) -> dt.date | None:
        return dt.date(self.last, 12, 31)


class Recurring(_When):
    """Again and again within the plan's period; `occasion` when the plan ties it to one."""

    kind: Literal["recurring"]
    every: Literal["month", "quarter", "half", "year"]
    first: int
    last: int
    occasion: str | None = None

    def last_day(self) -> dt.date | None:
        return dt.date(self.last, 12, 31)


class Occasion(_When):
    """Tied to an event the plan gives no day for; `year` when it gives the year."""

    kind: Literal["occasion"]
    occasion: str
    year: int | None = None

    def last_day(self) -> dt.date | None:
        return dt.date(self.year, 12, 31) if self.year else None


class Ongoing(_When):
    """*Thường xuyên*, or whenever needed: there is nothing to be late for."""

    kind: Literal["ongoing"]


class Unstated(_When):
    """The plan orders the work and names no time for it."""

    kind: Literal["unstated"]


When = Annotated[
    Before | On | Quarter | Half | Year | Years | Recurring | Occasion | Ongoing | Unstated,
    Field(discriminator="kind"),
]
