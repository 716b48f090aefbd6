"""The simulators against a webhook of a few lines, all in this process."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest
from fastapi import FastAPI, Request, Response

from bot.simulators.app import Simulators, SimulatorSettings, create_simulators

PRODUCT = "http://product.test"


@dataclass
class Delivered:
    path: str
    headers: httpx.Headers
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass
class Product:
    """Takes webhooks. `answers` are the statuses of the next ones; then 200. `seconds` is how
    long it takes for each."""

    got: list[Delivered] = field(default_factory=list)
    answers: list[int] = field(default_factory=list)
    always: int = 200
    seconds: float = 0.0
    challenge: bool = True

    def app(self) -> FastAPI:
        app = FastAPI()

        async def webhook(request: Request) -> Response:
            if request.method == "GET":
                given = request.query_params.get("hub.challenge", "")
                return Response(given if self.challenge else "no")
            headers = httpx.Headers(request.headers.raw)
            self.got.append(Delivered(request.url.path, headers, await request.body()))
            await asyncio.sleep(self.seconds)
            return Response(status_code=self.answers.pop(0) if self.answers else self.always)

        app.add_api_route("/webhooks/{channel}/{slug}", webhook, methods=["GET", "POST"])
        return app


@pytest.fixture
def product() -> Product:
    return Product()


@pytest.fixture
async def simulators(product: Product) -> AsyncIterator[Simulators]:
    """A thousand times as fast as the vendors."""
    async with httpx.AsyncClient(transport=httpx.ASGITransport(product.app())) as http:
        made = create_simulators(SimulatorSettings(PRODUCT, time_factor=0.001), http)
        yield made
        await made.close()


@pytest.fixture
async def vendor(simulators: Simulators) -> AsyncIterator[httpx.AsyncClient]:
    """A client that reaches the vendors by their own names."""
    async with httpx.AsyncClient(transport=simulators.transport()) as http:
        yield http
