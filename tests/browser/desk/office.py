"""The desk's web app and a worker, really listening, with the simulated vendors beside them and an
understanding that takes every message for thanks; the desk's clock is a test's to move."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import Any
from uuid import uuid4

import psycopg
import uvicorn
from fastapi import FastAPI
from playwright.async_api import Locator, Page

from bot.jobs import open_queue
from bot.settings import Settings
from bot.simulators.app import Server, Simulators, SimulatorSettings, create_simulators
from bot.web.app import create_app
from bot.web.desk.access import COOKIE
from bot.worker import work
from data.accounts import put_account
from data.database import libpq_url, migrate
from data.desk_sessions import open_desk_session
from data.models import Official as Kept
from tests.browser.conftest import NewVisit, Visit
from tests.desk.world import HOME, PASSWORD, World, code_of, page_of
from tests.gateway.gateway import SaidNlu
from tests.product import free_port

PLACE = "tua-chua"
PHONE, DESK = {"width": 360, "height": 720}, {"width": 1280, "height": 800}
Size = dict[str, int]
LOGIN = f"{HOME}/dang-nhap"


@dataclass
class Official:
    """An official's browser. `secret` is of their second factor."""

    visit: Visit
    kept: Kept
    world: World
    secret: str | None = None

    @property
    def page(self) -> Page:
        return self.visit.page

    async def goes(self, path: str = HOME) -> int:
        answer = await self.page.goto(self.visit.url + path)
        assert answer is not None
        return answer.status

    async def signs_in(self, password: str = PASSWORD) -> None:
        """On the login page; by keyboard only."""
        for label, words in (("Tên đăng nhập", self.kept.login), ("Mật khẩu", password)):
            await self.page.get_by_label(label).fill(words)
        if self.secret:
            code = code_of(self.secret, self.world.time())
            await self.page.get_by_label("Mã xác thực").fill(code)
        await self.page.keyboard.press("Enter")

    async def looks(self) -> None:
        """As when the tab comes to the front again."""
        await self.page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")

    async def looks_until(self, wanted: Locator) -> None:
        for _ in range(100):
            await self.looks()
            if await wanted.count():
                return
            await self.page.wait_for_timeout(200)
        raise AssertionError(f"không thấy {wanted}")


@dataclass
class Office:
    """`new_visit`: somebody's browser, for as long as a test."""

    url: str
    world: World
    simulators: Simulators
    new_visit: NewVisit

    async def official(self, size: Size = DESK, secret: str | None = None, **who: Any) -> Official:
        """At a browser of theirs, not signed in."""
        kept = await self.world.official(**{"locality": PLACE, "totp": secret} | who)
        visit = await self.new_visit(viewport=size)
        return Official(visit, kept, self.world, secret)

    async def at_desk(self, **who: Any) -> Official:
        """Signed in a moment ago, looking at who waits."""
        found = await self.official(**who)
        async with self.world.sessions.begin() as session:
            token = await open_desk_session(session, found.kept, self.world.time())
        cookie = {"name": COOKIE, "value": token, "url": self.url}
        await found.visit.context.add_cookies([cookie])  # type: ignore[list-item]
        await found.goes()
        return found

    async def resident(self, said: str = "Cho tôi gặp cán bộ", locality: str = PLACE) -> str:
        """Somebody who waits; the path of the page about them."""
        return page_of(await self.world.resident(said, locality))


@asynccontextmanager
async def open_house(database_url: str) -> AsyncIterator[tuple[str, World, Simulators]]:
    """On a database of its own: a worker takes up whatever waits, also other tests' messages."""
    url = _new_database(database_url)
    ours, theirs = free_port(), free_port()
    app = create_app(Settings(environment="test", sample_stories=False), url)
    settings = SimulatorSettings(f"http://127.0.0.1:{ours}", f"http://127.0.0.1:{theirs}")
    simulators = create_simulators(settings)
    config = uvicorn.Config(app, port=ours, log_level="critical", timeout_graceful_shutdown=1)
    async with (
        _serving(uvicorn.Server(config)),
        _serving(Server(simulators, port=theirs)),
    ):
        world = World(app)
        await _add_accounts(world, simulators)
        async with _working(app, world, url):
            yield f"http://127.0.0.1:{ours}", world, simulators


def _new_database(beside: str) -> str:
    name = f"ban_{uuid4().hex[:8]}"
    with psycopg.connect(libpq_url(beside), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")  # type: ignore[call-overload]
    server, _, options = beside.partition("?")
    url = f"{server.rpartition('/')[0]}/{name}?{options}"
    migrate(url)
    return url


async def _add_accounts(world: World, simulators: Simulators) -> None:
    async with world.sessions.begin() as session:
        for given in simulators.for_product():
            await put_account(
                session,
                channel=given.channel,
                slug=given.slug,
                vendor_id=given.vendor_id,
                locality=PLACE,
                secrets=world.services.seal.seal(given.secrets),
                options=given.options,
            )


@asynccontextmanager
async def _serving(server: uvicorn.Server) -> AsyncIterator[None]:
    task = asyncio.create_task(server.serve())
    while not server.started:
        assert not task.done(), "máy chủ không chạy lên"
        await asyncio.sleep(0.01)
    yield
    server.should_exit = True
    await task


@asynccontextmanager
async def _working(app: FastAPI, world: World, url: str) -> AsyncIterator[None]:
    services = replace(world.services, queue=open_queue(url), nlu=SaidNlu(), clock=world.time)
    ready = asyncio.Event()
    task = asyncio.create_task(work(services, ready))
    await asyncio.wait_for(ready.wait(), 20)
    yield
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task
