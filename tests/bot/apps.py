"""The web app by itself, without a worker: for what happens before a message is handled."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx

from bot.settings import Settings
from bot.web.app import create_app


@asynccontextmanager
async def lone_web(url: str, **settings: Any) -> AsyncIterator[httpx.AsyncClient]:
    app = create_app(Settings(environment="test", answer_wait=0.2, **settings), url)
    async with app.router.lifespan_context(app):
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://test") as http:
            yield http
