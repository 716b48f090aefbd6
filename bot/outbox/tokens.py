"""Zalo's tokens: renewed by one worker at a time, kept before use, the old kept beside them."""

from __future__ import annotations

import asyncio
import datetime as dt

import httpx
import structlog
from sqlalchemy.exc import SQLAlchemyError

from bot.accounts import as_account
from bot.channels.contract import Account
from bot.channels.zalo import tokens
from data.accounts import (
    REFUSED,
    accounts_to_refresh,
    find_account,
    halt,
    learn,
    lock_account,
    lock_tokens,
    tokens_ending,
)
from data.care import KEPT, NOT_RENEWED
from data.database import Sessions
from data.models import ChannelAccount
from data.sealing import Seal, UnsealError

log = structlog.get_logger()
EARLY = 0.7  # share of a token's life after which it is refreshed
KEEPING = 30  # tries to keep a pair that is good only if we do
BETWEEN = 1.0  # seconds, of those tries
ALARM_DAYS = 14  # before a refresh token dies


async def refresh_token(
    sessions: Sessions,
    http: httpx.AsyncClient,
    seal: Seal,
    account: Account,
    *,
    early: bool = False,
) -> Account | None:
    """The account with a token that works, or None when there is none to be had now. `early`:
    the one in use still works.

    The tokens stay locked while the vendor is asked, longer than any answer may take, so that two
    workers never use the refresh token twice: whoever comes second finds the first one's pair.
    """
    if account.channel != "zalo":
        return None
    async with sessions() as session, session.begin():
        await lock_tokens(session, account.channel, account.slug)
        row = await find_account(session, account.channel, account.slug)
        if row is None:
            return None
        current = as_account(row, seal)
        if current.secrets.get("access_token") != account.secrets.get("access_token"):
            return current
        old = current.secrets.get("refresh_token", "")
        pair: tokens.Tokens | tokens.TokenError = tokens.TokenError("refused", "chưa kết nối")
        if old:
            pair = await tokens.refresh(http, tokens.App.of(current), old)
        if isinstance(pair, tokens.Tokens):
            return await _kept(sessions, seal, current, pair)
    await _refused(sessions, row, pair, early)
    return None


async def refresh_early(sessions: Sessions, http: httpx.AsyncClient, seal: Seal) -> int:
    """Refreshes what has used up most of its life; how many were."""
    async with sessions() as session:
        due = await accounts_to_refresh(session, "zalo", EARLY)
    renewed = 0
    for row in due:
        try:
            account = as_account(row, seal)
        except UnsealError:
            log.error("account cannot be opened", channel=row.channel, account=row.slug)
            continue
        if await refresh_token(sessions, http, seal, account, early=True):
            renewed += 1
    return renewed


async def tell_of_ending(sessions: Sessions) -> int:
    """Tells the operator, days before, which accounts have to be connected anew; how many."""
    async with sessions() as session:
        ending = await tokens_ending(session, ALARM_DAYS)
    for row in ending:
        until = row.refresh_until.isoformat() if row.refresh_until else ""
        log.warning("refresh token ends", channel=row.channel, account=row.slug, until=until)
    return len(ending)


async def _kept(
    sessions: Sessions, seal: Seal, account: Account, pair: tokens.Tokens
) -> Account | None:
    """In a transaction of its own, tried again for a while: the vendor has already taken the old
    pair away."""
    for attempt in range(1, KEEPING + 1):
        try:
            async with sessions.begin() as session:
                row = await lock_account(session, account.channel, account.slug)
                if row is None:
                    return None
                keep_pair(row, seal, as_account(row, seal), pair)
                return as_account(row, seal)
        except (SQLAlchemyError, OSError):
            log.error("new token not kept yet", account=account.slug, attempt=attempt)
            if attempt == KEEPING:
                raise
            await asyncio.sleep(BETWEEN)
    return None


async def _refused(
    sessions: Sessions, row: ChannelAccount, error: tokens.TokenError, early: bool
) -> None:
    log.error("token not refreshed", account=row.slug, status=error.status, reason=error.reason)
    if error.status != "refused":
        return
    async with sessions.begin() as session:
        await learn(session, row.id, {NOT_RENEWED: error.reason})
        if not early:
            await halt(session, row.id, f"{REFUSED} {error.reason}")


def keep_pair(row: ChannelAccount, seal: Seal, account: Account, pair: tokens.Tokens) -> None:
    """Leaves with the transaction. The old refresh token stays until the next pair has worked.
    What was wrong with the pair before is wrong no more."""
    now = dt.datetime.now(dt.UTC)
    row.options = {name: value for name, value in row.options.items() if name not in KEPT}
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
