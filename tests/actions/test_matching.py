"""Which entry a message is about."""

from __future__ import annotations

import pytest

from actions.matching import Candidate, rank

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
