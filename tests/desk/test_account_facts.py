"""What an account's health page says of it, and what is wrong with it: from its row alone."""

from __future__ import annotations

import datetime as dt

import pytest

from bot.web.desk.account_facts import asked, facts, seen
from bot.web.desk.account_troubles import Trouble, alarms, troubles
from data.channel_health import Traffic
from data.models import ChannelAccount

NOW = dt.datetime(2026, 11, 20, 9, 0, tzinfo=dt.timezone(dt.timedelta(hours=7)))
DAY = dt.timedelta(days=1)


def account(**values: object) -> ChannelAccount:
    given = {"channel": "zalo", "slug": "oa", "state": "active", "forged": 0, "options": {}}
    return ChannelAccount(**(given | values))


def told(row: ChannelAccount, counts: Traffic | None = None) -> dict[str, tuple[str, str]]:
    return {each.label: (each.value, each.tone) for each in facts(row, counts or Traffic(), NOW)}


def wrong(row: ChannelAccount, counts: Traffic | None = None) -> list[Trouble]:
    return troubles(row, counts or Traffic(), NOW)


def looked(minutes: int = 5, **care: object) -> dict[str, object]:
    """The options of an account that was looked at so long ago."""
    at = (NOW - dt.timedelta(minutes=minutes)).isoformat()
    return {"care": {"at": at, "found": {}, **care}}


def test_an_account_that_has_done_nothing_yet() -> None:
    found = told(account())
    assert found["Tin đến gần nhất"] == ("chưa có", "")
    assert found["Chữ ký sai"] == ("chưa có lần nào", "")
    assert found["Đang chờ gửi"] == ("không có tin nào", "")
    assert "Mã truy cập" not in found
    assert not wrong(account())


@pytest.mark.parametrize(
    ("left", "tone"), [(DAY * 80, ""), (DAY * 13, "warn"), (DAY * 0, "bad"), (-DAY, "bad")]
)
def test_a_refresh_token_is_told_days_before_it_dies(left: dt.timedelta, tone: str) -> None:
    row = account(refresh_until=NOW + left)
    assert told(row)["Mã làm mới"][1] == tone
    assert bool(wrong(row)) is bool(tone)
    assert bool(wrong(account(refresh_until=NOW + left, state="paused"))) is bool(tone)
    for trouble in wrong(row):
        assert trouble.grave
        assert trouble.command.startswith("guongsang accounts connect zalo oa")


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
    assert wrong(account(state="halted"))[0].grave
    assert "12 tin" in wrong(account(quota_left=12))[0].words
    assert told(account(quota_left=12))["Hạn mức còn lại"] == ("12 tin", "warn")
    held = account(held_until=NOW + dt.timedelta(minutes=5))
    assert told(held)["Nhà cung cấp bảo chờ"] == ("đến 09:05", "warn")


TROUBLES = [
    (
        "a token of Meta's",
        {"channel": "messenger", "state": "halted", "reason": "190/463: mã truy cập Trang sai"},
        "vì mã truy cập: 190/463",
        "accounts change messenger oa --secret page_token",
    ),
    (
        "a token of Telegram's",
        {"channel": "telegram", "state": "halted", "reason": "401: mã bot sai"},
        "401",
        "@BotFather",
    ),
    (
        "refused for good",
        {"state": "halted", "reason": "token: HTTP 200 -14014"},
        "HTTP 200 -14014",
        "accounts connect zalo oa",
    ),
    (
        "another error",
        {"state": "halted", "reason": "-224: gói dịch vụ của OA không đủ"},
        "-224",
        "docs/kenh-zalo.md",
    ),
    (
        "not renewed",
        {"options": {"not_renewed": "HTTP 200 -14014"}, "token_until": NOW + DAY / 4},
        "còn 6 giờ",
        "accounts connect zalo oa",
    ),
    (
        "not renewed in time",
        {"token_at": NOW - 2 * DAY, "token_until": NOW - DAY / 2},
        "hết hạn 12 giờ trước",
        "oauth.zaloapp.com",
    ),
    (
        "never connected",
        {"options": looked(found={"unconnected": True})},
        "Chưa kết nối",
        "connect",
    ),
    ("nobody looks", {"options": looked(minutes=180)}, "từ 3 giờ", "guongsang doctor"),
    (
        "dropped",
        {"channel": "messenger", "options": looked(found={"subscribed": False}, tries=2)},
        "không đưa tin đến trợ lý nữa. Đã tự đăng ký lại mà không được",
        "Đăng ký lại webhook",
    ),
    (
        "dropped, and refused again",
        {
            "channel": "messenger",
            "options": looked(found={"subscribed": False}, tries=1, mending="200/0: thiếu quyền"),
        },
        "200/0: thiếu quyền",
        "docs/kenh-messenger.md",
    ),
    (
        "elsewhere",
        {
            "channel": "telegram",
            "options": looked(
                found={"subscribed": True, "elsewhere": True, "webhook": "https://khac.vn/bot"}
            ),
        },
        "https://khac.vn/bot",
        "accounts webhook oa",
    ),
    (
        "cannot be reached",
        {
            "channel": "telegram",
            "options": looked(found={"subscribed": True, "waiting": 40, "last_error": "SSL error"}),
        },
        "40 tin đang chờ ở Telegram",
        "chứng chỉ",
    ),
    (
        "away",
        {"options": looked(missed=3, found={"unasked": "ConnectTimeout"})},
        "3 lần",
        "Internet",
    ),
    ("another OA", {"options": looked(found={"mismatch": True})}, "tài khoản khác", "connect"),
    ("says no", {"options": looked(found={"error": "-209 chưa bật"})}, "-209", "docs/kenh-zalo.md"),
    ("silent", {"last_inbound_at": NOW - 8 * DAY}, "8 ngày", "nhắn thử"),
]


