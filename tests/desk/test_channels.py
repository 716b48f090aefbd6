"""The accounts' health page: what it tells, what its buttons do, who may see it."""

from __future__ import annotations

import datetime as dt
from uuid import uuid4

import httpx
import pytest
import respx
from sqlalchemy import text

from bot.web.desk.account_facts import asked, facts, trouble
from data.accounts import find_account
from data.channel_health import Traffic, traffic
from data.conversations import start_conversation
from data.models import ChannelAccount
from data.outbox import put_push
from tests.desk.world import HOME, Browser, World

PATH = f"{HOME}/kenh"
NOW = dt.datetime(2026, 11, 20, 9, 0, tzinfo=dt.timezone(dt.timedelta(hours=7)))
DAY = dt.timedelta(days=1)


def account(**values: object) -> ChannelAccount:
    given = {"channel": "zalo", "slug": "oa", "state": "active", "forged": 0}
    return ChannelAccount(**(given | values))


def told(row: ChannelAccount, counts: Traffic | None = None) -> dict[str, tuple[str, str]]:
    return {each.label: (each.value, each.tone) for each in facts(row, counts or Traffic(), NOW)}


def test_an_account_that_has_done_nothing_yet() -> None:
    found = told(account())
    assert found["Tin đến gần nhất"] == ("chưa có", "")
    assert found["Chữ ký sai"] == ("chưa có lần nào", "")
    assert found["Đang chờ gửi"] == ("không có tin nào", "")
    assert "Mã truy cập" not in found
    assert not trouble(account(), Traffic(), NOW)


@pytest.mark.parametrize(
    ("left", "tone"), [(DAY * 80, ""), (DAY * 13, "warn"), (DAY * 0, "bad"), (-DAY, "bad")]
)
def test_a_refresh_token_is_told_days_before_it_dies(left: dt.timedelta, tone: str) -> None:
    row = account(refresh_until=NOW + left)
    assert told(row)["Mã làm mới"][1] == tone
    assert trouble(row, Traffic(), NOW) is bool(tone)


def test_the_age_of_a_token_and_its_end() -> None:
    hour = dt.timedelta(hours=1)
    row = account(token_at=NOW - 20 * hour, token_until=NOW + 5 * hour)
    assert told(row)["Mã truy cập"] == ("cấp 20 giờ trước, còn 5 giờ (14:00)", "")
    late = account(token_at=NOW - 26 * hour, token_until=NOW - hour)
    assert told(late)["Mã truy cập"] == ("cấp 1 ngày 2 giờ trước, ĐÃ HẾT HẠN 1 giờ", "bad")


def test_forged_signatures_trouble_for_a_day() -> None:
    assert told(account(forged=3, forged_at=NOW - DAY / 2))["Chữ ký sai"] == (
        "3 lần, gần nhất 21:00 hôm qua",
        "warn",
    )
    assert told(account(forged=3, forged_at=NOW - 2 * DAY))["Chữ ký sai"][1] == ""


def test_what_waits_too_long_to_be_sent() -> None:
    waits = Traffic(to_send=7, oldest=NOW - dt.timedelta(minutes=42), failed=2)
    assert told(account(), waits)["Đang chờ gửi"] == ("7 tin, lâu nhất 42 phút", "warn")
    assert told(account(), waits)["Chưa tới, 24 giờ qua"] == ("2 không gửi được", "warn")
    offered = Traffic(waiting=3)
    assert told(account(), offered)["Chưa tới, 24 giờ qua"] == ("3 chờ người dân nhắn lại", "")


def test_a_halted_account_and_a_low_quota_trouble() -> None:
    assert trouble(account(state="halted"), Traffic(), NOW)
    assert told(account(quota_left=12))["Hạn mức còn lại"] == ("12 tin", "warn")
    held = account(held_until=NOW + dt.timedelta(minutes=5))
    assert told(held)["Nhà cung cấp bảo chờ"] == ("đến 09:05", "warn")


VENDORS = [
    ("subscribed", {"name": "Trang", "subscribed": True, "usage": 12}, "đang đăng ký đủ"),
    ("dropped", {"subscribed": False, "missing": ["messages"]}, "CHƯA đăng ký"),
    ("refused", {"error": "190/463", "subscribed": False}, "190/463"),
    ("another bot", {"subscribed": True, "mismatch": True}, "tài khoản khác"),
    ("failing", {"last_error_at": "2026-11-20T01:00:00+00:00"}, "08:00"),
    ("cannot be asked for webhooks", {"name": "OA"}, "không cho hỏi"),
    ("nothing", {"error": None}, "không nói gì"),
    ("strange", {"name": ["a", 1], "verified": True, "new": object()}, "a, 1"),
]


@pytest.mark.parametrize(("answer", "words"), [v[1:] for v in VENDORS], ids=[v[0] for v in VENDORS])
def test_what_a_vendor_answers_is_told(answer: dict[str, object], words: str) -> None:
    assert words in "\n".join(each.value for each in asked(answer, NOW))


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


@pytest.mark.parametrize(("answer", "words"), [(True, "Đã đăng ký lại"), (False, "Meta từ chối")])
async def test_a_dropped_webhook_is_subscribed_again(
    world: World, administrator: Browser, answer: bool, words: str
) -> None:
    row = await world.account("messenger", uuid4().hex)
    with respx.mock() as vendor:
        route = vendor.post(url__regex=r".*/102030/subscribed_apps.*")
        route.respond(json={"success": answer})
        await administrator.get(PATH)
        page = await administrator.submit(f"{PATH}/messenger/{row.slug}/dang-ky")
        assert route.called
    if page.status_code == 303:
        page = await administrator.get(page.headers["location"])
    assert words in page.text


async def test_subscribing_again_is_messengers_alone(world: World, administrator: Browser) -> None:
    row = await world.account("telegram", uuid4().hex)
    await administrator.get(PATH)
    assert (await administrator.submit(f"{PATH}/telegram/{row.slug}/dang-ky")).status_code == 404


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
