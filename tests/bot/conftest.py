from __future__ import annotations

from collections.abc import Iterator
from uuid import uuid4

import pytest
from typer.testing import CliRunner, Result

from bot.cli import app
from bot.settings import get_settings
from tests.bot.account_commands import KEY, Command


@pytest.fixture
def accounts(database_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Command]:
    """The command with what is typed when it asks."""
    monkeypatch.setenv("DATABASE_URL", database_url)
    monkeypatch.setenv("GUONGSANG_SECRET_KEY", KEY)
    get_settings.cache_clear()

    def run(*words: str, typed: str = "") -> Result:
        return CliRunner().invoke(app, ["accounts", *words], input=typed)

    yield run
    get_settings.cache_clear()


@pytest.fixture
def page(accounts: Command) -> str:
    slug = f"trang-{uuid4().hex[:8]}"
    done = accounts(
        "add", "messenger", slug, "--id", "500", "--locality", "cam-ngoc", typed="s\nv\nold\n"
    )
    assert done.exit_code == 0, done.output
    assert f"/webhooks/messenger/{slug}" in done.output
    return slug
