"""Signing in and out."""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
import ipaddress
import secrets
from urllib.parse import urlencode

import structlog
from fastapi import Request, Response
from fastapi.responses import HTMLResponse

from bot.services import Services
from bot.settings import Settings
from bot.web.desk.access import (
    HOME,
    LOGIN,
    LOGOUT,
    Refused,
    Sent,
    cookie_name,
    drop_cookie,
    field,
    now_of,
    page_of_ours,
    same,
    scope_of,
    services_of,
    set_cookie,
    to,
)
from bot.web.desk.rendering import desk_page
from bot.web.desk.wording import lasting
from bot.web.pages.rendering import PageRouter
from bot.web.sessions import digest
from data.desk import count_waiting
from data.desk_sessions import (
    IDLE,
    close_desk_session,
    find_desk_session,
    open_desk_session,
    who_left,
)
from data.login_tries import count_try, forgive
from data.models import Official
from data.officials import find_official, normal_login, use_code
from data.passwords import hashed_again, is_outdated, is_password, nobodys, totp_step
from data.sealing import UnsealError

log = structlog.get_logger()
router = PageRouter()

BEFORE = "gs_desk_form"  # cookie of the login form, which has no session yet
TRIES_LOGIN, TRIES_ADDRESS = 5, 30  # wrong ones before waiting; a whole office has one address
WRONG = "Tên đăng nhập, mật khẩu hoặc mã xác thực không đúng."
LEFT = f"Đã tự đăng xuất vì {lasting(IDLE)} không làm gì."
SEALED = "Khóa của máy chủ đã đổi nên không xem được mã xác thực. Hãy báo người giữ máy."
_checking = asyncio.Semaphore(2)  # each check takes 64 MiB


@router.api_route(LOGIN, methods=["GET", "HEAD"], include_in_schema=False)
async def login_page(request: Request, ve: str = HOME, xong: str = "") -> Response:
    """Whoever is signed in goes on at once. Whoever has done nothing for too long is still told
    how many wait, and no more than that: a page left open calls all day."""
    services, now = services_of(request), now_of(request)
    back, notice = page_of_ours(ve), "Đã đăng xuất." if xong == "ra" else ""
    token = request.cookies.get(cookie_name(services.settings), "")
    async with services.sessions() as session:
        if await find_desk_session(session, token, now):
            return to(back)
        left = await who_left(session, token, now)
        if left is None:
            return _form(request, back=back, notice=notice)
        waiting = await count_waiting(session, scope_of(left[1]))
    return _form(request, back=back, notice=LEFT, waiting=waiting)


@router.post(LOGIN, include_in_schema=False)
async def sign_in(request: Request) -> Response:
    services, now = services_of(request), now_of(request)
    form = await request.form(max_files=0)
    back = page_of_ours(field(form, "ve"))
    cookie = request.cookies.get(cookie_name(services.settings, BEFORE), "")
    if not cookie or not same(field(form, "csrf"), digest(f"desk {cookie}", services.settings)):
        raise Refused(403, "Trang đăng nhập đã cũ. Hãy mở lại trang rồi đăng nhập.")
    login = normal_login(field(form, "login"))[:100]
    by_login = login_key(services.settings, login)
    by_address = address_key(request, services.settings)
    async with services.sessions.begin() as session:
        free = {by_login: TRIES_LOGIN, by_address: TRIES_ADDRESS}
        wait = await count_try(session, free, now)
    if wait:
        return _slow_down(request, back, login, wait)
    try:
        official = await _recognise(
            services, login, field(form, "password"), field(form, "code"), now
        )
    except UnsealError as error:
        log.error("desk: second factor cannot be opened", reason=str(error))
        raise Refused(503, SEALED) from None
    if official is None:
        log.warning("desk: sign-in refused")
        return _form(request, status=422, back=back, login=login, error=WRONG)
    async with services.sessions.begin() as session:
        await forgive(session, by_login, by_address)
        old = request.cookies.get(cookie_name(services.settings), "")
        await close_desk_session(session, old)
        token = await open_desk_session(session, official, now)
    response = to(back)
    set_cookie(response, services.settings, token)
    return response


@router.post(LOGOUT, include_in_schema=False)
async def sign_out(request: Request, _: Sent) -> Response:
    services = services_of(request)
    async with services.sessions.begin() as session:
        token = request.cookies.get(cookie_name(services.settings), "")
        await close_desk_session(session, token)
    response = to(LOGIN, "ra")
    drop_cookie(response, services.settings)
    return response


async def _recognise(
    services: Services, login: str, password: str, code: str, now: dt.datetime
) -> Official | None:
    """Takes as long whether there is such a login or not.

    Raises:
        UnsealError: the product's secret key has changed.
    """
    async with services.sessions() as session:
        found = await find_official(session, login)
    async with _checking:
        hashed = found.password if found else await asyncio.to_thread(nobodys)
        right = await asyncio.to_thread(is_password, password, hashed)
        if found is None or not right or not found.active:
            return None
        fresh = await asyncio.to_thread(hashed_again, password) if is_outdated(hashed) else None
    async with services.sessions.begin() as session:
        official = await session.get(Official, found.id, with_for_update=True)
        if official is None or official.password != hashed:  # changed a moment ago
            return None
        if official.totp is not None:
            secret = services.seal.unseal(official.totp)["totp"]
            step = totp_step(secret, code, now, official.totp_step)
            if step is None or not await use_code(session, official, step):
                return None
        if fresh is not None:
            official.password = fresh
    return official


def login_key(settings: Settings, login: str) -> str:
    """What tries with this login are counted by."""
    return digest(f"desk login {login}", settings)


def address_key(request: Request, settings: Settings) -> str:
    """Of one line: an IPv6 customer has all of a /64."""
    host = request.client.host if request.client else "?"
    with contextlib.suppress(ValueError):
        address = ipaddress.ip_address(host)
        if address.version == 6:
            host = str(ipaddress.ip_network((address, 64), strict=False))
    return digest(f"desk address {host}", settings)


def _slow_down(request: Request, back: str, login: str, wait: dt.timedelta) -> HTMLResponse:
    page = _form(
        request,
        status=429,
        back=back,
        login=login,
        error=f"Sai nhiều lần quá. Hãy thử lại sau {lasting(wait + dt.timedelta(minutes=1))}.",
    )
    page.headers["Retry-After"] = str(int(wait.total_seconds()) + 1)
    return page


def _form(
    request: Request,
    *,
    back: str,
    status: int = 200,
    login: str = "",
    error: str = "",
    notice: str = "",
    waiting: int | None = None,
) -> HTMLResponse:
    settings = services_of(request).settings
    cookie = request.cookies.get(cookie_name(settings, BEFORE)) or secrets.token_urlsafe(24)
    page = desk_page(
        request,
        "login.html",
        status=status,
        csrf=digest(f"desk {cookie}", settings),
        back=back,
        login=login,
        error=error,
        notice=notice,
        waiting_now=waiting or 0,
        here_path="" if waiting is None else f"{LOGIN}?{urlencode({'ve': back})}",
    )
    set_cookie(page, settings, cookie, BEFORE)
    return page
