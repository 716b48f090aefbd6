"""Each answer is read as people write it, and refused with a reason."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actions.forms.corrections import read_correction
from actions.forms.form import Refused, Scene, Taken
from actions.forms.words import read_certainty, read_move
from actions.nominations import readers, texts
from actions.nominations.form import FORM
from actions.nominations.phones import mask_phone, mask_phones, read_phone
from actions.nominations.times import read_time
from data.plans.catalogue import load_catalogue

SCENE = Scene(dt.date(2026, 11, 21), load_catalogue(), "binh-luong", {"kind": "person"})


@pytest.mark.parametrize(
    ("text", "certainty"),
    [
        *((text, "yes") for text in ("có", "dạ có", "vâng ạ", "ừ", "đúng rồi", "ok em", "dc")),
        *((text, "yes") for text in ("dung roi do em", "dong y", "phải rứa đó", "ừa", "oke")),
        *((text, "no") for text in ("không", "ko", "hông", "hổng có", "dạ không", "khong ạ")),
        *((text, "no") for text in ("không, bà 70 tuổi rồi", "thôi khỏi", "nỏ", "hk", "chưa")),
        *((text, "unknown") for text in ("không rõ", "ko biết", "hổng biết", "chịu")),
        *((text, "unknown") for text in ("tui nỏ biết mô", "em không nhớ", "ko bít")),
        *((text, None) for text in ("có cần thiết không?", "Trần Văn Bình", "có thể", "", "😀")),
    ],
)
def test_yes_no_and_unknown_of_all_regions(text: str, certainty: str | None) -> None:
    assert read_certainty(text) == certainty


@pytest.mark.parametrize(
    ("text", "move"),
    [
        ("bỏ qua", "skip"),
        ("bo qua di", "skip"),
        ("qua câu khác", "skip"),
        ("quay lại câu trước", "back"),
        ("lui lại", "back"),
        ("huỷ", "cancel"),
        ("hủy", "cancel"),
        ("thôi không làm nữa", "cancel"),
        ("thui ko gt nữa", "cancel"),
        ("không muốn giới thiệu nữa", "cancel"),
        ("nhắc lại giúp", "repeat"),
        ("gửi đi", "confirm"),
        ("đồng ý gửi", "confirm"),
        ("viết tiếp", "resume"),
        ("sửa lại", "edit"),
        ("xem lại", "summary"),
        ("là sao?", "help"),
        ("Bỏ tiền túi xây cầu cho bà con", None),
        ("gửi gạo cho người nghèo", None),
        ("sửa nhà cho người nghèo", None),
    ],
)
def test_moves(text: str, move: str | None) -> None:
    assert read_move(text) == move


@pytest.mark.parametrize(
    "text",
    [
        "nhằm giúp đỡ bà con nghèo trong xã",
        "lợn giống cho bà con nghèo",
        "sửa nhà cho người nghèo",
        "sửa 3 căn nhà cho hộ nghèo",
        "đổi mới cách dạy học",
        "tên Bình",
    ],
)
def test_a_deed_that_sounds_like_a_correction_is_none(text: str) -> None:
    assert read_correction(text, FORM) is None


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("  Nguyễn   Thị Lan ", "Nguyễn Thị Lan"),
        ("anh Trần Văn Bình", "Trần Văn Bình"),
        ("bà Tư", "bà Tư"),
        ("tên là Phạm Thị Hồng Nhung", "Phạm Thị Hồng Nhung"),
        ("giàng a sử", "giàng a sử"),
        ("H'Hen Niê", "H'Hen Niê"),
    ],
)
def test_a_name_keeps_its_own_spelling(text: str, name: str) -> None:
    assert readers.read_name(text, SCENE) == Taken(name)


def test_ones_own_name_is_told_apart_from_the_number() -> None:
    for text in ("tôi là Lê Thị Hoa, số 0912 345 678", "Lê Thị Hoa sđt 0912345678", "Lê Thị Hoa"):
        assert readers.read_own_name(text, SCENE) == Taken("Lê Thị Hoa")


@pytest.mark.parametrize("text", ["", "😀", "123", "!!!", "a", "x" * 121])
def test_what_is_no_name_is_refused(text: str) -> None:
    assert isinstance(readers.read_name(text, SCENE), Refused)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("0912345678", "+84912345678"),
        ("09 12 345 678", "+84912345678"),
        ("0912.345.678", "+84912345678"),
        ("+84 912 345 678", "+84912345678"),
        ("84912345678", "+84912345678"),
        ("số của tôi là 0912-345-678 nhé", "+84912345678"),
        ("0355 112 233", "+84355112233"),
        ("024 3825 2345", "+842438252345"),
    ],
)
def test_telephone_numbers(text: str, number: str) -> None:
    assert read_phone(text, SCENE) == Taken(number)


@pytest.mark.parametrize("text", ["12345", "0000000000", "không có", "09123456789999"])
def test_what_is_no_telephone_number_is_refused(text: str) -> None:
    assert isinstance(read_phone(text, SCENE), Refused)


def test_five_digits_are_counted() -> None:
    assert read_phone("12345", SCENE) == Refused(texts.PHONE_SHORT.format(5))


def test_numbers_are_masked_but_for_three_digits() -> None:
    assert mask_phone("+84912345678") == "••••••••678"
    assert mask_phones("gọi 0912 345 678 nhé") == "gọi •••••••678 nhé"


@pytest.mark.parametrize(
    "text",
    [
        "từ năm ngoái",
        "20/10/2025",
        "hơn 10 năm nay",
        "tháng 5/2025",
        "hồi lũ",
        "21/11/2026",
        "2020",
    ],
)
def test_times_in_the_past(text: str) -> None:
    assert read_time(text, SCENE) == Taken(text)


@pytest.mark.parametrize(
    "text", ["20/12/2026", "tháng 12/2026", "năm 2027", "tuần sau", "ngày mai", "31/2/2025", "??"]
)
def test_times_that_cannot_be(text: str) -> None:
    assert isinstance(read_time(text, SCENE), Refused)


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("có", "yes"),
        ("cháu 12 tuổi", "yes"),
        ("84 tuổi", "no"),
        ("người lớn rồi", "no"),
        ("hông", "no"),
        ("không rõ", "unknown"),
        ("chịu, không biết", "unknown"),
    ],
)
def test_under_16(text: str, answer: str) -> None:
    assert readers.read_under_16(text, SCENE) == Taken(answer)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("ở thôn 2 xã Bình Lương", "thôn 2 xã Bình Lương"),
        ("dạ nhà ở tổ 12", "tổ 12"),
        ("cạnh trạm y tế", "cạnh trạm y tế"),
        ("tổ 5", "tổ 5"),
    ],
)
def test_places(text: str, place: str) -> None:
    assert readers.read_place(text, SCENE) == Taken(place)


@given(st.text(max_size=300))
def test_no_text_breaks_a_reader(text: str) -> None:
    for slot in FORM.slots:
        slot.read(text, SCENE)
        slot.sure(text)
    read_correction(text, FORM)
    FORM.facts(text, SCENE)
    read_move(text)
