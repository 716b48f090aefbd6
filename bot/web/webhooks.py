"""Where the vendors send: verify the raw bytes, keep them, then 200. Nothing is answered here."""

from __future__ import annotations

import time
from dataclasses import dataclass, field, replace

import structlog
from fastapi import APIRouter, Request, Response

from bot.accounts import as_account
from bot.channels.contract import Account, Answered, Malformed, Webhook
from bot.channels.registry import CHANNELS
from bot.inbox.accepting import Acceptor, Call
from bot.services import Services
from bot.web.errors import ApiError
from data.accounts import find_account, learn, note_forged
from data.models import ChannelAccount
from data.sealing import UnsealError

log = structlog.get_logger()
router = APIRouter(tags=["webhooks"])

PREFIX = "/webhooks/"
BODY_BYTES = 1024 * 1024  # 2,000 letters escaped are 12 kB; vendors batch
REMEMBERED = 5.0  # seconds an account is taken from memory


@dataclass
class KnownAccounts:
    """Accounts as they were read a moment ago: one query a second, not one a webhook."""

    services: Services
    _read: dict[tuple[str, str], tuple[float, ChannelAccount, Account]] = field(
        default_factory=dict
    )

    async def get(self, channel: str, slug: str) -> tuple[ChannelAccount, Account] | None:
        """
        Raises:
            UnsealError: the product's secret key has changed.
        """
        known = self._read.get((channel, slug))
        if known and time.monotonic() - known[0] < REMEMBERED:
            return known[1], known[2]
        async with self.services.sessions() as session:
            row = await find_account(session, channel, slug)
        if row is None:
            return None
        account = as_account(row, self.services.seal)
        self._read[channel, slug] = (time.monotonic(), row, account)
        return row, account

    def forget(self, channel: str, slug: str) -> None:
        self._read.pop((channel, slug), None)


@router.api_route(PREFIX + "{channel}/{slug}", methods=["GET", "POST"])
async def webhook(request: Request, channel: str, slug: str) -> Response:
    """One address a vendor's account."""
    accounts: KnownAccounts = request.app.state.accounts
    vendor = CHANNELS.get(channel)
    try:
        found = await accounts.get(channel, slug) if vendor else None
    except UnsealError as error:
        log.error("account cannot be opened", channel=channel, account=slug)
        raise ApiError(503, "account_sealed", str(error)) from None
    if vendor is None or found is None:
        raise ApiError(404, "unknown_account", "Không có tài khoản kênh này.")
    row, account = found
    body = await request.body()
    call = Webhook(
        method=request.method,
        body=body,
        headers={name.lower(): value for name, value in request.headers.items()},
        query=dict(request.query_params),
    )
    verdict = vendor.verify(call, account)
    services: Services = request.app.state.services
    if isinstance(verdict, Answered):
        if verdict.forged:
            log.warning("webhook with a wrong signature", channel=channel, account=slug)
            async with services.sessions.begin() as session:
                await note_forged(session, row.id)
        return Response(verdict.body, verdict.status, media_type="text/plain")
    if verdict.learnt:
        async with services.sessions.begin() as session:
            await learn(session, row.id, verdict.learnt)
        accounts.forget(channel, slug)
    acceptor: Acceptor = request.app.state.acceptor
    kept = Call(account=row.id, channel=channel, slug=slug, body=body, locality=row.locality)
    try:
        events = vendor.parse(body, account, call.headers)
    except Malformed as problem:
        log.warning("webhook not understood", channel=channel, account=slug)
        await acceptor.accept(replace(kept, problem=str(problem)[:500]))
        return Response(status_code=200)
    await acceptor.accept(replace(kept, events=events))
    return Response(status_code=200)
