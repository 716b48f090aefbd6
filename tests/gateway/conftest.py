"""The gateway with real PostgreSQL and the simulated vendors, all in this process: webhooks come in
by the web app's own routes, and a test says when messages are handled and sent."""

from __future__ import annotations

import datetime as dt
import functools
import socket
from collections.abc import AsyncIterator
from typing import Any
from uuid import uuid4

import httpx
import pytest
from fastapi import FastAPI

from bot.outbox import leaving, policy
from bot.outbox.policy import WINDOWS, Hours, Window
from bot.services import Services
from bot.settings import Settings
from bot.simulators.app import SimulatorSettings, create_simulators
from bot.web.app import create_app
from tests.gateway.gateway import PRODUCT, Gateway


@pytest.fixture(scope="session")
async def web(database_url: str) -> AsyncIterator[FastAPI]:
    app = create_app(Settings(environment="test", sample_stories=False), database_url)
    async with app.router.lifespan_context(app):
        yield app


@pytest.fixture
async def gateway(web: FastAPI) -> AsyncIterator[Gateway]:
    """Accounts of its own for each test, at all vendors. Vendors' waits are a thousandth."""
    services: Services = web.state.services
    slug = f"thu-{uuid4().hex[:8]}"
    transport = httpx.ASGITransport(web, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url=PRODUCT) as to_product:
        simulators = create_simulators(
            SimulatorSettings(PRODUCT, slug=slug, time_factor=0.001), to_product
        )
        async with httpx.AsyncClient(transport=simulators.transport()) as to_vendors:
            made = Gateway(services, simulators, to_product, to_vendors, slug)
            await made.open()
            yield made
            await simulators.settle(2)
            await simulators.close()
            await made.close()


@pytest.fixture
def hosts_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """The vendors' file hosts have an address, whatever this machine knows of names."""

    def look_up(host: str, port: int, *_: Any, **__: Any) -> list[Any]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("1.1.1.1", port))]

    monkeypatch.setattr(socket, "getaddrinfo", look_up)


@pytest.fixture
def by_day(monkeypatch: pytest.MonkeyPatch) -> None:
    """Stories may leave whatever the clock says."""
    never = Hours(dt.time(3), dt.time(3))
    monkeypatch.setattr(leaving, "decide", functools.partial(policy.decide, quiet=never))
    awake = Window(free=WINDOWS["zalo"].free, paid=WINDOWS["zalo"].paid)
    monkeypatch.setattr(policy, "WINDOWS", {**WINDOWS, "zalo": awake})
