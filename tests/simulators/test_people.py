"""What is kept of a conversation, and what counts as said twice."""

from __future__ import annotations

import datetime as dt
import re

import pytest

from bot.simulators.accounts import ZALO_PERSON
from bot.simulators.app import Simulators
from bot.simulators.people import Bubble, By, Key, Person, Said

NOW = dt.datetime(2026, 11, 20, 8, tzinfo=dt.UTC)


@pytest.fixture
def an(simulators: Simulators) -> Person:
    return simulators.zalo.person(ZALO_PERSON)


def hear(an: Person, text: str, marker: str | None = None, by: By = "account") -> Bubble:
    return an.add(by, text, Said("text", text, marker=marker), NOW)


async def test_what_the_product_sent_is_kept_in_order(an: Person) -> None:
    hear(an, "một")
    hear(an, "của cán bộ", by="staff")
    hear(an, "của tôi", by="person")
    hear(an, "hai")
    assert [each.text for each in an.heard] == ["một", "hai"]
    assert [each.number for each in an.bubbles] == [1, 2, 3, 4]


async def test_the_same_marker_twice_is_a_double_even_with_other_words(an: Person) -> None:
    hear(an, "một", "out:1")
    hear(an, "một", "out:2")
    hear(an, "một, viết lại", "out:1")
    assert [each.text for each in an.doubles()] == ["một, viết lại"]


async def test_without_markers_the_same_words_are_a_double_until_the_person_speaks(
    an: Person,
) -> None:
    hear(an, "Dạ")
    hear(an, "Dạ")
    hear(an, "Xin chào", by="person")
    hear(an, "Dạ")
    assert [each.number for each in an.doubles()] == [2]


async def test_who_knows_better_says_what_is_the_same(an: Person) -> None:
    def same(bubble: Bubble) -> str | None:
        found = re.search(r"#\d+", bubble.text)
        return found.group() if found else None

    for text in ("trả lời #1", "trả lời #2", "nhắc lại #1", "không số", "không số"):
        hear(an, text)
        hear(an, "hỏi", by="person")
    assert [each.text for each in an.doubles(same)] == ["nhắc lại #1"]


async def test_links_cannot_be_tapped_for_a_payload(an: Person) -> None:
    keys = (Key("Xem", url="https://a.vn"),)
    an.add("account", "1", Said("text", "a", keys), NOW)
    with pytest.raises(LookupError):
        an.taps("Xem")
