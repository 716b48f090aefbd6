"""Pages of the desk: never kept by a browser, never found by a search engine."""

from __future__ import annotations

from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse

from bot.web.pages.rendering import render

HEADERS = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "same-origin",
    "X-Robots-Tag": "noindex, nofollow",
}


def desk_page(
    request: Request, template: str, *, status: int = 200, desk: Any = None, **context: Any
) -> HTMLResponse:
    """`desk`: who is signed in, None on the login page."""
    page = render(request, f"desk/{template}", status=status, desk=desk, **context)
    page.headers.update(HEADERS)
    return page


def refused(request: Request, status: int, words: str) -> HTMLResponse:
    return desk_page(request, "refused.html", status=status, words=words)
