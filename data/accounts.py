"""Accounts at the vendors (OA, Page, bot): finding them, and noting what was learnt of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Float, cast, false, func, literal, select, text, update
from sqlalchemy.dialects.postgresql import JSONB, insert
from sqlalchemy.ext.asyncio import AsyncSession

from data.models import NOW, ChannelAccount

SHORTEST_WAIT = 0.02  # seconds before a full account is asked again
REFUSED = "token:"  # begins the reason when the vendor gives no token any more


async def find_account(session: AsyncSession, channel: str, slug: str) -> ChannelAccount | None:
    return await session.scalar(
        select(ChannelAccount).where(ChannelAccount.channel == channel, ChannelAccount.slug == slug)
    )


async def all_accounts(session: AsyncSession) -> Sequence[ChannelAccount]:
    rows = await session.scalars(
        select(ChannelAccount).order_by(ChannelAccount.channel, ChannelAccount.slug)
    )
    return rows.all()


async def learn(session: AsyncSession, account: UUID, options: Mapping[str, Any]) -> None:
    """Keeps which of a vendor's variants the account uses; other options stay."""
    if options:
        await session.execute(
            update(ChannelAccount)
            .where(ChannelAccount.id == account)
            .values(options=ChannelAccount.options.op("||")(cast(dict(options), JSONB)))
        )


async def note_forged(session: AsyncSession, account: UUID, count: int) -> None:
    """So many webhooks had a wrong or missing signature."""
    await session.execute(
        update(ChannelAccount)
        .where(ChannelAccount.id == account)
        .values(forged=ChannelAccount.forged + count, forged_at=NOW)
    )


async def note_inbound(session: AsyncSession, accounts: Sequence[UUID]) -> None:
    """To within five seconds; an account that somebody else is changing now is left alone."""
    due = (
        select(ChannelAccount.id)
        .where(
            ChannelAccount.id.in_(accounts),
            (ChannelAccount.last_inbound_at.is_(None))
            | (ChannelAccount.last_inbound_at < NOW - text("interval '5 seconds'")),
        )
        .with_for_update(key_share=True, skip_locked=True)
    )
    await session.execute(
        update(ChannelAccount).where(ChannelAccount.id.in_(due)).values(last_inbound_at=NOW)
    )


async def note_sent(session: AsyncSession, account: UUID, quota_left: int | None) -> None:
    values: dict[str, Any] = {"last_sent_at": NOW}
    if quota_left is not None:
        values["quota_left"] = quota_left
    await session.execute(
        update(ChannelAccount).where(ChannelAccount.id == account).values(**values)
    )


async def hold(session: AsyncSession, account: UUID, seconds: float) -> None:
    """The vendor asked the whole account to wait; a shorter wait does not end a longer one."""
    until = NOW + dt.timedelta(seconds=seconds)
    await session.execute(
        update(ChannelAccount)
        .where(ChannelAccount.id == account)
        .values(held_until=func.greatest(func.coalesce(ChannelAccount.held_until, until), until))
    )


async def halt(session: AsyncSession, account: UUID, reason: str) -> None:
    """Nothing can be sent until the operator has mended it."""
    await session.execute(
        update(ChannelAccount)
        .where(ChannelAccount.id == account, ChannelAccount.state == "active")
        .values(state="halted", reason=reason[:500])
    )


async def set_state(session: AsyncSession, channel: str, slug: str, state: str) -> bool:
    """`active` also forgets why it was halted; false when there is no such account."""
    changed = await session.scalar(
        update(ChannelAccount)
        .where(ChannelAccount.channel == channel, ChannelAccount.slug == slug)
        .values(state=state, reason=None, held_until=None)
        .returning(ChannelAccount.id)
    )
    return changed is not None


async def resume(session: AsyncSession, account: UUID) -> None:
    await session.execute(
        update(ChannelAccount)
        .where(ChannelAccount.id == account)
        .values(state="active", reason=None, held_until=None)
    )


