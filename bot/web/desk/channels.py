"""The accounts' health, for administrators: what each does, and asking the vendor about it."""

from __future__ import annotations

import datetime as dt

import structlog
from fastapi import Request, Response
from fastapi.responses import HTMLResponse

from bot.accounts import as_account
from bot.care import Care
from bot.channels.registry import CHANNELS
from bot.services import Services
from bot.web.desk.access import (
    HOME,
    Administrator,
    Desk,
    Sent,
    not_theirs,
    now_of,
    services_of,
    to,
)
from bot.web.desk.account_facts import facts, seen, seen_at
from bot.web.desk.account_troubles import troubles
from bot.web.desk.rendering import desk_page
from bot.web.desk.requests import place_of
from bot.web.desk.wording import channel_title
from bot.web.pages.rendering import PageRouter
from data.accounts import all_accounts, find_account, set_state
from data.channel_health import Traffic, traffic
from data.models import ChannelAccount
from data.sealing import UnsealError

log = structlog.get_logger()
router = PageRouter()
PATH = HOME + "/kenh"
OF_ACCOUNT = PATH + "/{channel}/{slug}"
DAY = dt.timedelta(days=1)
STATES = {"tam-dung": "paused", "chay-lai": "active"}
DONE = {
    "tam-dung": "Đã tạm dừng. Tin đến vẫn được giữ; tin đi chờ đến khi chạy lại.",
    "chay-lai": "Đã chạy lại. Tin chờ sẽ được gửi trong vòng một phút.",
    "dang-ky": "Đã đăng ký lại webhook.",
}


@router.page(PATH)
async def channels(request: Request, desk: Administrator, xong: str = "") -> HTMLResponse:
    return await _page(request, desk, done=DONE.get(xong, ""))


@router.post(OF_ACCOUNT + "/hoi", include_in_schema=False)
async def ask(request: Request, desk: Administrator, _: Sent, channel: str, slug: str) -> Response:
    """What the vendor says now: kept, as what the worker finds is."""
    row = await _account(services_of(request), channel, slug)
    await _care(request).look(row, mend=False)
    return await _page(request, desk)


@router.post(OF_ACCOUNT + "/dang-ky", include_in_schema=False)
async def subscribe_again(
    request: Request, desk: Administrator, _: Sent, channel: str, slug: str
) -> Response:
    """Where the vendor drops a webhook that fails, or loses its address."""
    services = services_of(request)
    row = await _account(services, channel, slug)
    if not subscribed_by_call(row):
        raise not_theirs()
    try:
        sent = await CHANNELS[channel].subscribe(services.http, as_account(row, services.seal))
    except UnsealError as error:
        return await _page(request, desk, problem=str(error))
    if sent is None or sent.status != "sent":
        why = sent.reason if sent else "chưa rõ địa chỉ webhook"
        return await _page(request, desk, problem=f"Chưa đăng ký lại được: {why}.")
    log.info("desk: webhook subscribed again", account=slug, by=desk.login)
    await _care(request).look(row, mend=False)
    return to(PATH, "dang-ky")


@router.post(OF_ACCOUNT + "/{act}", include_in_schema=False)
async def change(
    request: Request, desk: Administrator, _: Sent, channel: str, slug: str, act: str
) -> Response:
    state = STATES.get(act)
    if state is None:
        raise not_theirs()
    async with services_of(request).sessions.begin() as session:
        if not await set_state(session, channel, slug, state):
            raise not_theirs()
    log.info("desk: account changed", channel=channel, account=slug, state=state, by=desk.login)
    return to(PATH, act)


@router.get(OF_ACCOUNT + "/{act}", include_in_schema=False)
async def after_form(channel: str, slug: str, act: str) -> Response:
    """A form's address, asked for anew."""
    return to(PATH)


async def _page(request: Request, desk: Desk, *, done: str = "", problem: str = "") -> HTMLResponse:
    services, now = services_of(request), now_of(request)
    async with services.sessions() as session:
        rows = await all_accounts(session)
        counted = await traffic(session, now - DAY)
    shown = []
    for row in rows:
        counts = counted.get((row.channel, row.slug), Traffic())
        shown.append(
            {
                "key": f"{row.channel}/{row.slug}",
                "title": row.title or row.slug,
                "channel": channel_title(row.channel),
                "vendor_id": row.vendor_id,
                "locality": place_of(services.plans, row.locality)
                if row.locality
                else "mọi địa phương",
                "state": row.state,
                "reason": row.reason if row.state == "paused" else "",
                "facts": facts(row, counts, now),
                "troubles": troubles(row, counts, now),
                "seen": seen(row, now),
                "seen_at": seen_at(row, now),
                "resubscribed": subscribed_by_call(row),
            }
        )
    return desk_page(
        request,
        "channels.html",
        desk=desk,
        here_path=PATH,
        accounts=shown,
        done=done,
        problem=problem,
    )


async def _account(services: Services, channel: str, slug: str) -> ChannelAccount:
    """
    Raises:
        Refused: 404.
    """
    async with services.sessions() as session:
        row = await find_account(session, channel, slug) if channel in CHANNELS else None
    if row is None:
        raise not_theirs()
    return row


def subscribed_by_call(account: ChannelAccount) -> bool:
    """Whether the vendor lets its webhook be set by a call, to an address we know."""
    return account.channel == "messenger" or bool(account.options.get("webhook"))


def _care(request: Request) -> Care:
    services = services_of(request)
    return Care(services.sessions, services.http, services.seal, CHANNELS, request.app.state.clock)
