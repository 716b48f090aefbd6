"""`guongsang accounts`, as whoever sets a channel up types it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from uuid import uuid4

import pytest
from typer.testing import CliRunner, Result

from bot.accounts import as_account
from bot.channels.contract import Account
from bot.cli import app
from bot.settings import get_settings
from data.accounts import find_account, halt
from data.database import Sessions
from data.sealing import Seal

Command = Callable[..., Result]
KEY = "k" * 40


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


async def kept(sessions: Sessions, slug: str) -> tuple[Account, str]:
    async with sessions() as session:
        row = await find_account(session, "messenger", slug)
        assert row is not None
        return as_account(row, Seal(KEY)), row.state


def test_what_is_typed_as_a_secret_is_not_shown(accounts: Command) -> None:
    slug = f"oa-{uuid4().hex[:8]}"
    done = accounts("add", "zalo", slug, "--id", "1", typed="app\ngeheim\nsign\n\n\n")
    assert done.exit_code == 0
    assert "OA Secret Key" in done.output
    assert "geheim" not in done.output


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["add", "zola", "x", "--id", "1"], "Không có kênh 'zola'"),
        (["add", "messenger", "x", "--id", "1", "--secret", "app_secret=a"], "verify_token"),
        (["add", "telegram", "x", "--id", "1", "--secret", "token"], "tên=giá trị"),
        (
            ["add", "telegram", "x", "--id", "1", "--secret", "token=1:a", "--locality", "hue"],
            "Không có địa phương 'hue'",
        ),
        (["change", "messenger", "x", "--secret", "token"], "page_token"),
        (["change", "messenger", "nobody"], "Không có tài khoản"),
        (["check", "telegram", "nobody"], "Không có tài khoản"),
    ],
)
def test_what_cannot_be_done_is_said(accounts: Command, words: list[str], said: str) -> None:
    done = accounts(*words)
    assert done.exit_code == 1
    assert said in done.output


async def test_a_new_token_lets_a_halted_account_run_again(
    accounts: Command, page: str, sessions: Sessions
) -> None:
    async with sessions.begin() as session:
        row = await find_account(session, "messenger", page)
        assert row is not None
        await halt(session, row.id, "190/463: mã truy cập Trang sai hoặc hết hạn")
    done = await asyncio.to_thread(
        accounts, "change", "messenger", page, "--secret", "page_token", typed="new\n"
    )
    assert done.exit_code == 0, done.output
    account, state = await kept(sessions, page)
    assert account.secrets == {"app_secret": "s", "verify_token": "v", "page_token": "new"}
    assert (account.locality, state) == ("cam-ngoc", "active")


async def test_options_and_locality_change_by_themselves(
    accounts: Command, page: str, sessions: Sessions
) -> None:
    for words in (
        ["--option", "app_id=7", "--option", "graph_version=v26.0"],
        ["--option", "graph_version=", "--locality", "binh-luong"],
    ):
        done = await asyncio.to_thread(accounts, "change", "messenger", page, *words)
        assert done.exit_code == 0, done.output
    account, _ = await kept(sessions, page)
    assert account.options == {"app_id": "7"}
    assert account.locality == "binh-luong"
    assert account.secrets["page_token"] == "old"