async def take_token(
    session: AsyncSession, account: UUID, rate: float, burst: float, reserve: float = 0.0
) -> float:
    """Takes the right to send one message now.

    Args:
        rate: messages a second the account may send; burst: how many at once.
        reserve: tokens that must be left: bulk leaves some for replies.

    Returns:
        0 when it was taken, else the seconds to wait before asking again.
    """
    elapsed = func.greatest(func.extract("epoch", NOW - ChannelAccount.tokens_at), 0)
    filled = func.least(literal(burst, Float), ChannelAccount.tokens + elapsed * rate)
    held = ChannelAccount.held_until.is_not(None) & (ChannelAccount.held_until > NOW)
    taken = await session.scalar(
        update(ChannelAccount)
        .where(ChannelAccount.id == account, ~held, filled >= 1 + reserve)
        .values(tokens=filled - 1, tokens_at=NOW)
        .returning(ChannelAccount.id)
    )
    if taken is not None:
        return 0.0
    row = (
        await session.execute(
            select(
                func.extract("epoch", ChannelAccount.held_until - NOW).label("held"),
                filled.label("filled"),
            ).where(ChannelAccount.id == account)
        )
    ).one()
    return max(float(row.held or 0), (1 + reserve - float(row.filled)) / rate, SHORTEST_WAIT)


async def lock_account(session: AsyncSession, channel: str, slug: str) -> ChannelAccount | None:
    """For changing its secrets: whoever comes second waits. So does everybody who sends by it:
    nothing slow may happen under this lock."""
    return await session.scalar(
        select(ChannelAccount)
        .where(ChannelAccount.channel == channel, ChannelAccount.slug == slug)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )


async def lock_tokens(session: AsyncSession, channel: str, slug: str) -> None:
    """Until the transaction ends nobody else renews this account's tokens. It is a lock of its
    own, for the vendor may take many seconds, and the account's row is needed for every send."""
    name = f"tokens:{channel}/{slug}"
    await session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(name, 0))))


async def accounts_to_refresh(
    session: AsyncSession, channel: str, share: float
) -> Sequence[ChannelAccount]:
    """Accounts whose token has used up that share of its life, the paused ones too: a refresh
    token that nobody uses dies. Not those whose refresh token the vendor has refused."""
    life = func.extract("epoch", ChannelAccount.token_until - ChannelAccount.token_at)
    age = func.extract("epoch", NOW - ChannelAccount.token_at)
    refused = func.coalesce(ChannelAccount.reason.startswith(REFUSED), false())
    rows = await session.scalars(
        select(ChannelAccount).where(
            ChannelAccount.channel == channel,
            (ChannelAccount.state != "halted") | ~refused,
            age > life * share,
        )
    )
    return rows.all()


async def put_account(
    session: AsyncSession,
    *,
    channel: str,
    slug: str,
    vendor_id: str,
    locality: str | None,
    secrets: bytes,
    options: Mapping[str, str],
) -> None:
    """Adds an account, or gives the one of that name new secrets and lets it run again."""
    values = {
        "vendor_id": vendor_id,
        "locality": locality,
        "secrets": secrets,
        "options": dict(options),
        "state": "active",
        "reason": None,
        "held_until": None,
    }
    await session.execute(
        insert(ChannelAccount)
        .values(id=uuid4(), channel=channel, slug=slug, **values)
        .on_conflict_do_update(index_elements=["channel", "slug"], set_=values)
    )


async def tokens_ending(session: AsyncSession, days: int) -> Sequence[ChannelAccount]:
    """Accounts that somebody has to connect anew within so many days."""
    soon = NOW + text(f"interval '{int(days)} days'")
    rows = await session.scalars(select(ChannelAccount).where(ChannelAccount.refresh_until < soon))
    return rows.all()


async def accounts_of(session: AsyncSession, channel: str) -> Sequence[str]:
    """Slugs of all accounts at one vendor."""
    rows = await session.scalars(
        select(ChannelAccount.slug)
        .where(ChannelAccount.channel == channel)
        .order_by(ChannelAccount.slug)
    )
    return rows.all()
