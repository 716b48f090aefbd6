"""The pages people open in a browser: chat, stories, plans, privacy, embedding.

Needs of `app.state`: `settings`, `catalogue`, `sessions` and `clock` (a function giving the
aware time of now).
"""

from __future__ import annotations

from fastapi import FastAPI

from bot.web.pages import assets, chat, embedding, feed, plans, privacy, stories, zalo_domain


def install_pages(app: FastAPI) -> None:
    """Puts all pages and their static files on `app`."""
    for module in (chat, embedding, feed, stories, plans, privacy, zalo_domain):
        app.include_router(module.router)
    assets.install(app)
