"""The menu and the words before a conversation, within every vendor's limits."""

from __future__ import annotations

import re

import pytest

from bot.channels.menu import MENU, introduction


@pytest.mark.parametrize("place", [None, "xã Cẩm Ngọc", "đặc khu " + "Côn Đảo " * 9])
def test_words_keep_within_the_limits_and_say_what_answers(place: str | None) -> None:
    shown = introduction(place)
    assert len(shown.greeting) <= 160
    assert len(shown.description) <= 512
    assert len(shown.about) <= 120
    for text in (shown.greeting, shown.description, shown.about):
        assert "rợ lý tự động" in text
        assert "gặp cán bộ" in text.lower()


def test_the_place_is_named_where_there_is_room() -> None:
    assert "của xã Cẩm Ngọc" in introduction("xã Cẩm Ngọc").greeting
    assert "Côn Đảo" not in introduction("đặc khu " + "Côn Đảo " * 9).greeting


def test_every_line_can_be_put_up() -> None:
    for entry in MENU:
        assert re.fullmatch(r"[a-z0-9_]{1,32}", entry.command)
        assert 1 <= len(entry.title) <= 30
        assert len(entry.payload.encode()) <= 64
        assert len(entry.question) <= 80
    assert (
        len({entry.command for entry in MENU}) == len({entry.title for entry in MENU}) == len(MENU)
    )
    assert len([entry for entry in MENU if entry.question]) <= 4
    assert "start" not in {entry.command for entry in MENU}
