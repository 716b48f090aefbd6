"""Officials: who may sign in at the desk."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from data.models import DeskSession, Official

LOGIN = re.compile(r"[a-z0-9](?:[a-z0-9._@-]{0,62}[a-z0-9])?")


def normal_login(login: str) -> str:
    """As it is kept, however it was typed."""
    return unicodedata.normalize("NFKC", login).strip().casefold()


async def find_official(session: AsyncSession, login: str) -> Official | None:
    return await session.scalar(select(Official).where(Official.login == normal_login(login)))


async def all_officials(session: AsyncSession) -> Sequence[Official]:
    rows = await session.scalars(select(Official).order_by(Official.login))
    return rows.all()


async def sign_out_everywhere(session: AsyncSession, official: Official) -> None:
    await session.execute(delete(DeskSession).where(DeskSession.official_id == official.id))


async def use_code(session: AsyncSession, official: Official, step: int) -> bool:
    """Marks the second factor's code as used; false when it has been, a moment ago."""
    used = await session.scalar(
        update(Official)
        .where(Official.id == official.id, Official.totp_step < step)
        .values(totp_step=step)
        .returning(Official.id)
    )
    return used is not None
