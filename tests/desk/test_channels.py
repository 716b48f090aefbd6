"""The accounts' health page: what it tells, what its buttons do, who may see it."""

from __future__ import annotations

import datetime as dt
from uuid import uuid4

import httpx
import pytest
import respx
from sqlalchemy import text

from data.accounts import find_account
from data.channel_health import traffic
from data.conversations import start_conversation
from data.outbox import put_push
from tests.desk.world import HOME, Browser, World

PATH = f"{HOME}/kenh"
REFUSAL = {"error": {"message": "no", "type": "OAuthException", "code": 200}}
DAY = dt.timedelta(days=1)


async def test_what_was_not_sent_is_counted_by_account(world: World) -> None:
    slug = uuid4().hex
    async with world.sessions.begin() as session:
        conversation = await start_conversation(session, "telegram", uuid4().hex, {})
        conversation.account = slug
        for state in ("pending", "sending", "failed", "failed", "unsure", "waiting", "sent"):
            await put_push(session, conversation.id, "reply", {"text": "x"}, state)
        old = await put_push(session, conversation.id, "reply", {"text": "x"}, "failed")
        await session.execute(
            text("UPDATE outbox SET created_at = created_at - interval '2 days' WHERE id = :id"),
            {"id": old},
        )
        found = (await traffic(session, world.time() - DAY))["telegram", slug]
    assert (found.to_send, found.failed, found.unsure, found.waiting) == (2, 2, 1, 1)
    assert found.oldest is not None


async def test_only_administrators_know_of_it(world: World, hoa: Browser) -> None:
    row = await world.account("messenger", uuid4().hex)
    assert "/kenh" not in (await hoa.get()).text
    assert (await hoa.get(PATH)).status_code == 404
    for act in ("hoi", "tam-dung", "chay-lai", "dang-ky"):
        await hoa.get()
        assert (await hoa.submit(f"{PATH}/messenger/{row.slug}/{act}")).status_code == 404
    async with world.sessions() as session:
        found = await find_account(session, "messenger", row.slug)
        assert found is not None
        assert found.state == "active"


async def test_an_account_is_paused_and_resumed(world: World, administrator: Browser) -> None:
    row = await world.account("telegram", uuid4().hex, state="halted", reason="401 Unauthorized")
    page = (await administrator.get(PATH)).text
    assert "401 Unauthorized" in page
    states = []
    for act in ("chay-lai", "tam-dung"):
        answer = await administrator.submit(f"{PATH}/telegram/{row.slug}/{act}")
        assert answer.status_code == 303
        await administrator.get(answer.headers["location"])
        async with world.sessions() as session:
            found = await find_account(session, "telegram", row.slug)
            assert found is not None
            states.append((found.state, found.reason))
    assert states == [("active", None), ("paused", None)]


async def test_every_button_needs_the_token(world: World, administrator: Browser) -> None:
    row = await world.account("messenger", uuid4().hex)
    for act in ("hoi", "tam-dung", "chay-lai", "dang-ky"):
        refused = await administrator.http.post(f"{PATH}/messenger/{row.slug}/{act}")
        assert refused.status_code == 403


@pytest.mark.parametrize(
    "path", ["messenger/khong-co/hoi", "x/y/hoi", "messenger/khong-co/tam-dung", "x/y/xoa"]
)
async def test_what_there_is_not_is_not_found(administrator: Browser, path: str) -> None:
    await administrator.get()
    assert (await administrator.submit(f"{PATH}/{path}")).status_code == 404


