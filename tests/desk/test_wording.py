from __future__ import annotations

import datetime as dt

import pytest

from bot.web.desk.wording import lasting, moment, outcome, spoken

ZONE = dt.timezone(dt.timedelta(hours=7))
NOW = dt.datetime(2026, 11, 20, 9, 0, tzinfo=ZONE)


@pytest.mark.parametrize(
    ("length", "words"),
    [
        ({"seconds": -5}, "chưa đầy 1 phút"),
        ({"seconds": 59}, "chưa đầy 1 phút"),
        ({"minutes": 1}, "1 phút"),
        ({"minutes": 59, "seconds": 59}, "59 phút"),
        ({"hours": 1}, "1 giờ"),
        ({"hours": 3, "minutes": 20}, "3 giờ 20 phút"),
        ({"hours": 7, "minutes": 20}, "7 giờ"),
        ({"hours": 25}, "1 ngày 1 giờ"),
        ({"days": 2}, "2 ngày"),
        ({"days": 9, "hours": 5}, "9 ngày"),
    ],
)
def test_a_length_of_time(length: dict[str, float], words: str) -> None:
    assert lasting(dt.timedelta(**length)) == words


@pytest.mark.parametrize(
    ("at", "words"),
    [
        (dt.datetime(2026, 11, 20, 1, 5, tzinfo=dt.UTC), "08:05"),
        (dt.datetime(2026, 11, 19, 16, 30, tzinfo=dt.UTC), "23:30 hôm qua"),
        (dt.datetime(2026, 11, 19, 18, 30, tzinfo=dt.UTC), "01:30"),
        (dt.datetime(2026, 11, 3, 7, 0, tzinfo=ZONE), "07:00, 3/11/2026"),
    ],
)
def test_a_moment_is_told_in_the_zone_people_live_in(at: dt.datetime, words: str) -> None:
    assert moment(at, NOW) == words


@pytest.mark.parametrize(
    ("state", "error", "channel", "words"),
    [
        ("pending", None, "web", "chờ người dân mở trang"),
        ("sending", None, "zalo", "đang gửi"),
        ("sent", None, "zalo", "đã gửi"),
        ("unsure", "timeout", "zalo", "không chắc đã tới"),
        ("failed", "unreachable", "zalo", "không gửi được: người nhận đã chặn"),
        ("failed", "-32 too many", "zalo", "không gửi được: -32 too many"),
        ("failed", None, "zalo", "không gửi được"),
    ],
)
def test_what_became_of_it(state: str, error: str | None, channel: str, words: str) -> None:
    assert outcome(state, error, channel).startswith(words)


def test_a_message_without_words_is_told_by_its_kind() -> None:
    assert spoken("image", "") == "Đã gửi một ảnh"
    assert spoken("text", " a\n b ") == "a b"
    assert spoken("mới", "") == "Tin không có chữ"
