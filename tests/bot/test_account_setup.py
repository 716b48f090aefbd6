"""`guongsang accounts`: greeting and menu, webhook and polling, and how an account is given up."""

from __future__ import annotations

import asyncio
import json
from typing import Any
from uuid import uuid4

import pytest
import respx
from sqlalchemy import text, update

from data.accounts import find_account
from data.conversations import start_conversation
from data.database import Sessions
from data.models import ChannelAccount, Conversation
from data.outbox import put_push
from tests.bot.account_commands import GRAPH, REFUSAL, Command, kept

TELEGRAM = "https://api.telegram.org/bot42:T"
OK = {"ok": True, "result": True}


# --- greeting and menu


async def test_greeting_and_menu_of_a_page_are_put_up(accounts: Command, page: str) -> None:
    with respx.mock:
        profile = respx.post(f"{GRAPH}/me/messenger_profile").respond(json={"result": "success"})
        respx.post(f"{GRAPH}/500/subscribed_apps").respond(json={"success": True})
        done = await asyncio.to_thread(accounts, "setup", "messenger", page)
    assert done.exit_code == 0, done.output
    greeting = json.loads(profile.calls.last.request.content)["greeting"][0]["text"]
    assert "của xã Cẩm Ngọc" in greeting
    assert greeting in done.output
    assert "Menu: Giới thiệu gương tốt, Tiêu chí" in done.output


async def test_a_menu_that_meta_refuses_is_told(accounts: Command, page: str) -> None:
    with respx.mock:
        respx.post(f"{GRAPH}/me/messenger_profile").respond(400, json=REFUSAL)
        respx.post(f"{GRAPH}/500/subscribed_apps").respond(400, json=REFUSAL)
        done = await asyncio.to_thread(accounts, "setup", "messenger", page)
    assert done.exit_code == 1
    assert "190/463: mã truy cập Trang sai hoặc hết hạn" in done.output


async def test_zalo_s_menu_is_set_elsewhere(accounts: Command) -> None:
    slug = f"oa-{uuid4().hex[:8]}"
    await asyncio.to_thread(accounts, "add", "zalo", slug, "--id", "1", typed="a\nb\nc\n\n\n")
    done = await asyncio.to_thread(accounts, "setup", "zalo", slug)
    assert (done.exit_code, "trang quản trị" in done.output) == (1, True)


async def test_a_bot_s_webhook_is_remembered_once_telegram_took_it(
    accounts: Command, sessions: Sessions
) -> None:
    slug = f"bot-{uuid4().hex[:8]}"
    await asyncio.to_thread(accounts, "add", "telegram", slug, "--id", "42", typed="42:T\n\n")
    words = ("webhook", slug, "--url", "https://xa.vn/")
    with respx.mock:
        route = respx.post(f"{TELEGRAM}/setWebhook")
        route.respond(400, json={"ok": False, "error_code": 400, "description": "bad webhook"})
        refused = await asyncio.to_thread(accounts, *words)
        assert "bad webhook" in refused.output
        assert (await kept(sessions, slug, "telegram"))[0].options == {}
        route.respond(json=OK)
        done = await asyncio.to_thread(accounts, *words)
    assert (refused.exit_code, done.exit_code) == (1, 0)
    account, _ = await kept(sessions, slug, "telegram")
    assert account.options == {"webhook": f"https://xa.vn/webhooks/telegram/{slug}"}
    with respx.mock:
        for method in ("setMyCommands", "setMyDescription", "setMyShortDescription", "setWebhook"):
            respx.post(f"{TELEGRAM}/{method}").respond(json=OK)
        put = await asyncio.to_thread(accounts, "setup", "telegram", slug)
    assert "/gap_can_bo: Gặp cán bộ" in put.output


async def test_who_polls_wants_no_webhook_any_more(accounts: Command, sessions: Sessions) -> None:
    slug = f"bot-{uuid4().hex[:8]}"
    option = "webhook=https://xa.vn/x"
    await asyncio.to_thread(
        accounts, "add", "telegram", slug, "--id", "42", "--option", option, typed="42:T\n\n"
    )
    with respx.mock:
        refusal = {"ok": False, "error_code": 401, "description": "Unauthorized"}
        respx.post(f"{TELEGRAM}/deleteWebhook").respond(401, json=refusal)
        done = await asyncio.to_thread(accounts, "poll", slug)
    assert done.exit_code == 1
    assert "@BotFather" in done.output
    assert (await kept(sessions, slug, "telegram"))[0].options["webhook"] == ""


