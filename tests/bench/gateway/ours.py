"""The product under load: what of it runs, its accounts, and what it kept."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import psycopg

from bot.settings import Settings
from bot.simulators.accounts import ProductAccount
from bot.supervise.database import database_url
from bot.supervise.postgres import EmbeddedPostgres
from data.database import libpq_url, migrate
from tests.bench.ours import running
from tests.product import ROOT, Product

LOCALITY = "cam-ngoc"
PATIENCE = 60.0  # seconds for the web process to start


class Ours:
    """A product that runs, and its database."""

    def __init__(self, product: Product, database: str) -> None:
        self.product, self._database = product, libpq_url(database)

    def webhook(self, channel: str, slug: str) -> str:
        return f"{self.product.url}/webhooks/{channel}/{slug}"

    def add(self, accounts: Iterable[ProductAccount]) -> None:
        """With the command an operator uses.

        Raises:
            RuntimeError: it was refused.
        """
        for each in accounts:
            given = [f"--secret={name}={value}" for name, value in each.secrets.items()]
            given += [f"--option={name}={value}" for name, value in each.options.items()]
            place = ["--id", each.vendor_id, "--locality", LOCALITY]
            done = self.product.run("accounts", "add", each.channel, each.slug, *place, *given)
            if done.returncode != 0:
                raise RuntimeError(f"không thêm được tài khoản: {done.stderr}")

    def kept(self, channel: str, slug: str, ids: Collection[str]) -> tuple[int, int]:
        """How many of these events are in the database, and in how many rows."""
        with psycopg.connect(self._database) as link:
            row = link.execute(
                "SELECT count(DISTINCT external_id), count(*) FROM inbound_event "
                "WHERE channel = %s AND account = %s AND external_id = ANY(%s)",
                [channel, slug, list(ids)],
            ).fetchone()
        assert row
        return row[0], row[1]

    def forget_waiting(self) -> None:
        """What the worker has not come to is no burden on the next round."""
        with psycopg.connect(self._database) as link:
            link.execute("DELETE FROM procrastinate_jobs WHERE status = 'todo'")
            link.execute(
                "UPDATE inbound_event SET processed_at = now() "
                "WHERE processed_at IS NULL AND failed_at IS NULL"
            )
            link.execute("UPDATE outbox SET state = 'failed' WHERE state = 'pending'")

    def durability(self) -> str:
        """What the server promises of a commit."""
        names = ("fsync", "synchronous_commit", "full_page_writes")
        with psycopg.connect(self._database) as link:
            rows = [link.execute(f"SHOW {name}").fetchone() for name in names]
        return ", ".join(f"`{name}` {row[0]}" for name, row in zip(names, rows, strict=True) if row)


@contextmanager
def whole(folder: Path) -> Iterator[Ours]:
    """As `guongsang up` runs it."""
    with running(folder) as product:
        settings = Settings(var=folder / "var", DATABASE_URL=None)
        yield Ours(product, database_url(settings))


@contextmanager
def accepting_alone(folder: Path) -> Iterator[Ours]:
    """PostgreSQL and the web process, of the same kind as in `whole`, and nobody to handle what
    comes in."""
    postgres = folder / "var" / "postgres"
    postgres.parent.mkdir()
    with EmbeddedPostgres(postgres, log=folder / "postgres.log") as server:
        migrate(server.url())
        product = Product(folder)
        product.environment["DATABASE_URL"] = server.url()
        with (folder / "web.log").open("wb") as log:
            product.process = subprocess.Popen(
                [sys.executable, "-m", "bot.web"],
                cwd=ROOT,
                env=product.environment,
                stdout=log,
                stderr=log,
            )
        try:
            _wait(f"{product.url}/healthz", product.process)
            yield Ours(product, server.url())
        finally:
            product.stop()


def _wait(url: str, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and process.poll() is None:
        try:
            if httpx.get(url, trust_env=False).status_code == 200:
                return
        except httpx.HTTPError:
            time.sleep(0.1)
    raise RuntimeError(f"không trả lời: {url}")
