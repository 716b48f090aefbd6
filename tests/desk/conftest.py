from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from fastapi import FastAPI

from bot.settings import Settings
from bot.web.app import create_app
from tests.desk.world import Browser, World


@asynccontextmanager
async def open_app(url: str, **settings: Any) -> AsyncIterator[FastAPI]:
    app = create_app(Settings(environment="test", **settings), url)
    async with app.router.lifespan_context(app):
        yield app


@pytest.fixture(scope="session")
async def app(database_url: str) -> AsyncIterator[FastAPI]:
    async with open_app(database_url) as made:
        yield made


@pytest.fixture
async def world(app: FastAPI) -> AsyncIterator[World]:
    made = World(app)
    yield made
    await made.close()


@pytest.fixture
async def hoa(world: World) -> Browser:
    """An official of Bình Lương, signed in."""
    return await world.at_desk(name="Trần Thị Hoa")


@pytest.fixture
async def administrator(world: World) -> Browser:
    return await world.at_desk(role="administrator", locality=None, name="Lê Văn Quản")
