"""What tests stand on: a real PostgreSQL, and the whole product running with the real model."""

from __future__ import annotations

import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from bot.supervise.postgres import EmbeddedPostgres
from data.database import Sessions, migrate, open_engine, open_sessions
from tests.product import Product


@contextmanager
def open_folder() -> Iterator[Path]:
    """A folder that the account of the database server can enter, also when we are root."""
    with tempfile.TemporaryDirectory(prefix="guongsang-", dir="/tmp") as name:
        Path(name).chmod(0o711)
        yield Path(name)


@pytest.fixture(scope="session")
def database_url() -> Iterator[str]:
    """A migrated database on an embedded server of its own."""
    with (
        open_folder() as folder,
        EmbeddedPostgres(
            folder / "postgres", log=folder / "postgres.log", options={"fsync": "off"}
        ) as server,
    ):
        migrate(server.url())
        yield server.url()


@pytest.fixture
async def sessions(database_url: str) -> AsyncIterator[Sessions]:
    engine = open_engine(database_url, size=5)
    yield open_sessions(engine)
    await engine.dispose()


@pytest.fixture
async def db(sessions: Sessions) -> AsyncIterator[AsyncSession]:
    """A transaction that is rolled back at the end."""
    async with sessions() as session:
        await session.begin()
        yield session
        await session.rollback()


@pytest.fixture(scope="session")
def product() -> Iterator[Product]:
    """The whole product as `guongsang up` runs it, on 20 November 2026, its limits lifted."""
    with open_folder() as folder, Product(folder) as running:
        yield running


@pytest.fixture(scope="session")
def live_url(product: Product) -> str:
    return product.url
