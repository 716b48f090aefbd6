"""The only place that asks what time it is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from zoneinfo import ZoneInfo

from bot.settings import Settings

Clock = Callable[[], dt.datetime]


def clock(settings: Settings) -> Clock:
    """Now, in the product's time zone; on a fixed day when `today` is set (tests only)."""
    zone = ZoneInfo(settings.timezone)
    if settings.today is None:
        return lambda: dt.datetime.now(zone)
    day = dt.date.fromisoformat(settings.today)

    def fixed() -> dt.datetime:
        now = dt.datetime.now(zone)
        return dt.datetime.combine(day, now.timetz())

    return fixed
