"""Which database a command talks to, and having one for as long as a command runs."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

from bot.settings import ROOT, Settings
from bot.supervise.errors import StartupError
from bot.supervise.postgres import EmbeddedPostgres
from data.database import normalise_url


def embedded(settings: Settings) -> EmbeddedPostgres:
    var = ROOT / settings.var
    return EmbeddedPostgres(var / "postgres", log=var / "log" / "postgres.log")


def database_url(settings: Settings) -> str:
    """The address in the settings, else the embedded server's, which never changes."""
    if settings.database_url:
        return normalise_url(settings.database_url)
    return embedded(settings).url()


@contextmanager
def running_database(settings: Settings, patience: float = 60.0) -> Iterator[str]:
    """The address of a database that runs: the one in the settings, the one `up` or another
    command started, else the embedded one, started here and stopped at the end.

    From the main thread. Migrations are the caller's.
    """
    if settings.database_url:
        yield normalise_url(settings.database_url)
        return
    server = embedded(settings)
    deadline = time.monotonic() + patience
    while True:
        if server.answers():
            yield server.url()
            return
        if server.lock.acquire():
            break
        if time.monotonic() > deadline:
            raise StartupError("Cơ sở dữ liệu đang được lệnh khác mở mà chưa trả lời.")
        time.sleep(0.1)
    with server:
        yield server.url()
