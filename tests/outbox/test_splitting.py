"""Long texts in bubbles."""

from __future__ import annotations

import unicodedata

import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st

from bot.outbox.splitting import Unit, graphemes, measure, split
from tests.outbox.words import FAMILY, FLAG, UNITS, ZALGO, anything, bare

units = st.sampled_from(UNITS)


@given(anything, st.integers(4, 200), units)
def test_every_piece_is_within_the_limit_and_nothing_is_lost(
    text: str, limit: int, unit: Unit
) -> None:
    pieces = split(text, limit, unit)
    assert bare("".join(pieces)) == bare(text)
    assert all(measure(piece, unit) <= limit for piece in pieces)
    assert all(piece == piece.strip() or regex.search(r"\s\p{M}", piece) for piece in pieces)
    assert all(pieces)


@given(anything, st.integers(4, 200), units)
def test_white_space_is_lost_only_at_the_cuts(text: str, limit: int, unit: Unit) -> None:
    left = unicodedata.normalize("NFC", text)
    for piece in split(text, limit, unit):
        before, found, left = left.partition(piece)
        assert found
        assert not before.strip()
    assert not left.strip()


@given(anything, st.integers(200, 400), units)
def test_graphemes_stay_whole(text: str, limit: int, unit: Unit) -> None:
    """All of those here are shorter than 200, but the ones written on white space."""
    whole = [g for g in graphemes(unicodedata.normalize("NFC", text)) if not g[0].isspace()]
    kept = [g for piece in split(text, limit, unit) for g in graphemes(piece)]
    assert [g for g in kept if not g[0].isspace()] == whole


@given(st.text(alphabet="aăâ", min_size=1, max_size=500), st.integers(4, 60))
def test_without_a_space_bubbles_are_filled(text: str, limit: int) -> None:
    pieces = split(text, limit, "code_points")
    assert len(pieces) == -(-len(text) // limit)


@given(st.lists(st.sampled_from(["một", "hai", "ba.", "Bốn"]), min_size=1, max_size=300))
def test_no_more_bubbles_than_words_need(words: list[str]) -> None:
    text, limit = " ".join(words), 100
    assert len(split(text, limit, "utf16")) <= -(-len(text) // (limit - 4))


@given(anything, units)
def test_what_fits_is_one_bubble_and_splitting_again_changes_nothing(text: str, unit: Unit) -> None:
    pieces = split(text, 100, unit)
    for piece in pieces:
        assert "".join(split(piece, 100, unit)) == unicodedata.normalize("NFC", piece)
    if text.strip() and measure(unicodedata.normalize("NFC", text), unit) <= 100:
        assert len(pieces) == 1


@pytest.mark.parametrize("text", ["", " ", "\n\n\u00a0", "\u2003"])
def test_a_blank_text_has_no_bubble(text: str) -> None:
    assert split(text, 100, "utf16") == ()


@pytest.mark.parametrize(
    ("text", "limit", "pieces"),
    [
        (
            "Đoạn một. Câu hai.\n\nĐoạn hai dài hơn một chút.",
            40,
            ("Đoạn một. Câu hai.", "Đoạn hai dài hơn một chút."),
        ),
        ("Một câu. Câu nữa đây\ndòng sau.", 28, ("Một câu.", "Câu nữa đây\ndòng sau.")),
        (
            "không có câu nào\nchỉ có dòng thôi nhé",
            24,
            ("không có câu nào", "chỉ có dòng thôi nhé"),
        ),
        ("chỉ có dấu cách mà thôi", 12, ("chỉ có dấu", "cách mà thôi")),
        (
            "Gửi về TP. Hồ Chí Minh hôm nay",
            20,
            ("Gửi về TP. Hồ Chí", "Minh hôm nay"),
        ),
        (
            "Chọn:\n1. Tiêu chí. Rất dài đấy\n2. Thời hạn",
            35,
            ("Chọn:\n1. Tiêu chí. Rất dài đấy", "2. Thời hạn"),
        ),
        ("một hai.  \r\n\r\n  ba bốn", 12, ("một hai.", "ba bốn")),
        ("Một. Hai ba bốn. Chữ", 16, ("Một. Hai ba bốn.", "Chữ")),
    ],
    ids="paragraph sentence line space abbreviation item blank-lines full".split(),
)
def test_it_is_cut_where_a_reader_pauses(text: str, limit: int, pieces: tuple[str, ...]) -> None:
    assert split(text, limit, "utf16") == pieces


def test_an_early_paragraph_is_no_reason_for_a_third_bubble() -> None:
    text = "Lời chào.\n\n" + "chữ " * 45
    assert [len(piece) for piece in split(text, 100, "utf16")] == [98, 91]


@pytest.mark.parametrize(
    ("text", "unit", "length"),
    [
        ("Tiếng Việt", "graphemes", 10),
        (unicodedata.normalize("NFD", "Tiếng Việt"), "code_points", 14),
        (FAMILY, "graphemes", 1),
        (FAMILY, "code_points", 7),
        (FAMILY, "utf16", 11),
        (FLAG, "utf16", 4),
        (FLAG, "bytes", 8),
        ("Việt", "bytes", 6),
    ],
)
def test_lengths_as_vendors_count_them(text: str, unit: Unit, length: int) -> None:
    assert measure(text, unit) == length


def test_accents_written_apart_are_put_together() -> None:
    assert split(unicodedata.normalize("NFD", "Tiếng Việt"), 10, "code_points") == ("Tiếng Việt",)


def test_emoji_and_flags_do_not_come_apart() -> None:
    assert split(FAMILY * 3, 12, "utf16") == (FAMILY,) * 3
    assert split(FLAG * 3, 7, "utf16") == (FLAG,) * 3


def test_a_letter_longer_than_a_bubble_is_cut_after_all() -> None:
    pieces = split(ZALGO, 40, "code_points")
    assert "".join(pieces) == unicodedata.normalize("NFC", ZALGO)
    assert [len(piece) for piece in pieces] == [40, 40, 10]


def test_a_limit_no_letter_fits_into_is_refused() -> None:
    with pytest.raises(ValueError, match="no text fits"):
        split("chữ", 3, "bytes")
