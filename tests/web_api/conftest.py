"""The whole product in one process, on a database and an address of its own: the web app, and a
worker whose NLU is the test's."""

from __future__ import annotations

import asyncio
import contextlib
import threading
import time
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field, replace

import httpx
import psycopg
import pytest
import uvicorn
from fastapi import FastAPI
from sqlalchemy import make_url

from bot.channels.registry import CHANNELS
from bot.settings import Settings
from bot.web.app import create_app
from bot.web.limits import Rate
from bot.worker import work
from data.accounts import put_account
from data.database import libpq_url, migrate, normalise_url, sessions
from data.sealing import Seal
from tests.channels.cases import cases
from tests.gateway.gateway import SaidNlu
from tests.product import free_port

MANY = 10**9
ACCOUNT = "ky-la"


def beside(url: str, name: str) -> str:
    """An empty database on the same server."""
    with psycopg.connect(libpq_url(url), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    return normalise_url(make_url(url).set(database=name).render_as_string(False))


@dataclass
class Served:
    """`database` and `port` for whoever looks there or writes to the socket itself."""

    database: str
    port: int
    nlu: SaidNlu = field(default_factory=SaidNlu)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def troubles(self) -> list[tuple[str, str]]:
        """Messages that were not handled at once, with the reason."""
        with psycopg.connect(libpq_url(self.database)) as connection:
            query = "SELECT error, payload::text FROM inbound_event WHERE attempts > 0"
            return connection.execute(query).fetchall()


@pytest.fixture(scope="session")
def served(database_url: str) -> Iterator[Served]:
    """With its limits lifted. No other test's messages are there for the worker."""
    url = beside(database_url, "hoi_ky_la")
    migrate(url)
    asyncio.run(_with_accounts(url))
    made = Served(url, free_port())
    app = _app(made)
    server = uvicorn.Server(uvicorn.Config(app, port=made.port, log_config=None, access_log=False))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        assert thread.is_alive()
        time.sleep(0.05)
    yield made
    server.should_exit = True
    thread.join(30)


async def _with_accounts(url: str) -> None:
    """One at each vendor, that of the vendor's captured webhooks."""
    seal = Seal(Settings(environment="test").secret_key.get_secret_value())
    async with sessions(url) as opened, opened.begin() as session:
        for channel in CHANNELS:
            account = cases(channel)[0].account
            await put_account(
                session,
                channel=channel,
                slug=ACCOUNT,
                vendor_id=account.vendor_id,
                locality=None,
                secrets=seal.seal(account.secrets),
                options={},
            )


def _app(made: Served) -> FastAPI:
    settings = Settings(
        environment="test",
        messages_per_minute=MANY,
        messages_per_minute_address=MANY,
        sessions_per_hour_address=MANY,
        waiting_messages=MANY,
    )
    app = create_app(settings, made.database)
    app.state.photo_rate = Rate(MANY, 60)
    alone = app.router.lifespan_context

    @contextlib.asynccontextmanager
    async def with_worker(app: FastAPI) -> AsyncIterator[None]:
        async with alone(app):
            worker = asyncio.create_task(work(replace(app.state.services, nlu=made.nlu)))
            yield
            worker.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await worker

    app.router.lifespan_context = with_worker
    return app


@pytest.fixture
def http(served: Served) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=served.url, timeout=30) as client:
        yield client