# --- given up


async def with_somebody(sessions: Sessions, slug: str) -> Any:
    """The conversation, with something unsent."""
    async with sessions.begin() as session:
        conversation = await start_conversation(session, "messenger", uuid4().hex, {})
        conversation.account = slug
        for state in ("sent", "pending", "waiting"):
            await put_push(session, conversation.id, "reply", {"text": "x"}, state)
        return conversation.id


async def test_an_account_of_nobody_is_removed(
    accounts: Command, page: str, sessions: Sessions
) -> None:
    asked = await asyncio.to_thread(accounts, "remove", "messenger", page, typed="n\n")
    assert asked.exit_code == 1
    assert (await kept(sessions, page))[1] == "active"
    done = await asyncio.to_thread(accounts, "remove", "messenger", page, "--yes")
    assert done.exit_code == 0, done.output
    async with sessions() as session:
        assert await find_account(session, "messenger", page) is None
    again = await asyncio.to_thread(accounts, "remove", "messenger", page, "--yes")
    assert again.exit_code == 1


async def test_an_account_with_people_loses_its_secrets_and_keeps_the_people(
    accounts: Command, page: str, sessions: Sessions
) -> None:
    conversation = await with_somebody(sessions, page)
    asked = await asyncio.to_thread(accounts, "remove", "messenger", page, typed="n\n")
    assert "1 cuộc trò chuyện" in asked.output
    assert "2 tin đang chờ sẽ không được gửi" in asked.output
    assert f"guongsang accounts pause messenger {page}" in asked.output
    done = await asyncio.to_thread(accounts, "remove", "messenger", page, typed="y\n")
    assert done.exit_code == 0, done.output
    account, state = await kept(sessions, page)
    assert (account.secrets, state) == ({}, "paused")
    async with sessions() as session:
        assert await session.get(Conversation, conversation) is not None
        rows = await session.execute(
            text("SELECT state, error FROM outbox WHERE conversation_id = :id ORDER BY id"),
            {"id": conversation},
        )
    assert [tuple(row) for row in rows] == [
        ("sent", None),
        ("failed", "đã gỡ, khóa đã xóa"),
        ("failed", "đã gỡ, khóa đã xóa"),
    ]
    listed = await asyncio.to_thread(accounts, "list")
    assert "đã gỡ, khóa đã xóa" in listed.output[listed.output.index(page) :]


@pytest.mark.parametrize("lost", ["removed", "sealed with another key"])
async def test_all_secrets_are_asked_for_where_none_can_be_opened(
    accounts: Command, page: str, sessions: Sessions, lost: str
) -> None:
    if lost == "removed":
        await with_somebody(sessions, page)
        await asyncio.to_thread(accounts, "remove", "messenger", page, "--yes")
    else:
        async with sessions.begin() as session:
            await session.execute(
                update(ChannelAccount).where(ChannelAccount.slug == page).values(secrets=b"x")
            )
    names = [name for each in ("app_secret", "verify_token") for name in ("--secret", each)]
    done = await asyncio.to_thread(accounts, "change", "messenger", page, *names, typed="a\nb\n")
    assert done.exit_code == 1
    assert "--secret page_token" in done.output
    names += ["--secret", "page_token"]
    typed = "a\nb\nc\n"
    done = await asyncio.to_thread(accounts, "change", "messenger", page, *names, typed=typed)
    assert done.exit_code == 0, done.output
    account, state = await kept(sessions, page)
    assert account.secrets == {"app_secret": "a", "verify_token": "b", "page_token": "c"}
    assert state == "active"


@pytest.mark.parametrize("command", ["check", "setup"])
async def test_an_account_that_cannot_be_opened_is_told_in_a_sentence(
    accounts: Command, page: str, sessions: Sessions, command: str
) -> None:
    async with sessions.begin() as session:
        await session.execute(
            update(ChannelAccount).where(ChannelAccount.slug == page).values(secrets=b"x")
        )
    done = await asyncio.to_thread(accounts, command, "messenger", page)
    assert (done.exit_code, "GUONGSANG_SECRET_KEY" in done.output) == (1, True)
