"""Slows down whoever guesses: passwords, by login and by address; codes, by person."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from data.models import LoginTries

FORGOTTEN = dt.timedelta(hours=1)  # after the last try
FIRST, LONGEST = dt.timedelta(seconds=30), dt.timedelta(minutes=15)


def pause(tries: int, free: int) -> dt.timedelta:
    """How long to wait after so many failures: none for the first few, then doubling."""
    if tries < free:
        return dt.timedelta()
    doubled: int = 2 ** min(tries - free, 10)
    return min(FIRST * doubled, LONGEST)


async def count_try(
    session: AsyncSession, free: Mapping[str, int], now: dt.datetime
) -> dt.timedelta:
    """Counts a try before it is known to be wrong, so that many at once are no way around.

    `free`: the keys it counts for, each with how often it may fail before it has to wait.

    Returns:
        Nothing, or how long to wait: then it was not counted, and must not be made.
    """
    await _forget_old(session, now)
    await session.execute(
        insert(LoginTries)
        .values([{"key": key, "last_at": now} for key in sorted(free)])
        .on_conflict_do_nothing()
    )
    rows = (
        await session.scalars(
            select(LoginTries)
            .where(LoginTries.key.in_(free))
            .order_by(LoginTries.key)
            .with_for_update()
        )
    ).all()
    waits = [row.until - now for row in rows if row.until is not None and row.until > now]
    if waits:
        return max(waits)
    for row in rows:
        row.count, row.last_at = row.count + 1, now
        row.until = now + pause(row.count, free[row.key])
    await session.flush()
    return dt.timedelta()


async def _forget_old(session: AsyncSession, now: dt.datetime) -> None:
    old = (
        select(LoginTries.key)
        .where(LoginTries.last_at < now - FORGOTTEN)
        .with_for_update(skip_locked=True)
    )
    await session.execute(delete(LoginTries).where(LoginTries.key.in_(old)))


async def forgive(session: AsyncSession, login: str, address: str) -> None:
    """The try was right: the login starts anew, the address has one less."""
    await session.execute(delete(LoginTries).where(LoginTries.key == login))
    row = await session.get(LoginTries, address, with_for_update=True)
    if row is not None:
        row.count, row.until = max(row.count - 1, 0), None
        await session.flush()


async def forget(session: AsyncSession, key: str) -> None:
    await session.execute(delete(LoginTries).where(LoginTries.key == key))
