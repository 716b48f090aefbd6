"""Who is at the desk: the session's cookie, the token in every form, and refusals as pages."""

from __future__ import annotations

import datetime as dt
import hmac
import re
from dataclasses import dataclass
from typing import Annotated
from urllib.parse import urlencode

from fastapi import Depends, FastAPI, Request, Response
from fastapi.responses import RedirectResponse
from starlette.datastructures import FormData

from bot.services import Services
from bot.settings import Settings
from bot.web.desk.rendering import refused
from data.desk import count_waiting
from data.desk_sessions import LONGEST, find_desk_session, touch
from data.models import Official

HOME = "/ban-lam-viec"
LOGIN = HOME + "/dang-nhap"
LOGOUT = HOME + "/dang-xuat"
COOKIE = "gs_desk"
LOOKING = "x-tu-xem"  # of a page that looks by itself whether there is something new
_PATH = re.compile(re.escape(HOME) + r"(?:/[a-z0-9-]+)*")


class NotSignedIn(Exception):
    """To be sent to the login page, and from there back."""


class Refused(Exception):
    """A page that says why not."""

    def __init__(self, status: int, words: str) -> None:
        super().__init__(words)
        self.status, self.words = status, words


def not_theirs() -> Refused:
    """The same whether it is not there or not theirs to see."""
    return Refused(404, "Không có trang này, hoặc không thuộc phần việc của tài khoản này.")


@dataclass(frozen=True)
class Desk:
    """An official signed in. `scope`: whose requests they see, None for every place's; `waiting`:
    how many of those wait now."""

    login: str
    name: str
    administrator: bool
    scope: str | None
    csrf: str
    waiting: int


def scope_of(official: Official) -> str | None:
    return None if official.role == "administrator" else official.locality


async def signed_in(request: Request) -> Desk:
    """
    Raises:
        NotSignedIn: no session, or one that has ended.
    """
    services = services_of(request)
    token = request.cookies.get(cookie_name(services.settings), "")
    if not token:
        raise NotSignedIn
    now = now_of(request)
    async with services.sessions.begin() as session:
        found = await find_desk_session(session, token, now)
        if found is None:
            raise NotSignedIn
        if LOOKING not in request.headers:  # a page left open must not keep them signed in
            await touch(session, token, now)
        kept, official = found
        scope = scope_of(official)
        return Desk(
            login=official.login,
            name=official.name,
            administrator=official.role == "administrator",
            scope=scope,
            csrf=kept.csrf,
            waiting=await count_waiting(session, scope),
        )


async def administrator(desk: Annotated[Desk, Depends(signed_in)]) -> Desk:
    """
    Raises:
        Refused: 404, somebody else's pages are not told of.
    """
    if not desk.administrator:
        raise not_theirs()
    return desk


async def form_of(request: Request, desk: Annotated[Desk, Depends(signed_in)]) -> FormData:
    """The form that was sent from a page of this session.

    Raises:
        Refused: 403, it was not.
    """
    form = await request.form(max_files=0)
    if not same(field(form, "csrf"), desk.csrf):
        raise Refused(403, "Trang này đã cũ. Hãy quay lại, tải lại trang rồi làm lại.")
    return form


SignedIn = Annotated[Desk, Depends(signed_in)]
Administrator = Annotated[Desk, Depends(administrator)]
Sent = Annotated[FormData, Depends(form_of)]


def field(form: FormData, name: str) -> str:
    """What was typed there, storable; empty when there was no such field."""
    value = form.get(name)
    return value.replace("\x00", "") if isinstance(value, str) else ""


def same(given: str, secret: str) -> bool:
    return hmac.compare_digest(given.encode(), secret.encode())


def services_of(request: Request) -> Services:
    services: Services = request.app.state.services
    return services


def now_of(request: Request) -> dt.datetime:
    now: dt.datetime = request.app.state.clock()
    return now


def is_secure(settings: Settings) -> bool:
    return (settings.public_url or "").startswith("https:")


def cookie_name(settings: Settings, name: str = COOKIE) -> str:
    """With the prefix no neighbouring site can set it (RFC 6265bis, 4.1.3)."""
    return f"__Host-{name}" if is_secure(settings) else name


def set_cookie(response: Response, settings: Settings, value: str, name: str = COOKIE) -> None:
    response.set_cookie(
        cookie_name(settings, name),
        value,
        max_age=int(LONGEST.total_seconds()),
        path="/",
        secure=is_secure(settings),
        httponly=True,
        samesite="lax",
    )


def drop_cookie(response: Response, settings: Settings) -> None:
    response.delete_cookie(
        cookie_name(settings),
        path="/",
        secure=is_secure(settings),
        httponly=True,
        samesite="lax",
    )


def page_of_ours(path: str) -> str:
    """Where to go after signing in: never to another site. A form's own address leads to its
    page."""
    return path if _PATH.fullmatch(path) and path not in (LOGIN, LOGOUT) else HOME


def to(path: str, done: str = "") -> RedirectResponse:
    """After a form: another page, which says that it was `done`."""
    return RedirectResponse(f"{path}?xong={done}" if done else path, status_code=303)


def install_access(app: FastAPI) -> None:
    @app.exception_handler(NotSignedIn)
    async def sign_in(request: Request, _: NotSignedIn) -> Response:
        back = page_of_ours(request.url.path)
        query = f"?{urlencode({'ve': back})}" if back != HOME else ""
        return RedirectResponse(LOGIN + query, status_code=303)

    @app.exception_handler(Refused)
    async def refusal(request: Request, error: Refused) -> Response:
        return refused(request, error.status, error.words)
