"""`guongsang accounts`, as whoever sets a channel up types it."""

from __future__ import annotations

import asyncio
import datetime as dt
from typing import Any
from uuid import uuid4

import httpx
import pytest
import respx
from sqlalchemy import update

from data.accounts import find_account, halt
from data.database import Sessions
from data.models import ChannelAccount
from tests.bot.account_commands import GRAPH, REFUSAL, Command, kept


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


async def test_what_next_is_said_after_an_account_was_added(accounts: Command) -> None:
    for channel, typed, said in (
        ("messenger", "s\nv\np\n", "guongsang accounts setup messenger"),
        ("telegram", "42:T\n\n", "guongsang accounts webhook"),
        ("zalo", "a\nb\nc\n\n\n", "guongsang accounts connect zalo"),
        ("zalo", "a\nb\nc\nd\ne\n", "được làm mới trong vài phút"),
    ):
        slug = uuid4().hex[:8]
        done = await asyncio.to_thread(accounts, "add", channel, slug, "--id", "1", typed=typed)
        assert said in done.output
        assert f"guongsang accounts check {channel} {slug}" in done.output


async def test_pasted_tokens_have_no_age_until_they_are_renewed(
    accounts: Command, sessions: Sessions
) -> None:
    slug = f"oa-{uuid4().hex[:8]}"
    await asyncio.to_thread(accounts, "add", "zalo", slug, "--id", "1", typed="a\nb\nc\nd\ne\n")
    now = dt.datetime.now(dt.UTC)
    async with sessions.begin() as session:
        old = {"token_at": now, "token_until": now, "refresh_until": now}
        options = {"not_renewed": "no", "care": {"at": now.isoformat()}, "signature": "v2"}
        await session.execute(
            update(ChannelAccount).where(ChannelAccount.slug == slug).values(**old, options=options)
        )
    words = ("--secret", "access_token", "--secret", "refresh_token")
    done = await asyncio.to_thread(accounts, "change", "zalo", slug, *words, typed="x\ny\n")
    assert done.exit_code == 0, done.output
    async with sessions() as session:
        row = await find_account(session, "zalo", slug)
    assert row is not None
    assert (row.token_at, row.token_until, row.refresh_until) == (None, None, None)
    assert row.options == {"signature": "v2"}, "what was wrong before is looked at anew"


# --- how they are


def meta(router: respx.MockRouter, page: dict[str, Any], fields: list[str]) -> None:
    app = {"data": [{"id": "7", "subscribed_fields": fields}]}
    router.get(f"{GRAPH}/500/subscribed_apps").respond(json=app)
    router.get(f"{GRAPH}/500").respond(json=page)


ALL = (
    "messages messaging_postbacks messaging_referrals messaging_optins message_deliveries "
    "message_reads message_echoes messaging_policy_enforcement"
).split()


@pytest.mark.parametrize(
    ("answer", "fields", "code", "words"),
    [
        ({"name": "UBND xã"}, ALL, 0, ["Tên: UBND xã", "Webhook: đang đăng ký đủ"]),
        ({"name": "UBND xã"}, ALL[:1], 1, ["CHƯA đăng ký", "→", "Đăng ký lại webhook"]),
        (REFUSAL, ALL, 1, ["190/463", "DỪNG VÌ LỖI", "--secret page_token"]),
    ],
)
async def test_checked_in_words_and_in_the_exit_code(  # noqa: PLR0917 - of a table
    accounts: Command,
    page: str,
    answer: dict[str, Any],
    fields: list[str],
    code: int,
    words: list[str],
) -> None:
    with respx.mock(assert_all_called=False) as router:
        meta(router, answer, fields)
        done = await asyncio.to_thread(accounts, "check", "messenger", page)
    assert done.exit_code == code, done.output
    for each in words:
        assert each in done.output
    assert "messaging_postbacks: " not in done.output


async def test_a_vendor_that_is_away_is_told_without_its_address(
    accounts: Command, sessions: Sessions
) -> None:
    slug = f"bot-{uuid4().hex[:8]}"
    await asyncio.to_thread(accounts, "add", "telegram", slug, "--id", "42", typed="42:T\n\n")
    with respx.mock() as router:
        router.route().mock(side_effect=httpx.ConnectTimeout("https://…/bot42:T/getMe"))
        done = await asyncio.to_thread(accounts, "check", "telegram", slug)
    assert done.exit_code == 1
    assert "không hỏi được (ConnectTimeout)" in done.output
    assert "42:T" not in done.output


async def test_the_list_says_what_to_do_and_so_does_its_exit_code(
    accounts: Command, page: str, sessions: Sessions
) -> None:
    async with sessions.begin() as session:
        row = await find_account(session, "messenger", page)
        assert row is not None
        await halt(session, row.id, "190/463: mã truy cập Trang sai hoặc hết hạn")
    done = await asyncio.to_thread(accounts, "list")
    assert done.exit_code == 1
    mine = done.output[done.output.index(f"messenger/{page}") :]
    assert "xã Cẩm Ngọc): DỪNG VÌ LỖI" in mine
    assert f"guongsang accounts change messenger {page} --secret page_token" in mine
