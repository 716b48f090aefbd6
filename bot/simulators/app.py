"""The simulators of all vendors in one server, with the page to play on."""

from __future__ import annotations

import asyncio
import logging
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx
import uvicorn
from fastapi import FastAPI
from starlette.requests import ClientDisconnect

from bot.simulators import accounts, control, page
from bot.simulators.accounts import ProductAccount
from bot.simulators.engine import Simulator
from bot.simulators.faults import Faults
from bot.simulators.graph import GraphSimulator
from bot.simulators.media import Media
from bot.simulators.pace import Pace
from bot.simulators.telegram import TelegramSimulator
from bot.simulators.transport import VendorTransport
from bot.simulators.web import web_chat
from bot.simulators.world import World
from bot.simulators.zalo import ZaloSimulator

PORT = 8100
CONNECTIONS = 500  # to the product at once


@dataclass(frozen=True)
class SimulatorSettings:
    """`public_url` is where the product reaches the simulators: attachments are served from there.
    Without it they have the vendors' own addresses, which `Simulators.transport` answers."""

    product_url: str = "http://127.0.0.1:8000"
    public_url: str | None = None
    slug: str = "mo-phong"  # of our accounts, in /webhooks/{channel}/{slug}
    time_factor: float = 1.0
    faults: Faults = field(default_factory=Faults)
    sample_accounts: bool = True
    locality: str | None = None  # whose page the web chat stands on


class Simulators:
    """`app` serves /zalo, /zalo-oauth, /zalo-business, /graph, /telegram, /media, /control and the
    page."""

    def __init__(self, settings: SimulatorSettings, http: httpx.AsyncClient | None = None) -> None:
        self.settings = settings
        self.world = World(
            http=http
            or httpx.AsyncClient(
                limits=httpx.Limits(max_connections=CONNECTIONS, max_keepalive_connections=100)
            ),
            pace=Pace(settings.time_factor),
            media=Media(settings.public_url),
        )
        self.zalo = ZaloSimulator(self.world)
        self.graph = GraphSimulator(self.world)
        self.telegram = TelegramSimulator(self.world)
        if settings.sample_accounts:
            self._add_samples()
        self.app = FastAPI(
            title="Mô phỏng Zalo, Messenger, Telegram",
            docs_url=None,
            redoc_url=None,
            openapi_url=None,
            lifespan=self._lifespan,
        )
        self.app.include_router(self.world.media.router)
        self.app.include_router(control.router(self))
        self.app.include_router(web_chat(self.world.http, settings.product_url))
        self.app.mount("/zalo", self.zalo.app)
        self.app.mount("/zalo-oauth", self.zalo.oauth)
        self.app.mount("/zalo-business", self.zalo.business)
        self.app.mount("/graph", self.graph.app)
        self.app.mount("/telegram", self.telegram.app)
        page.install(self.app, settings.product_url, settings.locality)

    @property
    def vendors(self) -> dict[str, Simulator[Any]]:
        return {each.name: each for each in (self.zalo, self.graph, self.telegram)}

    def webhook(self, channel: str) -> str:
        settings = self.settings
        return f"{settings.product_url.rstrip('/')}/webhooks/{channel}/{settings.slug}"

    def _add_samples(self) -> None:
        slug, faults, now = self.settings.slug, self.settings.faults, self.world.pace.now()

        def common(channel: str) -> dict[str, Any]:
            return {"webhook": self.webhook(channel), "faults": faults}

        self.zalo.add(accounts.zalo_account(slug, now, **common("zalo")))
        self.graph.add(accounts.page_account(slug, **common("messenger")))
        self.telegram.add(accounts.bot_account(slug, **common("telegram")))
        self.zalo.person(accounts.ZALO_PERSON, accounts.PERSON)
        self.graph.person(accounts.PSID, accounts.PERSON)
        self.telegram.person(accounts.CHAT, accounts.PERSON)

    def for_product(self, base: str | None = None) -> list[ProductAccount]:
        """The accounts as the product has to know them; `base` where it reaches us."""
        return accounts.for_product(self, base or self.settings.public_url or "")

    def transport(self, otherwise: httpx.AsyncBaseTransport | None = None) -> VendorTransport:
        return VendorTransport(self, otherwise)

    async def settle(self, seconds: float = 10.0) -> bool:
        """Waits until nothing is on its way to the product; False when that takes longer."""
        return await self.world.settle([each.mail for each in self._accounts()], seconds)

    def _accounts(self) -> list[Any]:
        return [each for vendor in self.vendors.values() for each in vendor.accounts.values()]

    async def close(self) -> None:
        for account in self._accounts():
            await account.mail.close()
        await self.world.close()

    @asynccontextmanager
    async def _lifespan(self, app: FastAPI) -> AsyncIterator[None]:
        yield
        await self.close()
        await self.world.http.aclose()


def create_simulators(
    settings: SimulatorSettings | None = None, http: httpx.AsyncClient | None = None
) -> Simulators:
    """`http` reaches the product's webhooks; tests pass one with an ASGI transport."""
    return Simulators(settings or SimulatorSettings(), http)


class Server(uvicorn.Server):
    """Ends also while pages wait for what comes next."""

    def __init__(self, simulators: Simulators, **options: Any) -> None:
        super().__init__(
            uvicorn.Config(
                simulators.app,
                log_level="warning",
                access_log=False,
                timeout_graceful_shutdown=2,
                **options,
            )
        )
        self._changes = simulators.world.changes
        logging.getLogger("uvicorn.error").addFilter(_not_cut_on_purpose)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._changes.close()
        await super().shutdown(sockets)


def run(
    host: str = "127.0.0.1",
    port: int = PORT,
    product_url: str = "http://127.0.0.1:8000",
    *,
    time_factor: float = 1.0,
    slug: str = "mo-phong",
    locality: str | None = None,
) -> None:
    """Serves until stopped. There is no login: for a machine of one's own or a closed network."""
    simulators = create_simulators(
        SimulatorSettings(
            product_url=product_url,
            public_url=f"http://{'127.0.0.1' if host == '0.0.0.0' else host}:{port}",
            slug=slug,
            time_factor=time_factor,
            locality=locality,
        )
    )
    Server(simulators, host=host, port=port).run()


def _not_cut_on_purpose(record: logging.LogRecord) -> bool:
    """Connections the simulators or a killed product cut, and pages that still wait when it ends,
    are no errors."""
    error = record.exc_info[1] if record.exc_info else None
    cut = httpx.RemoteProtocolError | ClientDisconnect
    return not isinstance(error, cut | asyncio.CancelledError)
