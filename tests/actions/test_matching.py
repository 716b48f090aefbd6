"""Which entry a message is about."""

from __future__ import annotations

import pytest

from actions.matching import Candidate, mentions, rank

ENTRIES = [
    Candidate("sơ kết", ("Báo cáo sơ kết", "sơ kết"), "gửi UBND huyện trước ngày 31/5/2023"),
    Candidate("tổng kết", ("Báo cáo tổng kết", "tổng kết"), "gửi UBND huyện"),
    Candidate("tiền thưởng", ("Mức tiền thưởng", "thưởng bao nhiêu tiền"), "không nêu mức"),
    Candidate("hội nghị", ("Hội nghị điển hình tiên tiến",), "tổ chức năm 2025"),
]


@pytest.mark.parametrize(
    ("message", "meant"),
    [
        ("bao giờ nộp báo cáo sơ kết", "sơ kết"),
        ("bao gio nop bao cao tong ket", "tổng kết"),
        ("báo cáo tổng kêt", "tổng kết"),  # one wrong mark
        ("được mấy tiền", "tiền thưởng"),
        ("hội nghị khi nào", "hội nghị"),
        ("bao cao tongket", "tổng kết"),
    ],
)
def test_the_entry_that_is_meant_comes_first(message: str, meant: str) -> None:
    assert rank(message, ENTRIES)[0].item == meant


@pytest.mark.parametrize("message", ["", "ạ", "là gì vậy", "?!", "🙂"])
def test_a_message_that_tells_nothing_matches_nothing(message: str) -> None:
    assert rank(message, ENTRIES) == []


def test_marks_tell_words_apart() -> None:
    """ "tiền" (money) is not the "tiên" of "điển hình tiên tiến"."""
    assert rank("tiền đâu", ENTRIES)[0].item == "tiền thưởng"


def test_a_message_of_which_only_what_is_skipped_is_left_matches_nothing() -> None:
    entries = [Candidate("x", ("tọa đàm",), "tổ chức tọa đàm")]
    assert rank("vậy còn giao lưu gặp mặt?", entries, skip="giao lưu tọa đàm") == []


@pytest.mark.parametrize(
    ("message", "stands"),
    [
        ("tôi muốn tố cáo hối lộ", True),
        ("toi muon to cao hoi lo", True),
        ("em hơi lo lắng", False),  # other marks, another word
        ("hối lọ thì báo ai", False),
        ("dừng nhận tin", True),
        ("dừng nhạn tin", True),  # one wrong mark in three words
        ("hủy đăng ký", True),
        ("huỷ đăng ký", True),
    ],
)
def test_a_name_written_with_marks_must_have_the_right_ones(message: str, stands: bool) -> None:
    assert mentions(message, ("tố cáo", "hối lộ", "dừng nhận tin", "hủy đăng ký")) is stands
