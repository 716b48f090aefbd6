"""Pages of the desk: never kept by a browser, never found by a search engine."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fastapi import Request
from fastapi.responses import HTMLResponse

from bot.web.pages.rendering import render

if TYPE_CHECKING:
    from bot.web.desk.access import Desk

HEADERS = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex, nofollow",
}


def desk_page(
    request: Request,
    template: str,
    *,
    status: int = 200,
    desk: Desk | None = None,
    here_path: str = "",
    waiting_now: int = 0,
    **context: Any,
) -> HTMLResponse:
    """`desk`: who is signed in, None on the login page. `here_path`: where the page looks whether
    there is something new; `waiting_now`: how many wait, told in its title."""
    page = render(
        request,
        f"desk/{template}",
        status=status,
        desk=desk,
        here_path=here_path,
        waiting_now=desk.waiting if desk else waiting_now,
        **context,
    )
    page.headers.update(HEADERS)
    return page


def refused(request: Request, status: int, words: str) -> HTMLResponse:
    return desk_page(request, "refused.html", status=status, words=words)
