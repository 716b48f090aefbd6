"""The database: engine, sessions, migrations. PostgreSQL only, through psycopg 3."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from psycopg import AsyncConnection
from sqlalchemy import Connection, create_engine, make_url, pool
from sqlalchemy.ext.asyncio import (
    AsyncEngine,
    AsyncSession,
    async_sessionmaker,
    create_async_engine,
)

from data.models import Base

MIGRATIONS = Path(__file__).parent / "migrations"

Sessions = async_sessionmaker[AsyncSession]


def normalise_url(url: str) -> str:
    """Any spelling of a PostgreSQL address, as SQLAlchemy wants it for psycopg 3."""
    return make_url(url).set(drivername="postgresql+psycopg").render_as_string(False)


def libpq_url(url: str) -> str:
    return make_url(url).set(drivername="postgresql").render_as_string(False)


def open_engine(url: str, size: int = 20) -> AsyncEngine:
    return create_async_engine(
        normalise_url(url), pool_size=size, max_overflow=5, pool_recycle=1800, hide_parameters=True
    )


def open_sessions(engine: AsyncEngine) -> Sessions:
    return async_sessionmaker(engine, expire_on_commit=False)


@asynccontextmanager
async def reading(sessions: Sessions) -> AsyncIterator[AsyncSession]:
    """For queries alone: each sees what is committed by then, and no transaction is begun."""
    async with sessions() as session:
        await session.connection(execution_options={"isolation_level": "AUTOCOMMIT"})
        yield session


async def driver_connection(session: AsyncSession) -> AsyncConnection:
    """The psycopg connection of this transaction, to enqueue a job within it."""
    connection = await (await session.connection()).get_raw_connection()
    driver = connection.driver_connection
    assert isinstance(driver, AsyncConnection)
    return driver


@asynccontextmanager
async def sessions(url: str) -> AsyncIterator[Sessions]:
    engine = open_engine(url)
    try:
        yield open_sessions(engine)
    finally:
        await engine.dispose()


def _config(url: str) -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["url"] = normalise_url(url)
    return config


def migrate(url: str) -> None:
    """Brings the database to the newest form."""
    command.upgrade(_config(url), "head")


def at_head(url: str) -> bool:
    engine = create_engine(normalise_url(url), poolclass=pool.NullPool)
    with engine.connect() as connection:
        current = MigrationContext.configure(connection).get_current_heads()
    return set(current) == set(ScriptDirectory.from_config(_config(url)).get_heads())


def differences(url: str) -> list[object]:
    """What a migrated database and the models do not agree on; empty when they do."""
    engine = create_engine(normalise_url(url), poolclass=pool.NullPool)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"include_object": ours})
        return list(compare_metadata(context, Base.metadata))


def ours(item: object, name: str | None, kind: str, reflected: bool, other: object) -> bool:
    """Leaves procrastinate's own tables and indexes out of the comparison."""
    table = getattr(item, "table", None)
    owner = getattr(table, "name", None) if kind == "index" else name
    return not str(owner or "").startswith("procrastinate_")


def run_in(connection: Connection) -> None:
    """Used by `migrations/env.py`."""
    from alembic import context

    context.configure(connection=connection, target_metadata=Base.metadata, include_object=ours)
    with context.begin_transaction():
        context.run_migrations()
