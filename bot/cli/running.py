"""Doing something with the product's services, from a command."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

from bot.cli.console import load_settings
from bot.services import Services, open_services
from bot.supervise.database import running_database
from data.database import migrate

Result = TypeVar("Result")


def run(work: Callable[[Services], Awaitable[Result]]) -> Result:
    """On a database that runs and is in its newest form."""
    settings = load_settings()

    async def with_services(url: str) -> Result:
        async with open_services(settings, url) as services:
            return await work(services)

    with running_database(settings) as url:
        migrate(url)
        return asyncio.run(with_services(url))
