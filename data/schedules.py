"""What happens by the calendar. A fire and the step to the next are one transaction."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from croniter import croniter
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from data.models import Schedule, ScheduleRun


def next_time(cron: str, timezone: str, after: dt.datetime) -> dt.datetime:
    """
    Raises:
        ValueError: when the cron expression cannot be read.
    """
    local = after.astimezone(ZoneInfo(timezone))
    result: dt.datetime = croniter(cron, local).get_next(dt.datetime)
    return result


async def set_schedule(
    session: AsyncSession, name: str, cron: str, timezone: str, now: dt.datetime
) -> None:
    """Keeps the running schedule unless its cron or time zone changed."""
    row = await session.get(Schedule, name, with_for_update=True)
    if row is not None and (row.cron, row.timezone) == (cron, timezone):
        return
    values = {"cron": cron, "timezone": timezone, "next_at": next_time(cron, timezone, now)}
    await session.execute(
        insert(Schedule)
        .values(name=name, **values)
        .on_conflict_do_update(index_elements=["name"], set_=values)
    )


async def fire_due(session: AsyncSession, name: str, now: dt.datetime) -> dt.datetime | None:
    """The time that is due now, taken by this transaction alone; None when none is.

    One missed by more than the grace (the machine was off) is noted as skipped, not fired.
    """
    row = await session.scalar(
        select(Schedule)
        .where(Schedule.name == name, Schedule.next_at <= now)
        .with_for_update(skip_locked=True)
    )
    if row is None:
        return None
    due = row.next_at
    skipped = now - due > row.grace
    first = await session.scalar(
        insert(ScheduleRun)
        .values(name=name, fire_at=due, skipped=skipped)
        .on_conflict_do_nothing()
        .returning(ScheduleRun.name)
    )
    row.next_at = next_time(row.cron, row.timezone, now)
    return due if first and not skipped else None