@pytest.mark.parametrize(
    ("values", "words", "step"), [case[1:] for case in TROUBLES], ids=[case[0] for case in TROUBLES]
)
def test_every_trouble_says_what_to_do(values: dict[str, object], words: str, step: str) -> None:
    (trouble,) = wrong(account(**values))
    assert words in trouble.words
    assert step in f"{trouble.step} {trouble.command}"


@pytest.mark.parametrize(
    "values",
    [
        {"channel": "messenger", "options": looked(found={"subscribed": True, "usage": 3})},
        {"channel": "telegram", "options": looked(found={"waiting": 0})},
        {"options": looked(missed=1, found={"unasked": "ReadTimeout"})},
        {"channel": "telegram", "options": looked(found={"last_error": "x", "waiting": 0})},
        {"channel": "messenger", "last_inbound_at": NOW - 30 * DAY},
        {"state": "paused", "options": looked(minutes=9999, found={"subscribed": False})},
    ],
)
def test_what_is_well_or_mends_itself_is_no_trouble(values: dict[str, object]) -> None:
    assert not wrong(account(**values))


def test_what_was_mended_is_counted() -> None:
    row = account(
        channel="messenger",
        options=looked(found={"subscribed": True}, mends=3, mended_at=NOW.isoformat()),
    )
    assert {each.label: each.value for each in seen(row, NOW)} == {
        "Webhook": "đang đăng ký đủ",
        "Đã tự đăng ký lại": "3 lần, gần nhất 09:00",
    }


def test_alarms_are_told_to_those_whose_people_are_concerned() -> None:
    here = account(slug="a", locality="binh-luong", refresh_until=NOW + 9 * DAY)
    there = account(slug="b", locality="cam-ngoc", state="halted", reason="-224")
    all_over = account(slug="c", state="halted", reason="-224")
    slow = account(slug="d", quota_left=3)
    rows = [here, there, all_over, slow]
    assert [each.place for each in alarms(rows, "binh-luong", NOW)] == ["zalo-a", "zalo-c"]
    assert [each.place for each in alarms(rows, None, NOW)] == ["zalo-a", "zalo-b", "zalo-c"]
    assert "hết hạn sau 9 ngày (29/11/2026)" in alarms([here], None, NOW)[0].words


VENDORS = [
    ("subscribed", {"name": "Trang", "subscribed": True, "usage": 12}, "đang đăng ký đủ"),
    ("dropped", {"subscribed": False, "missing": ["messages"]}, "CHƯA đăng ký"),
    ("refused", {"error": "190/463", "subscribed": False}, "190/463"),
    ("another bot", {"subscribed": True, "mismatch": True}, "tài khoản khác"),
    ("failing", {"last_error_at": "2026-11-20T01:00:00+00:00"}, "08:00"),
    ("cannot be asked for webhooks", {"name": "OA"}, "không cho hỏi"),
    ("polled", {"name": "bot", "waiting": 0}, "guongsang accounts poll"),
    ("away", {"unasked": "ConnectTimeout"}, "không hỏi được (ConnectTimeout)"),
    ("never connected", {"unconnected": True}, "chưa kết nối"),
    ("nothing", {"error": None}, "không nói gì"),
    ("strange", {"name": ["a", 1], "verified": True, "new": object()}, "a, 1"),
]


@pytest.mark.parametrize(("answer", "words"), [v[1:] for v in VENDORS], ids=[v[0] for v in VENDORS])
def test_what_a_vendor_answers_is_told(answer: dict[str, object], words: str) -> None:
    assert words in "\n".join(each.value for each in asked(answer, NOW))