async def test_the_vendor_is_asked_when_the_button_is_pressed(
    world: World, administrator: Browser
) -> None:
    row = await world.account("messenger", uuid4().hex)
    with respx.mock(assert_all_called=False) as vendor:
        vendor.get(url__regex=r".*/subscribed_apps.*").respond(json={"data": []})
        vendor.get(url__regex=r".*/102030\b.*").respond(json={"name": "UBND xã", "id": "102030"})
        await administrator.get(PATH)
        assert not vendor.calls
        page = await administrator.submit(f"{PATH}/messenger/{row.slug}/hoi")
    assert page.status_code == 200
    assert "UBND xã" in page.text
    assert "CHƯA đăng ký" in page.text
    assert "ma-trang" not in page.text
    async with world.sessions() as session:
        kept = await find_account(session, "messenger", row.slug)
        assert kept is not None
        assert kept.title == "UBND xã"
    assert "CHƯA đăng ký" in (await administrator.get(PATH)).text, "kept"


async def test_a_vendor_that_is_away_is_told_without_its_address(
    world: World, administrator: Browser
) -> None:
    row = await world.account("telegram", uuid4().hex)
    with respx.mock(assert_all_called=False) as vendor:
        vendor.route().mock(side_effect=httpx.ConnectTimeout("https://…/bot7001:ma-bot/getMe"))
        await administrator.get(PATH)
        page = await administrator.submit(f"{PATH}/telegram/{row.slug}/hoi")
    assert page.status_code == 200
    assert "không hỏi được" in page.text
    assert "ma-bot" not in page.text


@pytest.mark.parametrize(
    ("answer", "words"), [(True, "Đã đăng ký lại"), (False, "Chưa đăng ký lại được: 200/0")]
)
async def test_a_dropped_webhook_is_subscribed_again(
    world: World, administrator: Browser, answer: bool, words: str
) -> None:
    row = await world.account("messenger", uuid4().hex)
    with respx.mock(assert_all_called=False) as vendor:
        route = vendor.post(url__regex=r".*/102030/subscribed_apps.*")
        route.respond(json={"success": True} if answer else REFUSAL)
        vendor.get(url__regex=r".*/subscribed_apps.*").respond(json={"data": []})
        vendor.get(url__regex=r".*/102030\b.*").respond(json={"name": "UBND xã", "id": "102030"})
        await administrator.get(PATH)
        page = await administrator.submit(f"{PATH}/messenger/{row.slug}/dang-ky")
        assert route.called
    if page.status_code == 303:
        page = await administrator.get(page.headers["location"])
    assert words in page.text


async def test_a_webhook_nobody_wants_is_not_set(world: World, administrator: Browser) -> None:
    """Of a bot whose messages are polled for, or an OA that only its console can set up."""
    row = await world.account("telegram", uuid4().hex)
    await administrator.get(PATH)
    assert (await administrator.submit(f"{PATH}/telegram/{row.slug}/dang-ky")).status_code == 404


async def test_the_first_page_says_what_is_wrong_with_a_channel(
    world: World, administrator: Browser, hoa: Browser
) -> None:
    slug = f"oa-{uuid4().hex[:8]}"
    soon = world.time() + dt.timedelta(days=9)
    await world.account("zalo", slug, "binh-luong", refresh_until=soon)
    for browser in (administrator, hoa):
        page = (await browser.get()).text
        assert f"Zalo · {slug}" in page
        assert "hết hạn sau 8 ngày" in page
    assert f'href="/ban-lam-viec/kenh#zalo-{slug}"' in (await administrator.get()).text
    assert f"#zalo-{slug}" not in (await hoa.get()).text
    elsewhere = await world.at_desk(locality="cam-ngoc")
    assert slug not in (await elsewhere.get()).text
    page = (await administrator.get(PATH)).text
    assert f"guongsang accounts connect zalo {slug}" in page


async def test_an_account_sealed_with_another_key_is_told(
    world: World, administrator: Browser
) -> None:
    row = await world.account("messenger", uuid4().hex)
    async with world.sessions.begin() as session:
        await session.execute(
            text("UPDATE channel_account SET secrets = 'x' WHERE id = :id"), {"id": row.id}
        )
    await administrator.get(PATH)
    page = await administrator.submit(f"{PATH}/messenger/{row.slug}/hoi")
    assert page.status_code == 200
    assert "GUONGSANG_SECRET_KEY" in page.text
