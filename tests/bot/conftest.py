from __future__ import annotations

from functools import partial
from uuid import uuid4

import pytest

from tests.bot.account_commands import KEY, Command
from tests.commands import command


@pytest.fixture
def accounts(database_url: str) -> Command:
    """The command with what is typed when it asks."""
    return partial(command, {"DATABASE_URL": database_url, "GUONGSANG_SECRET_KEY": KEY}, "accounts")


@pytest.fixture
def page(accounts: Command) -> str:
    slug = f"trang-{uuid4().hex[:8]}"
    done = accounts(
        "add", "messenger", slug, "--id", "500", "--locality", "cam-ngoc", typed="s\nv\nold\n"
    )
    assert done.exit_code == 0, done.output
    assert f"/webhooks/messenger/{slug}" in done.output
    return slug
