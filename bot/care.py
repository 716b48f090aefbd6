"""Looks after our accounts at the vendors: every half hour it asks how each stands, has a webhook
that was dropped set up again, and halts what has lost its token before anybody's message does.

What was found is kept with the account (`data.care`), for the desk and the command line. Where the
vendor has somebody polling, no webhook is set; where it has another address than ours, it is told
and left: two that set it in turn would lose messages for ever.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import random
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import httpx
import structlog

from bot.accounts import as_account
from bot.channels.contract import Account, Channel
from bot.channels.registry import CHANNELS
from bot.clock import Clock
from bot.logs import without_words
from bot.outbox.tokens import refresh_token
from bot.services import Services
from data.accounts import halt, learn
from data.care import NOT_RENEWED, care_of, next_to_look_at, note_care
from data.database import Sessions
from data.models import ChannelAccount
from data.sealing import Seal, UnsealError

log = structlog.get_logger()
EVERY = dt.timedelta(minutes=30)
AT_START = dt.timedelta(minutes=5)  # a process that is restarted again and again asks no oftener
DAY = dt.timedelta(days=1)

Found = dict[str, Any]


@dataclass(frozen=True)
class Care:
    sessions: Sessions
    http: httpx.AsyncClient
    seal: Seal
    channels: Mapping[str, Channel]
    clock: Clock

    @classmethod
    def of(cls, services: Services) -> Care:
        return cls(services.sessions, services.http, services.seal, CHANNELS, services.clock)

    async def round(self, every: dt.timedelta) -> int:
        """Looks at every account whose turn it is; how many."""
        looked = 0
        while True:
            async with self.sessions.begin() as session:
                row = await next_to_look_at(session, every)
            if row is None:
                return looked
            try:
                await self.look(row)
            except Exception as error:  # of this account: the others are looked at
                log.error(
                    "account not looked at",
                    channel=row.channel,
                    account=row.slug,
                    **without_words(error),
                )
            looked += 1

    async def look(self, row: ChannelAccount, *, mend: bool = True) -> None:
        """Asks the vendor, keeps what it says, and mends what can be mended."""
        care = dict(care_of(row))
        try:
            account = as_account(row, self.seal)
        except UnsealError as error:
            care["found"] = {"error": str(error)}
        else:
            care["found"] = found = await self._found(row, account)
            self._count(care, found)
            if mend and found.get("subscribed") is False:
                await self._mend(account, care)
            await self._remember_webhook(row, account, care["found"])
        async with self.sessions.begin() as session:
            await note_care(session, row.id, care, str(care["found"].get("name") or ""))

    async def _found(self, row: ChannelAccount, account: Account) -> Found:
        if account.channel == "zalo":
            if not account.secrets.get("access_token"):
                return {"unconnected": True}
            account = await self._of_known_age(row, account)
        found = await self._ask(account)
        if not found.get("token_dead"):
            return found
        fresh = await refresh_token(self.sessions, self.http, self.seal, account)
        if fresh is not None:
            return await self._ask(fresh)
        if account.channel != "zalo":  # that halts by itself, when it was refused for good
            async with self.sessions.begin() as session:
                await halt(session, row.id, str(found["error"]))
            log.error("token refused", channel=row.channel, account=row.slug)
        return found

    async def _of_known_age(self, row: ChannelAccount, account: Account) -> Account:
        """Tokens that somebody pasted have no date: the next pair will have one."""
        known = row.token_at is not None or NOT_RENEWED in row.options
        if known or not account.secrets.get("refresh_token"):
            return account
        renewed = await refresh_token(self.sessions, self.http, self.seal, account, early=True)
        return renewed or account

    async def _ask(self, account: Account) -> Found:
        try:
            return dict(await self.channels[account.channel].check(self.http, account))
        except (httpx.HTTPError, ValueError) as error:  # its words may hold the token
            return {"unasked": type(error).__name__}

    def _count(self, care: Found, found: Found) -> None:
        care["missed"] = care.get("missed", 0) + 1 if "unasked" in found else 0
        mended = _time(care.get("mended_at"))
        if found.get("subscribed") and mended is not None and self.clock() - mended > DAY:
            care["tries"] = 0

    async def _mend(self, account: Account, care: Found) -> None:
        found = care["found"]
        log.warning(
            "webhook lost",
            channel=account.channel,
            account=account.slug,
            missing=found.get("missing", []),
        )
        if found.get("elsewhere") or found.get("mismatch") or not may_mend(care, self.clock()):
            return
        sent = await self.channels[account.channel].subscribe(self.http, account)
        if sent is None:
            return
        done = sent.status == "sent"
        care["tries"] = care.get("tries", 0) + 1
        care["mends"] = care.get("mends", 0) + done
        care["mended_at"] = self.clock().isoformat()
        care["mending"] = "" if done else sent.reason
        log.warning(
            "webhook set up again" if done else "webhook not set up again",
            channel=account.channel,
            account=account.slug,
            times=care["mends"],
            reason=care["mending"],
        )
        if done:
            care["found"] = await self._ask(account)

    async def _remember_webhook(self, row: ChannelAccount, account: Account, found: Found) -> None:
        """One that stands, and is ours, is wanted: whoever polls takes it away first."""
        stands = str(found.get("webhook") or "")
        ours = stands.endswith(f"/webhooks/{account.channel}/{account.slug}")
        if ours and "webhook" not in account.options:
            async with self.sessions.begin() as session:
                await learn(session, row.id, {"webhook": stands})


def may_mend(care: Mapping[str, Any], now: dt.datetime) -> bool:
    """At once; and when it is lost again, after a wait that doubles up to a day."""
    mended = _time(care.get("mended_at"))
    tries = int(care.get("tries", 0))
    if mended is None or not tries:
        return True
    wait: dt.timedelta = min(EVERY * 2 ** min(tries - 1, 10), DAY)
    return now - mended >= wait


def _time(told: Any) -> dt.datetime | None:
    return dt.datetime.fromisoformat(told) if isinstance(told, str) else None


async def keep_accounts(services: Services) -> None:
    """Until cancelled. What some other worker has just looked at is left alone."""
    care, every = Care.of(services), AT_START
    while True:
        try:
            await care.round(every)
            every = EVERY
        except Exception as error:
            log.error("accounts not looked after", **without_words(error))
        await asyncio.sleep(random.uniform(60, 120))
