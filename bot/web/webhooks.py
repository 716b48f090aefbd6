"""Where the vendors send: verify the raw bytes, keep them, then 200. Nothing is answered here."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

import structlog
from fastapi import APIRouter, Request, Response
from fastapi.responses import PlainTextResponse
from procrastinate.exceptions import ProcrastinateException
from sqlalchemy.exc import SQLAlchemyError

from bot.accounts import as_account
from bot.channels.contract import Account, Answered, Channel, Event, Verified, Webhook
from bot.channels.registry import CHANNELS
from bot.inbox.accepting import Acceptor, Call, read
from bot.logs import without_words
from bot.services import Services
from bot.web.errors import NOT_NOW, ApiError, refusals
from data.accounts import accounts_of, find_account, learn, note_forged
from data.models import ChannelAccount
from data.sealing import UnsealError

log = structlog.get_logger()
router = APIRouter(tags=["webhooks"])

PREFIX = "/webhooks/"
BODY_BYTES = 1024 * 1024  # 2,000 letters escaped are 12 kB; vendors batch
REMEMBERED = 5.0  # seconds an account is taken from memory

Known = tuple[ChannelAccount, Account]


@dataclass
class KnownAccounts:
    """Accounts as they were read a moment ago: one query a second, not one a webhook."""

    services: Services
    _read: dict[tuple[str, str], tuple[float, Known]] = field(default_factory=dict)
    _forged: Counter[tuple[UUID, str, str]] = field(default_factory=Counter)
    _counting: asyncio.Task[None] | None = None

    async def get(self, channel: str, slug: str) -> Known | None:
        """
        Raises:
            UnsealError: the product's secret key has changed.
        """
        known = self._read.get((channel, slug))
        if known and time.monotonic() - known[0] < REMEMBERED:
            return known[1]
        async with self.services.sessions() as session:
            row = await find_account(session, channel, slug)
        if row is None:
            return None
        found = row, as_account(row, self.services.seal)
        self._read[channel, slug] = (time.monotonic(), found)
        return found

    async def others(self, channel: str, slug: str) -> AsyncIterator[Known]:
        """The vendor's other accounts that can be opened."""
        async with self.services.sessions() as session:
            slugs = await accounts_of(session, channel)
        for other in slugs:
            try:
                found = await self.get(channel, other) if other != slug else None
            except UnsealError:
                continue
            if found:
                yield found

    def forget(self, channel: str, slug: str) -> None:
        self._read.pop((channel, slug), None)

    def count_forged(self, account: ChannelAccount) -> None:
        """Told and written at most once a second: whoever sends many costs us no more than one."""
        self._forged[account.id, account.channel, account.slug] += 1
        if self._counting is None or self._counting.done():
            self._counting = asyncio.create_task(self._write_forged())

    async def _write_forged(self) -> None:
        while self._forged:
            counted, self._forged = self._forged, Counter()
            for (_, channel, slug), count in counted.items():
                log.warning("wrong signature", channel=channel, account=slug, webhooks=count)
            try:
                async with self.services.sessions.begin() as session:
                    for account, count in sorted(counted.items()):
                        await note_forged(session, account[0], count)
            except Exception as error:
                log.error("forged webhooks not counted", **without_words(error))
            await asyncio.sleep(1)


