"""Watches the calendar and starts the weekly story when it is due."""

from __future__ import annotations

import asyncio

import structlog

from bot.broadcast.weekly import start_weekly
from bot.services import Services
from data.schedules import fire_due, set_schedule

log = structlog.get_logger()
WEEKLY = "weekly-story"


async def keep_calendar(services: Services, every: float = 20.0) -> None:
    """Runs until cancelled. Any number of workers may: a fire is taken by one transaction."""
    settings = services.settings
    async with services.sessions.begin() as session:
        await set_schedule(
            session, WEEKLY, settings.story_schedule, settings.timezone, services.clock()
        )
    while True:
        try:
            await tick(services)
        except Exception:
            log.exception("calendar tick failed")
        await asyncio.sleep(every)


async def tick(services: Services) -> None:
    async with services.sessions.begin() as session:
        due = await fire_due(session, WEEKLY, services.clock())
        if due is None:
            return
        started = await start_weekly(
            session,
            services.queue,
            f"weekly:{due.isoformat()}",
            examples=services.settings.sample_stories,
        )
        for each in started:
            log.info("weekly story", locality=each.locality, recipients=each.recipients)
