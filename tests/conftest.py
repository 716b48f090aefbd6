"""What tests stand on: a real PostgreSQL, and the whole product running with the real model."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from bot.supervise.postgres import EmbeddedPostgres
from data.database import Sessions, migrate, open_engine, open_sessions
from tests.product import Product


@pytest.fixture(scope="session")
def database_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A migrated database on an embedded server of its own."""
    folder = tmp_path_factory.mktemp("database")
    with EmbeddedPostgres(folder / "postgres", log=folder / "postgres.log") as server:
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
def product(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    """The whole product as `guongsang up` runs it, on 20 November 2026, its limits lifted."""
    with Product(tmp_path_factory.mktemp("product")) as running:
        yield running


@pytest.fixture(scope="session")
def live_url(product: Product) -> str:
    return product.url
