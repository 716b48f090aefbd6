"""The calendar: fires once, in Vietnamese time, and not long after it was missed."""

from __future__ import annotations

import asyncio
import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import delete

from data.database import Sessions
from data.models import Schedule, ScheduleRun
from data.schedules import fire_due, next_time, set_schedule

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
MONDAY = dt.datetime(2026, 11, 23, 8, 0, tzinfo=HANOI)
WEEKLY = "0 8 * * 1"


@pytest.fixture(autouse=True)
async def clean(sessions: Sessions) -> None:
    async with sessions.begin() as session:
        await session.execute(delete(Schedule))
        await session.execute(delete(ScheduleRun))


async def start(sessions: Sessions, now: dt.datetime) -> None:
    async with sessions.begin() as session:
        await set_schedule(session, "weekly", WEEKLY, "Asia/Ho_Chi_Minh", now)


async def fire(sessions: Sessions, now: dt.datetime) -> dt.datetime | None:
    async with sessions.begin() as session:
        return await fire_due(session, "weekly", now)


def test_eight_on_monday_in_viet_nam_is_one_in_utc() -> None:
    next_ = next_time(WEEKLY, "Asia/Ho_Chi_Minh", dt.datetime(2026, 11, 20, tzinfo=dt.UTC))
    assert next_.astimezone(dt.UTC) == dt.datetime(2026, 11, 23, 1, 0, tzinfo=dt.UTC)


async def test_fires_once_when_due_though_many_ask(sessions: Sessions) -> None:
    await start(sessions, MONDAY - dt.timedelta(days=2))
    assert await fire(sessions, MONDAY - dt.timedelta(seconds=1)) is None
    fired = await asyncio.gather(*(fire(sessions, MONDAY) for _ in range(5)))
    assert [each for each in fired if each] == [MONDAY]
    assert await fire(sessions, MONDAY + dt.timedelta(minutes=1)) is None


async def test_fires_late_after_a_short_absence_and_skips_after_a_long_one(
    sessions: Sessions,
) -> None:
    await start(sessions, MONDAY - dt.timedelta(days=2))
    assert await fire(sessions, MONDAY + dt.timedelta(hours=3)) == MONDAY
    assert await fire(sessions, MONDAY + dt.timedelta(days=9)) is None
    following = MONDAY + dt.timedelta(days=14)
    assert await fire(sessions, following) == following


async def test_a_changed_time_counts_from_now(sessions: Sessions) -> None:
    await start(sessions, MONDAY - dt.timedelta(days=2))
    async with sessions.begin() as session:
        await set_schedule(
            session, "weekly", "0 9 * * 1", "Asia/Ho_Chi_Minh", MONDAY - dt.timedelta(days=2)
        )
    assert await fire(sessions, MONDAY) is None
    nine = MONDAY + dt.timedelta(hours=1)
    assert await fire(sessions, nine) == nine