TEXT = {"content": {"text/plain": {"schema": {"type": "string"}}}}
ANSWERS: dict[int | str, dict[str, Any]] = {
    200: {**TEXT, "description": "Đã giữ lại; hoặc câu trả lời cho lần thử địa chỉ"},
    401: {**TEXT, "description": "Mã bí mật thiếu hoặc sai"},
    403: {**TEXT, "description": "Chữ ký hoặc mã xác minh thiếu hoặc sai"},
    405: {**TEXT, "description": "Kênh này không gọi cách ấy"},
    **refusals(404, 413, 503),
}
WHOSE: list[dict[str, Any]] = [
    {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
    for name in ("channel", "slug")
]
BODY: dict[str, Any] = {"content": {"application/json": {"schema": {}}}}


@router.get(
    PREFIX + "{channel}/{slug}",
    operation_id="try_webhook",
    response_class=PlainTextResponse,
    responses=ANSWERS,
    openapi_extra={"parameters": WHOSE},
)
@router.post(
    PREFIX + "{channel}/{slug}",
    operation_id="webhook",
    response_class=PlainTextResponse,
    responses=ANSWERS,
    openapi_extra={"parameters": WHOSE, "requestBody": BODY},
)
async def webhook(request: Request) -> Response:
    """One address a vendor's account."""
    channel, slug = request.path_params["channel"], request.path_params["slug"]
    call = Webhook(
        method=request.method,
        body=await request.body(),
        headers={name.lower(): value for name, value in request.headers.items()},
        query=dict(request.query_params),
    )
    try:
        return await _answer(request, call, channel, slug)
    except (SQLAlchemyError, ProcrastinateException, OSError, TimeoutError) as error:
        log.error("webhook not kept", channel=channel, account=slug, **without_words(error))
        raise NOT_NOW from None


async def _answer(request: Request, call: Webhook, channel: str, slug: str) -> Response:
    """
    Raises:
        ApiError: there is no such account, or it cannot be opened.
        SQLAlchemyError, ProcrastinateException, OSError, TimeoutError: the database is away;
            nothing was kept.
    """
    accounts: KnownAccounts = request.app.state.accounts
    vendor = CHANNELS.get(channel)
    try:
        found = await accounts.get(channel, slug) if vendor and "\0" not in slug else None
    except UnsealError as error:
        log.error("account cannot be opened", channel=channel, account=slug)
        raise ApiError(503, "account_sealed", str(error)) from None
    if vendor is None or found is None:
        raise ApiError(404, "unknown_account", "Không có tài khoản kênh này.")
    row, account = found
    verdict = vendor.verify(call, account)
    if isinstance(verdict, Answered):
        if verdict.forged:
            accounts.count_forged(row)
        headers = {"Allow": "POST"} if verdict.status == 405 else None
        return PlainTextResponse(verdict.body, verdict.status, headers)
    await _learn(accounts, row, verdict)
    acceptor: Acceptor = request.app.state.acceptor
    events, problem = read(vendor, call.body, account, call.headers)
    if problem:
        log.warning("webhook tells what nobody hears", channel=channel, account=slug)
    kept = Call(row.id, channel, slug, call.body, events, problem, row.locality)
    if any(_is_elsewhere(event) for event in events):
        async for theirs in _of_others(accounts, vendor, call, kept):
            await acceptor.accept(theirs)
    await acceptor.accept(kept)
    return PlainTextResponse()


async def _learn(accounts: KnownAccounts, row: ChannelAccount, verdict: Verified) -> None:
    if verdict.learnt:
        async with accounts.services.sessions.begin() as session:
            await learn(session, row.id, verdict.learnt)
        accounts.forget(row.channel, row.slug)


def _is_elsewhere(event: Event) -> bool:
    return event.kind == "unknown" and event.address is None


async def _of_others(
    accounts: KnownAccounts, vendor: Channel, call: Webhook, kept: Call
) -> AsyncIterator[Call]:
    """What the request tells of other accounts of ours: an app has one webhook for all its Pages
    or OAs, and signs for all of them with one key."""
    async for row, account in accounts.others(kept.channel, kept.slug):
        if not isinstance(vendor.verify(call, account), Verified):
            continue
        events, _ = read(vendor, call.body, account, call.headers)
        theirs = [event for event in events if not _is_elsewhere(event)]
        if theirs:
            yield replace(
                kept,
                account=row.id,
                slug=row.slug,
                events=theirs,
                problem=None,
                locality=row.locality,
            )
