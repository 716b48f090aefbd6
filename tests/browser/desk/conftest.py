from __future__ import annotations

import datetime as dt
from collections.abc import AsyncIterator

import pytest_asyncio
from playwright.async_api import Browser

from bot.simulators.app import Simulators
from tests.browser.conftest import visits
from tests.browser.desk.office import Office, open_house
from tests.desk.world import World

House = tuple[str, World, Simulators]


@pytest_asyncio.fixture(loop_scope="session", scope="session")
async def house(database_url: str) -> AsyncIterator[House]:
    async with open_house(database_url) as found:
        yield found


@pytest_asyncio.fixture(loop_scope="session")
async def office(house: House, browser: Browser) -> AsyncIterator[Office]:
    url, world, simulators = house
    world.time.later = dt.timedelta()
    async with visits(browser, url) as new_visit:
        yield Office(url, world, simulators, new_visit)
