import unicodedata

import pytest
from components.normalise import canonical, fold, is_accented, tidy, unaccented
from hypothesis import given
from hypothesis import strategies as st


@pytest.mark.parametrize(
    ("old", "new"),
    [("hòa", "hoà"), ("Khỏe", "khoẻ"), ("thủy", "thuỷ"), ("qúy", "quý"), ("HÓA", "hoá")],
)
def test_tone_placement_makes_no_difference(old: str, new: str) -> None:
    assert canonical(old) == canonical(new)


@pytest.mark.parametrize("word", ["hoàn", "của", "mía", "quý", "người", "tuần"])
def test_other_words_stay_as_they_are(word: str) -> None:
    assert canonical(word) == word


def test_folding_drops_tones_and_the_stroke_of_d() -> None:
    assert fold("Điển hình tiên tiến ĐƯỢC") == "dien hinh tien tien duoc"
    assert unaccented("Nguyễn Thị Hoà") == "Nguyen Thi Hoa"


@given(st.text())
def test_comparing_forms_keep_every_offset(text: str) -> None:
    composed = unicodedata.normalize("NFC", text)
    assert len(fold(composed)) == len(canonical(composed)) == len(composed)


def test_tidy_removes_what_cannot_be_seen() -> None:
    assert tidy("\u200bxin\u00a0 chào\ufeff ") == "xin chào"


def test_accented_or_not() -> None:
    assert is_accented("đi")
    assert not is_accented("di hop 20/5")
