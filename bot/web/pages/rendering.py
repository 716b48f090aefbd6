"""Turns a template into an answer with the right headers; the words and shapes pages share."""

from __future__ import annotations

import datetime as dt
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from actions.dates import say
from bot.settings import Settings
from bot.web.pages.anchors import section_name
from bot.web.pages.assets import asset
from bot.web.pages.security import Framing, page_headers
from bot.web.pages.text import blocks, capitalised
from data.plans.catalogue import Catalogue

Handler = TypeVar("Handler", bound=Callable[..., Awaitable[HTMLResponse]])
TEMPLATES = Path(__file__).parent.parent / "templates"

_environment = Environment(
    loader=FileSystemLoader(TEMPLATES),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_environment.globals["asset"] = asset
_environment.filters |= {
    "blocks": blocks,
    "day": say,
    "capitalised": capitalised,
    "section_name": section_name,
}


class PageRouter(APIRouter):
    """Routes for people, not programs: not in the API's description, HEAD answered too."""

    def page(self, path: str) -> Callable[[Handler], Handler]:
        return self.api_route(
            path, methods=["GET", "HEAD"], include_in_schema=False, response_class=HTMLResponse
        )


def settings_of(request: Request) -> Settings:
    settings: Settings = request.app.state.settings
    return settings


def catalogue_of(request: Request) -> Catalogue:
    catalogue: Catalogue = request.app.state.catalogue
    return catalogue


def today(request: Request) -> dt.date:
    now: dt.datetime = request.app.state.clock()
    return now.astimezone(ZoneInfo(settings_of(request).timezone)).date()


def public_url(request: Request, path: str = "/") -> str:
    """An absolute address: by the setting, else by how the page was reached."""
    base = settings_of(request).public_url or str(request.base_url)
    return base.rstrip("/") + path


def render(
    request: Request,
    template: str,
    *,
    status: int = 200,
    framing: Framing = "never",
    **context: Any,
) -> HTMLResponse:
    html = _environment.get_template(template).render(
        here=public_url(request, request.url.path),
        picture=public_url(request, asset("og.png")),
        embed=framing == "anywhere",
        **context,
    )
    return HTMLResponse(html, status_code=status, headers=page_headers(framing))


def not_found(request: Request, what: str) -> HTMLResponse:
    return render(request, "not_found.html", status=404, what=what)
