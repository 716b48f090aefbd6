"""Zalo's tokens: refreshed under a row lock, kept before use, the old kept beside them."""

from __future__ import annotations

import datetime as dt

import httpx
import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from bot.accounts import as_account
from bot.channels.contract import Account
from bot.channels.zalo import tokens
from data.accounts import accounts_to_refresh, halt, lock_account
from data.database import Sessions
from data.models import ChannelAccount
from data.sealing import Seal

log = structlog.get_logger()
EARLY = 0.7  # share of a token's life after which it is refreshed


async def refresh_token(
    sessions: Sessions, http: httpx.AsyncClient, seal: Seal, account: Account
) -> Account | None:
    """The account with a token that works, or None when there is none to be had.

    The row stays locked while the vendor is asked, so that two workers never use the refresh
    token twice; whoever comes second finds the first one's pair.
    """
    if account.channel != "zalo":
        return None
    async with sessions.begin() as session:
        row = await lock_account(session, account.channel, account.slug)
        if row is None:
            return None
        current = as_account(row, seal)
        if current.secrets.get("access_token") != account.secrets.get("access_token"):
            return current
        return await _renewed(session, http, seal, row, current)


async def refresh_early(sessions: Sessions, http: httpx.AsyncClient, seal: Seal) -> int:
    """Refreshes what has used up most of its life; how many were."""
    async with sessions() as session:
        due = await accounts_to_refresh(session, "zalo", EARLY)
    renewed = 0
    for row in due:
        if await refresh_token(sessions, http, seal, as_account(row, seal)):
            renewed += 1
    return renewed


async def _renewed(
    session: AsyncSession,
    http: httpx.AsyncClient,
    seal: Seal,
    row: ChannelAccount,
    account: Account,
) -> Account | None:
    old = account.secrets.get("refresh_token", "")
    pair = await tokens.refresh(http, tokens.App.of(account), old)
    if isinstance(pair, tokens.TokenError):
        log.error("token not refreshed", account=row.slug, status=pair.status, reason=pair.reason)
        if pair.status == "refused":
            await halt(session, row.id, f"token: {pair.reason}")
        return None
    keep_pair(row, seal, account, pair)
    return as_account(row, seal)


def keep_pair(row: ChannelAccount, seal: Seal, account: Account, pair: tokens.Tokens) -> None:
    """Leaves with the transaction. The old refresh token stays until the next pair has worked."""
    now = dt.datetime.now(dt.UTC)
    row.secrets = seal.seal(
        {
            **account.secrets,
            "access_token": pair.access_token,
            "refresh_token": pair.refresh_token,
            "previous_refresh_token": account.secrets.get("refresh_token", ""),
        }
    )
    row.token_at = now
    row.token_until = now + dt.timedelta(seconds=pair.expires_in)
    row.refresh_until = now + dt.timedelta(days=tokens.REFRESH_DAYS)
