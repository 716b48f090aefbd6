"""What the processes are made of, put together once from the settings."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import httpx
from procrastinate import App
from sqlalchemy.ext.asyncio import AsyncEngine

from actions.registry import load_actions
from actions.turn import Limits
from bot.channels.registry import CHANNELS
from bot.clock import Clock, clock
from bot.dialogue.nlu import Nlu
from bot.inbox.arriving import Arriving
from bot.inbox.handling import Handling
from bot.inbox.showing import Showing
from bot.jobs import open_queue
from bot.outbox.sending import Sender
from bot.settings import Settings
from data.database import Sessions, open_engine, open_sessions
from data.plans.catalogue import Catalogue, load_catalogue
from data.sealing import Seal

VENDOR_TIMEOUT = httpx.Timeout(15.0, connect=5.0)  # seconds
CONNECTIONS = 10  # a turn holds one for a few milliseconds; more only cost memory


@dataclass(frozen=True)
class Services:
    settings: Settings
    url: str
    engine: AsyncEngine
    sessions: Sessions
    queue: App
    nlu: Nlu
    plans: Catalogue
    clock: Clock
    limits: Limits
    seal: Seal
    http: httpx.AsyncClient

    @property
    def handling(self) -> Handling:
        return Handling(
            self.sessions,
            self.nlu,
            self.plans,
            self.clock,
            self.limits,
            self.queue,
            Arriving(self.sessions, self.http, self.seal, CHANNELS, self.settings.public_url),
            Showing(self.sessions, self.http, self.seal, CHANNELS),
            self.settings.messages_per_minute,
        )

    @property
    def sender(self) -> Sender:
        return Sender(self.sessions, self.http, self.seal, CHANNELS, site=self.settings.public_url)


@asynccontextmanager
async def open_services(settings: Settings, url: str) -> AsyncIterator[Services]:
    """
    Raises:
        PlanError: when a plan file cannot be used.
    """
    load_actions()
    engine = open_engine(url, size=CONNECTIONS)
    async with (
        httpx.AsyncClient(
            limits=httpx.Limits(max_keepalive_connections=settings.worker_concurrency)
        ) as client,
        httpx.AsyncClient(timeout=VENDOR_TIMEOUT) as vendors,
    ):
        try:
            yield Services(
                settings=settings,
                url=url,
                engine=engine,
                sessions=open_sessions(engine),
                queue=open_queue(url),
                nlu=Nlu(client, nlu_url(settings), settings.nlu_timeout),
                plans=load_catalogue(),
                clock=clock(settings),
                limits=Limits(
                    open_drafts=settings.open_drafts,
                    nominations_per_day=settings.nominations_per_day,
                    message_characters=settings.message_characters,
                ),
                seal=Seal(settings.secret_key.get_secret_value()),
                http=vendors,
            )
        finally:
            await engine.dispose()


def nlu_url(settings: Settings) -> str:
    return settings.nlu_url or f"http://127.0.0.1:{settings.nlu_port}"
