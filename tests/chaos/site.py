"""The product as real processes: `guongsang up`, and beside it a second worker."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

import psutil

from bot.settings import get_settings
from bot.simulators.app import Simulators
from bot.supervise import fleet
from bot.supervise.checks import prepare_folders
from bot.supervise.postgres import EmbeddedPostgres
from bot.supervise.processes import Keeper
from data.accounts import put_account
from data.database import sessions
from data.sealing import Seal
from tests.product import Product

LOCALITY = "cam-ngoc"
KILLED = ("web", "worker", "rasa", "postgres", "backend")


@dataclass(frozen=True)
class Site:
    """`second` keeps the worker beside `up`'s own; `database` is its address."""

    product: Product
    second: Keeper
    database: str

    def victims(self, kind: str) -> list[psutil.Process]:
        """The living processes of a kind."""
        assert self.product.process
        ours = psutil.Process(self.product.process.pid).children()
        match kind:
            case "worker":
                second = self.second.process
                more = [psutil.Process(second.pid)] if second and second.poll() is None else []
                return _called(ours, "bot.worker") + more
            case "postgres":
                return _called(ours, "bin/postgres")
            case "backend":
                children = [c for each in self.victims("postgres") for c in each.children()]
                return _called(children, "postgres: app guongsang")
            case "web":
                return _called(ours, "bot.web")
            case "rasa":
                return _called(ours, "serve.py")
        raise ValueError(kind)


def _called(processes: list[psutil.Process], word: str) -> list[psutil.Process]:
    found = []
    for process in processes:
        with contextlib.suppress(psutil.Error):
            if word in " ".join(process.cmdline()):
                found.append(process)
    return found


@asynccontextmanager
async def open_site(
    product: Product, simulators: Simulators, report: Callable[[str], None]
) -> AsyncIterator[Site]:
    """Everything runs, and knows the vendors' accounts."""
    await asyncio.to_thread(product.start)
    try:
        database = EmbeddedPostgres(product.folder / "var" / "postgres").url()
        await _add_accounts(database, simulators)
        second = _second_worker(product, database, report)
        keeping = asyncio.create_task(second.keep())
        try:
            await asyncio.wait_for(second.ready.wait(), 60)
            yield Site(product, second, database)
        finally:
            keeping.cancel()
            await asyncio.gather(keeping, return_exceptions=True)
            await second.stop()
    finally:
        await asyncio.to_thread(product.stop)


async def _add_accounts(database: str, simulators: Simulators) -> None:
    seal = Seal(get_settings().secret_key.get_secret_value())
    async with sessions(database) as opened, opened.begin() as session:
        for account in simulators.for_product():
            await put_account(
                session,
                channel=account.channel,
                slug=account.slug,
                vendor_id=account.vendor_id,
                locality=LOCALITY,
                secrets=seal.seal(account.secrets),
                options=account.options,
            )


def _second_worker(product: Product, database: str, report: Callable[[str], None]) -> Keeper:
    """`up` runs one; on more machines each has its own, with a folder of its own."""
    var = product.folder / "second"
    prepare_folders(var)
    environment = {
        **product.environment,
        "DATABASE_URL": database,
        "GUONGSANG_NLU_URL": (product.folder / "var" / "run" / "nlu_url").read_text(),
        "GUONGSANG_VAR": str(var),
    }
    service = fleet.worker(environment, var / "run" / "worker.ready")
    return Keeper(service, var / "log", var / "run", report)
