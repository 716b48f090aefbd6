"""Officials signed in: opening a session, finding it by its cookie, ending it."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from data.models import DeskSession, Official

IDLE = dt.timedelta(minutes=30)  # without anything asked for
LONGEST = dt.timedelta(hours=10)  # whatever is done: a working day
SEEN_EVERY = dt.timedelta(minutes=1)


def hashed(token: str) -> str:
    """Plain SHA-256 is enough for 256 random bits."""
    return hashlib.sha256(token.encode()).hexdigest()


async def open_desk_session(session: AsyncSession, official: Official, now: dt.datetime) -> str:
    """The new session's cookie. Sessions that can no longer be of use are forgotten."""
    await session.execute(delete(DeskSession).where(DeskSession.expires_at < now))
    token = secrets.token_urlsafe(32)
    session.add(
        DeskSession(
            token=hashed(token),
            official_id=official.id,
            csrf=secrets.token_urlsafe(32),
            created_at=now,
            seen_at=now,
            expires_at=now + LONGEST,
        )
    )
    await session.flush()
    return token


async def find_desk_session(
    session: AsyncSession, token: str, now: dt.datetime
) -> tuple[DeskSession, Official] | None:
    """The session of a cookie, unless it has ended or the official may no longer sign in."""
    found = await who_left(session, token, now)
    return found if found and found[0].seen_at > now - IDLE else None


async def who_left(
    session: AsyncSession, token: str, now: dt.datetime
) -> tuple[DeskSession, Official] | None:
    """The same, also when it ended because nothing was done for too long: may be told how many
    wait, and nothing else."""
    row = (
        await session.execute(
            select(DeskSession, Official)
            .join(Official, Official.id == DeskSession.official_id)
            .where(
                DeskSession.token == hashed(token),
                DeskSession.expires_at > now,
                Official.active,
            )
        )
    ).first()
    return (row[0], row[1]) if row else None


async def touch(session: AsyncSession, token: str, now: dt.datetime) -> None:
    """They are still there; written at most once a minute."""
    await session.execute(
        update(DeskSession)
        .where(DeskSession.token == hashed(token), DeskSession.seen_at < now - SEEN_EVERY)
        .values(seen_at=now)
    )


async def close_desk_session(session: AsyncSession, token: str) -> None:
    await session.execute(delete(DeskSession).where(DeskSession.token == hashed(token)))
