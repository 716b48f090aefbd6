from __future__ import annotations

import asyncio
from uuid import uuid4

from rich.table import Table

from bot.broadcast.pump import pump
from bot.broadcast.weekly import Started, start_weekly
from bot.cli.console import console, load_settings, report
from bot.services import Services, open_services
from bot.settings import Settings
from bot.supervise.database import running_database
from data.broadcasts import Progress, progress
from data.database import migrate
from data.stories import load_samples


def broadcast() -> None:
    """Gửi câu chuyện tuần này ngay bây giờ cho những người đã đăng ký."""
    settings = load_settings()
    with running_database(settings) as url:
        migrate(url)
        sent = asyncio.run(_broadcast(settings, url))
    if not sent:
        report("Không có gì để gửi: chưa ai đăng ký, hoặc mọi câu chuyện đã gửi rồi.")
        return
    table = Table("Địa phương", "Câu chuyện", "Người nhận", "Đã nhận", "Chờ lần ghé tới")
    for started, now in sent:
        table.add_row(
            started.locality or "chung",
            started.story,
            str(started.recipients),
            str(now.received),
            str(now.waiting),
        )
    console.print(table)


async def _broadcast(settings: Settings, url: str) -> list[tuple[Started, Progress]]:
    async with open_services(settings, url) as services:
        return await _send(services)


async def _send(services: Services) -> list[tuple[Started, Progress]]:
    async with services.sessions.begin() as session:
        if services.settings.sample_stories:
            await load_samples(session)
        started = await start_weekly(
            session,
            services.queue,
            f"manual:{uuid4()}",
            examples=services.settings.sample_stories,
        )
    for each in started:  # here as well as in the worker, so that it goes out without one
        await pump(services.sessions, services.queue, each.broadcast)
    await asyncio.sleep(1.0 if started else 0)  # open pages take theirs
    async with services.sessions() as session:
        return [(each, await progress(session, each.broadcast)) for each in started]
