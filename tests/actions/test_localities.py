"""Places that are named and that no plan is about."""

from __future__ import annotations

import pytest

from actions.localities import place_not_covered
from tests.actions.turns import turn

EVERYWHERE = [None, "binh-luong", "cam-ngoc", "go-vap", "trieu-son", "tua-chua"]


def said(text: str, locality: str | None = None) -> str | None:
    """The place that is not covered, in a conversation about a locality."""
    return place_not_covered(turn(text, locality))


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("xã Nga Sơn nộp khi nào", "Nga Sơn"),
        ("xã nga sơn nộp khi nào", "Nga Sơn"),
        ("XÃ NGA SƠN NỘP KHI NÀO", "Nga Sơn"),
        ("xa nga son nop khi nao", "Nga Sơn"),
        ("ở Đà Lạt thì sao", "Đà Lạt"),
        ("o da lat thi sao", "Đà Lạt"),
        ("ĐÀ NẴNG CÓ KHÔNG", "Đà Nẵng"),
        ("đà nẵng có không", "Đà Nẵng"),
        ("huyện Mường La có kế hoạch không", "huyện Mường La"),
        ("quận Tân Bình nộp gì", "quận Tân Bình"),
        ("quận 12", "quận 12"),
        ("quan 12 nop khi nao", "quan 12"),
        ("QUẬN 1 thì sao", "QUẬN 1"),
        ("Q.12 thì sao", "Q 12"),
        ("q 7 nộp ở đâu", "q 7"),
        # Named with the last word of a place that has a plan: Cẩm Ngọc, Triệu Sơn.
        ("huyện Ngọc Lặc nộp gì", "huyện Ngọc Lặc"),
        ("huyện Sơn Dương nộp gì", "huyện Sơn Dương"),
    ],
)
@pytest.mark.parametrize("locality", EVERYWHERE)
def test_a_place_without_a_plan_is_noticed(text: str, place: str, locality: str | None) -> None:
    found = said(text, locality)
    assert found
    assert place in found


@pytest.mark.parametrize(
    "text",
    [
        *("xã Bình Lương", "xa binh luong", "XÃ BÌNH LƯƠNG NỘP GÌ", "Bình Lương nộp khi nào"),
        *("huyện Triệu Sơn", "huyen trieu son", "HUYỆN TRIỆU SƠN", "ở Tủa Chùa", "o tua chua"),
        *("quận Gò Vấp", "quan go vap", "Quận Gò Vấp có bao nhiêu gương", "tại xã Cẩm Ngọc"),
        "xã Bình Lương Nộp Gì",
    ],
)
@pytest.mark.parametrize("locality", EVERYWHERE)
def test_a_place_with_a_plan_is_known(text: str, locality: str | None) -> None:
    assert said(text, locality) is None


@pytest.mark.parametrize(
    "text",
    [
        *("ở Phòng Nội vụ", "ở UBND xã", "tại Hội Nông dân", "ở Trạm Y tế", "ở Đảng ủy xã"),
        *("tại Ban Thi đua", "bên Mặt trận Tổ quốc", "bên Đoàn Thanh niên", "tại Trường Tiểu học"),
        *("xã II", "HẠN NỘP CỦA XÃ LÀ KHI NÀO", "xã nào nộp", "huyện nào", "hạn nộp của phường"),
        *("xã có 5 gương", "quận có bao nhiêu", "quý 2", "", "?", "Kế hoạch 45/KH-UBND"),
    ],
)
@pytest.mark.parametrize("locality", EVERYWHERE)
def test_offices_and_everyday_words_are_no_places(text: str, locality: str | None) -> None:
    assert said(text, locality) is None


@pytest.mark.parametrize("text", ["huyện Như Xuân", "tỉnh Thanh Hóa", "huyện Cẩm Thủy"])
def test_what_a_locality_lies_in_is_known_until_another_one_is_spoken_of(text: str) -> None:
    assert said(text) is None
    assert said(text, "go-vap") == text


@pytest.mark.parametrize("text", ["TP Hồ Chí Minh", "thành phố Hồ Chí Minh", "ở Hồ Chí Minh"])
def test_the_city_of_the_district_is_known(text: str) -> None:
    assert said(text) is None
    assert said(text, "go-vap") is None


@pytest.mark.parametrize("text", ["phường 5 có mấy gương", "xã Thọ Phú nộp gì", "p.5 nộp gì"])
def test_communes_of_a_district_are_its_own(text: str) -> None:
    """Spoken of in a commune, they are other communes."""
    assert said(text, "go-vap") is None
    assert said(text, "binh-luong")
