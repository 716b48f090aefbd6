"""The web app by itself, without a worker: for what happens before a message is handled."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from starlette.testclient import TestClient

from bot.settings import Settings
from bot.supervise.postgres import EmbeddedPostgres
from bot.web.app import create_app
from data.database import migrate
from tests.conftest import open_folder


@contextmanager
def limited_app(**settings: Any) -> Iterator[TestClient]:
    with (
        open_folder() as folder,
        EmbeddedPostgres(folder / "postgres", log=folder / "postgres.log") as server,
    ):
        migrate(server.url())
        chosen = Settings(environment="test", answer_wait=0.2, **settings)
        with TestClient(create_app(chosen, server.url())) as http:
            yield http
