"""The accounts' health, for administrators: what each does, and asking the vendor about it."""

from __future__ import annotations

import datetime as dt

import httpx
import structlog
from fastapi import Request, Response
from fastapi.responses import HTMLResponse

from bot.accounts import as_account
from bot.channels.contract import Account
from bot.channels.messenger import resubscribe
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
from bot.web.desk.account_facts import Fact, asked, facts, trouble
from bot.web.desk.rendering import desk_page
from bot.web.desk.requests import place_of
from bot.web.desk.wording import channel_title
from bot.web.pages.rendering import PageRouter
from data.accounts import all_accounts, find_account, set_state
from data.channel_health import Traffic, traffic
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
RESUBSCRIBED = frozenset({"messenger"})


@router.page(PATH)
async def channels(request: Request, desk: Administrator, xong: str = "") -> HTMLResponse:
    return await _page(request, desk, done=DONE.get(xong, ""))


@router.post(OF_ACCOUNT + "/hoi", include_in_schema=False)
async def ask(request: Request, desk: Administrator, _: Sent, channel: str, slug: str) -> Response:
    """What the vendor says now."""
    services = services_of(request)
    try:
        account = await _account(services, channel, slug)
        found = asked(await CHANNELS[channel].check(services.http, account), now_of(request))
    except (httpx.HTTPError, UnsealError, ValueError) as error:
        found = [could_not(error)]
    return await _page(request, desk, told={f"{channel}/{slug}": found})


@router.post(OF_ACCOUNT + "/dang-ky", include_in_schema=False)
async def subscribe_again(
    request: Request, desk: Administrator, _: Sent, channel: str, slug: str
) -> Response:
    """For Messenger: Meta drops a Page's webhook after an hour of failures."""
    if channel not in RESUBSCRIBED:
        raise not_theirs()
    services = services_of(request)
    try:
        account = await _account(services, channel, slug)
        if await resubscribe(services.http, account):
            log.info("desk: webhook subscribed again", account=slug, by=desk.login)
            return to(PATH, "dang-ky")
        found = Fact("Đăng ký lại", "Meta từ chối; xem mã truy cập Trang", "bad")
    except (httpx.HTTPError, UnsealError, ValueError) as error:
        found = could_not(error)
    return await _page(request, desk, told={f"{channel}/{slug}": [found]})


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


async def _page(
    request: Request, desk: Desk, *, done: str = "", told: dict[str, list[Fact]] | None = None
) -> HTMLResponse:
    services, now = services_of(request), now_of(request)
    async with services.sessions() as session:
        rows = await all_accounts(session)
        counted = await traffic(session, now - DAY)
    shown = []
    for row in rows:
        counts = counted.get((row.channel, row.slug), Traffic())
        key = f"{row.channel}/{row.slug}"
        shown.append(
            {
                "key": key,
                "title": row.title or row.slug,
                "channel": channel_title(row.channel),
                "vendor_id": row.vendor_id,
                "locality": place_of(services.plans, row.locality)
                if row.locality
                else "mọi địa phương",
                "state": row.state,
                "reason": row.reason,
                "facts": facts(row, counts, now),
                "trouble": trouble(row, counts, now),
                "told": (told or {}).get(key, []),
                "resubscribed": row.channel in RESUBSCRIBED,
            }
        )
    return desk_page(request, "channels.html", desk=desk, accounts=shown, done=done)


async def _account(services: Services, channel: str, slug: str) -> Account:
    """
    Raises:
        Refused: 404.
        UnsealError: the product's secret key has changed.
    """
    async with services.sessions() as session:
        row = await find_account(session, channel, slug) if channel in CHANNELS else None
    if row is None:
        raise not_theirs()
    return as_account(row, services.seal)


def could_not(error: Exception) -> Fact:
    """Of an HTTP error only its kind: its words may hold an address with a token."""
    if isinstance(error, httpx.HTTPError):
        return Fact("Hỏi nhà cung cấp", f"không hỏi được ({type(error).__name__})", "bad")
    if isinstance(error, UnsealError):
        return Fact("Hỏi nhà cung cấp", str(error), "bad")
    return Fact("Hỏi nhà cung cấp", "tài khoản thiếu khóa hoặc khóa không đúng dạng", "bad")
