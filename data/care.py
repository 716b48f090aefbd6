"""Which account is to be looked at next, and what was found at the vendor's.

It is kept in the account's options, under names that no channel sees:

    "care": {"at": "2026-11-20T02:00:00+00:00", "found": {"name": "UBND xã", "subscribed": true},
             "missed": 0, "mends": 2, "tries": 1, "mended_at": "…", "mending": "…"}
    "not_renewed": "HTTP 200 -14014 …"      why the vendor gave no new token
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import DateTime, func, literal, select, update
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncSession

from data.accounts import learn
from data.models import NOW, ChannelAccount

CARE = "care"
NOT_RENEWED = "not_renewed"
KEPT = frozenset({CARE, NOT_RENEWED})

_looked = ChannelAccount.options[CARE]["at"].astext.cast(DateTime(timezone=True))
_NOTHING = literal({}, JSONB)


async def next_to_look_at(session: AsyncSession, every: dt.timedelta) -> ChannelAccount | None:
    """The account that nobody has looked at for so long, and the longest; from now on it counts
    as looked at, so that it is the caller's alone. A paused one is left alone."""
    due = (
        select(ChannelAccount.id)
        .where(
            ChannelAccount.state != "paused",
            _looked.is_(None) | (_looked < NOW - every),
        )
        .order_by(_looked.asc().nulls_first())
        .limit(1)
        .with_for_update(key_share=True, skip_locked=True)
    )
    looked = func.jsonb_build_object("at", NOW)
    care = func.coalesce(ChannelAccount.options[CARE], _NOTHING).op("||")(looked)
    return await session.scalar(
        update(ChannelAccount)
        .where(ChannelAccount.id.in_(due))
        .values(options=ChannelAccount.options.op("||")(func.jsonb_build_object(CARE, care)))
        .returning(ChannelAccount)
        .execution_options(populate_existing=True)
    )


def care_of(account: ChannelAccount) -> Mapping[str, Any]:
    found = account.options.get(CARE)
    return found if isinstance(found, dict) else {}


async def note_care(
    session: AsyncSession, account: UUID, care: Mapping[str, Any], title: str = ""
) -> None:
    """`title`: the vendor's name of the account, which the desk shows; empty, the old one stays."""
    await learn(session, account, {CARE: {**care, "at": dt.datetime.now(dt.UTC).isoformat()}})
    if title:
        await session.execute(
            update(ChannelAccount).where(ChannelAccount.id == account).values(title=title[:200])
        )
