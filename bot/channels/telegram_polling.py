"""Asks Telegram for updates instead of being called: needs no public address.

aiogram's own polling moves on before a handler has succeeded (and, with `handle_as_tasks=False`,
after one that raised): a crash would lose what it had fetched. Here the offset, which tells
Telegram what to forget, moves over an update only when `keep` has returned for it.
"""

from __future__ import annotations

import asyncio
import json
import random
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, TypeVar

import httpx
import structlog

from bot.channels.bot_api import Answer, BotApi, whole
from bot.channels.contract import Account
from bot.channels.telegram.channel import API, UPDATES
from bot.logs import without_words

log = structlog.get_logger()

Keep = Callable[[bytes], Awaitable[None]]
"""Stores one update durably, in the shape a webhook would have brought it. Telegram gives it again
when this raises, before anything newer, and after a restart: what is there already is to be left
alone."""
Pause = Callable[[float], Awaitable[None]]
Result = TypeVar("Result")

WAIT = 25  # seconds Telegram holds the request open while there is nothing
LONGEST_PAUSE = 60.0  # seconds
CONFLICTS = 5  # in a row, 15 s: while one process takes over from another there are some

REFUSED = "Telegram không nhận mã bot của tài khoản “{slug}” ({code}). Lấy lại mã ở @BotFather."
WEBHOOK_ON = (
    "Bot của tài khoản “{slug}” vừa được đặt webhook ở nơi khác, nên không hỏi tin được nữa (409). "
    "Một bot chỉ dùng một cách: gỡ webhook, hoặc thôi hỏi tin."
)
SECOND_POLLER = (
    "Có chương trình khác đang hỏi tin của bot “{slug}” (409). Mỗi bot chỉ một nơi được hỏi: "
    "tắt chương trình kia, hoặc đổi mã bot ở @BotFather nếu không biết là ai."
)


class PollingEnded(RuntimeError):
    """Asking again will not help; the text tells the operator why."""


class _Trouble(Exception):
    """Worth another try, `after` seconds when Telegram said so."""

    def __init__(self, what: str, after: float | None = None) -> None:
        super().__init__(what)
        self.after = after


async def poll(
    http: httpx.AsyncClient,
    account: Account,
    keep: Keep,
    *,
    stop: asyncio.Event,
    wait: int = WAIT,
    pause: Pause | None = None,
) -> None:
    """Until `stop` is set: an update being kept then is kept, one that waits stays at Telegram's.

    Takes the bot's webhook away first, as the two exclude each other.

    Raises:
        PollingEnded: the token is wrong, somebody else polls, or a webhook was set meanwhile.
    """
    api = BotApi.of(account, API)
    rest = pause or _pause_until(stop)
    await _Poller(http, api, account.slug, keep, stop, wait, rest).run()


def _pause_until(stop: asyncio.Event) -> Pause:
    async def pause(seconds: float) -> None:
        with suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), seconds)

    return pause


@dataclass
class _Poller:
    http: httpx.AsyncClient
    api: BotApi
    slug: str
    keep: Keep
    stop: asyncio.Event
    wait: int
    pause: Pause
    offset: int | None = None
    failures: int = 0
    conflicts: int = 0

    async def run(self) -> None:
        await self._until_done(self._take_webhook_away)
        while not self.stop.is_set():
            await self._until_done(self._fetch)

    async def _until_done(self, step: Callable[[], Awaitable[None]]) -> None:
        while not self.stop.is_set():
            try:
                await step()
            except _Trouble as trouble:
                self.failures += 1
                seconds = trouble.after or delay(self.failures)
                log.warning(
                    "telegram_polling_waits",
                    account=self.slug,
                    reason=str(trouble),
                    seconds=round(seconds, 1),
                )
                await self.pause(seconds)
            else:
                self.failures = 0
                return

    async def _take_webhook_away(self) -> None:
        await self._ask("deleteWebhook", {"drop_pending_updates": False})

    async def _fetch(self) -> None:
        fields: dict[str, Any] = {"timeout": self.wait, "allowed_updates": list(UPDATES)}
        if self.offset is not None:
            fields["offset"] = self.offset
        answer = await self._ask("getUpdates", fields)
        if answer is None:
            return
        self.conflicts = 0
        if not isinstance(answer.result, list):
            raise _Trouble("getUpdates: no list")
        for update in answer.result:
            if self.stop.is_set():
                return
            await self._keep(update)

    async def _keep(self, update: Any) -> None:
        number = whole(update, "update_id") if isinstance(update, dict) else None
        if number is None:
            raise _Trouble("getUpdates: an update without a number")
        try:
            await self.keep(json.dumps(update, separators=(",", ":")).encode())
        except Exception as error:
            log.error(
                "telegram_update_not_kept",
                account=self.slug,
                update=number,
                **without_words(error),
            )
            raise _Trouble("not kept") from None
        self.offset = number + 1

    async def _ask(self, method: str, fields: dict[str, Any]) -> Answer | None:
        """None when told to stop while waiting."""
        limit = httpx.Timeout(10, read=self.wait + 15)
        call = self.api.call(self.http, method, fields, limit=limit)
        try:
            answer = await _unless(self.stop, call)
        except httpx.InvalidURL:
            raise PollingEnded(REFUSED.format(slug=self.slug, code="-")) from None
        except httpx.HTTPError as error:
            raise _Trouble(type(error).__name__) from None
        if answer is None or answer.ok:
            return answer
        if answer.theirs and answer.code in {401, 404}:
            raise PollingEnded(REFUSED.format(slug=self.slug, code=answer.code))
        if answer.code == 409:
            raise self._conflict(answer.description)
        raise _Trouble(f"{method}: {answer.code}", answer.retry_after)

    def _conflict(self, description: str) -> Exception:
        self.conflicts += 1
        text = (WEBHOOK_ON if "webhook" in description else SECOND_POLLER).format(slug=self.slug)
        return PollingEnded(text) if self.conflicts >= CONFLICTS else _Trouble(text)


def delay(failures: int) -> float:
    """Seconds after so many failures in a row: doubling from 1, a quarter more or less by chance,
    so that several bots do not all come back at the same moment."""
    return float(min(LONGEST_PAUSE, 2 ** min(failures - 1, 10)) * random.uniform(0.75, 1.25))


async def _unless(stop: asyncio.Event, work: Coroutine[Any, Any, Result]) -> Result | None:
    """What `work` gives, or None when `stop` comes first; then `work` has been cancelled."""
    working = asyncio.create_task(work)
    stopped = asyncio.create_task(stop.wait())
    try:
        await asyncio.wait({working, stopped}, return_when=asyncio.FIRST_COMPLETED)
        return await working if working.done() else None
    finally:
        working.cancel()
        stopped.cancel()
        await asyncio.gather(working, stopped, return_exceptions=True)
