"""The web process: the chat API and the pages."""

from __future__ import annotations

import asyncio
import contextlib
import gc
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.inbox.accepting import Acceptor
from bot.services import open_services
from bot.settings import Settings
from bot.web import chat_api, health, photos, webhooks
from bot.web.desk import install_desk
from bot.web.errors import TOO_LARGE, body, install_errors
from bot.web.limits import Rate
from bot.web.live import Live
from bot.web.pages import install_pages
from data.stories import hide_samples, load_samples

PHOTOS_PER_MINUTE = 12


def create_app(settings: Settings, url: str) -> FastAPI:
    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with open_services(settings, url) as services:
            async with services.sessions.begin() as session:
                await (load_samples if settings.sample_stories else hide_samples)(session)
            app.state.services = services
            app.state.sessions = services.sessions
            app.state.live = Live(url)
            app.state.catalogue = services.plans
            app.state.clock = services.clock
            app.state.accounts = webhooks.KnownAccounts(services)
            app.state.acceptor = Acceptor(services.sessions, services.queue)
            app.state.stopping = asyncio.Event()
            listening = asyncio.create_task(app.state.live.listen())
            gc.freeze()  # what stays for good: looking through it stops us for 0.1 s and more
            try:
                yield
            finally:
                app.state.stopping.set()
                listening.cancel()
                with contextlib.suppress(asyncio.CancelledError):
                    await listening

    app = FastAPI(title="Gương Sáng", lifespan=lifespan, docs_url=None, redoc_url=None)
    app.state.settings = settings
    app.state.session_rate = Rate(settings.sessions_per_hour_address, 3600)
    app.state.message_rate = Rate(settings.messages_per_minute_address, 60)
    app.state.photo_rate = Rate(PHOTOS_PER_MINUTE, 60)
    install_errors(app)
    app.include_router(chat_api.router)
    app.include_router(photos.router)
    app.include_router(webhooks.router)
    app.include_router(health.router)
    install_pages(app)
    install_desk(app)
    app.add_middleware(BodyLimit, small=chat_api.BODY_BYTES, photo=settings.photo_bytes)
    return app


class BodyLimit:
    """Refuses bodies that are too large (413), before anything reads them."""

    def __init__(self, app: ASGIApp, small: int, photo: int) -> None:
        self._app, self._small, self._photo = app, small, photo

    def _limit(self, path: str) -> int:
        if path == photos.PATH:
            return self._photo + 65_536
        return webhooks.BODY_BYTES if path.startswith(webhooks.PREFIX) else self._small

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        limit = self._limit(scope["path"])
        declared = Request(scope).headers.get("content-length", "")
        got = 0

        async def counted() -> Message:
            nonlocal got
            message = await receive()
            got += len(message.get("body", b""))
            if got > limit:
                raise HTTPException(413)
            return message

        if declared.isascii() and declared.isdigit() and int(declared[:18]) > limit:
            await _too_large(scope, receive, send)
        else:
            await self._app(scope, counted, send)


async def _too_large(scope: Scope, receive: Receive, send: Send) -> None:
    response = JSONResponse(body("too_large", TOO_LARGE), status_code=413)
    await response(scope, receive, send)
