from typing import Any

import pytest
from components.dates import find_dates
from components.normalise import unaccented

CASES: list[tuple[str, dict[str, Any]]] = [
    ("31/5", {"day": 31, "month": 5, "year": None}),
    ("31/5/2025", {"day": 31, "month": 5, "year": 2025}),
    ("31.5.2025", {"day": 31, "month": 5, "year": 2025}),
    ("31/5/25", {"day": 31, "month": 5, "year": 2025}),
    ("ngày 31 tháng 5", {"day": 31, "month": 5, "year": None}),
    ("ngày 31 tháng 5 năm 2025", {"day": 31, "month": 5, "year": 2025}),
    ("tháng 5/2026", {"month": 5, "year": 2026}),
    ("tháng 12", {"month": 12, "year": None}),
    ("tháng mười hai", {"month": 12, "year": None}),
    ("tháng 5 năm nay", {"month": 5, "year": None, "year_offset": 0}),
    ("tháng tới", {"relative": "month", "offset": 1}),
    ("tuần này", {"relative": "week", "offset": 0}),
    ("tuần trước", {"relative": "week", "offset": -1}),
    ("hôm nay", {"relative": "day", "offset": 0}),
    ("hôm qua", {"relative": "day", "offset": -1}),
    ("ngày mai", {"relative": "day", "offset": 1}),
    ("năm ngoái", {"relative": "year", "offset": -1}),
    ("3 ngày nữa", {"relative": "day", "offset": 3}),
    ("2 tuần trước", {"relative": "week", "offset": -2}),
    ("quý II", {"quarter": 2, "year": None}),
    ("quý 2 năm 2021", {"quarter": 2, "year": 2021}),
    ("quý IV/2024", {"quarter": 4, "year": 2024}),
    ("năm 2023", {"year": 2023}),
    ("giai đoạn 2021-2025", {"from_year": 2021, "to_year": 2025}),
    ("6 tháng đầu năm", {"half": 1, "year": None}),
    ("6 tháng cuối năm 2025", {"half": 2, "year": 2025}),
    ("mùng 10", {"day": 10, "month": None, "year": None}),
    ("mùng 10 tháng 3", {"day": 10, "month": 3, "year": None}),
    ("ngày 5 tháng sau", {"relative": "month", "offset": 1, "day": 5}),
    ("cuối năm", {"part": "end", "relative": "year", "offset": 0}),
    ("đầu tháng 5", {"part": "start", "month": 5, "year": None}),
    ("cuối năm 2025", {"part": "end", "year": 2025}),
    ("thứ sáu tuần sau", {"weekday": 5, "relative": "week", "offset": 1}),
]


@pytest.mark.parametrize(("phrase", "value"), CASES, ids=[phrase for phrase, _ in CASES])
@pytest.mark.parametrize("spelled", [str, unaccented, str.capitalize], ids=["", "bare", "capital"])
def test_a_date_is_read_wherever_it_stands(
    phrase: str, value: dict[str, Any], spelled: Any
) -> None:
    said = spelled(phrase)
    text = f"hạn là {said}, phải không"
    (date,) = find_dates(text)
    assert (text[date.start : date.end], date.value) == (said, value)


@pytest.mark.parametrize(
    "text",
    [
        "Kế hoạch 45/KH-UBND",
        "05-CT/TW",
        "mã GS-7K3F",
        "0912.345.678",
        "cháu năm tôi 20 tuổi",  # tôi is not tới
        "hôm nào",
        "30/2",
        "trực 24/7",
        "giải lần thứ hai",
        "gia đình 5 người",
        "ngày tháng năm sinh",
        "thôn 3 nam sinh",
    ],
)
def test_what_is_no_date_is_left_alone(text: str) -> None:
    assert find_dates(text) == []


def test_the_date_of_a_document_is_marked() -> None:
    document, deadline = find_dates("Kế hoạch 45/KH-UBND ngày 12/3/2026, nộp trước 15/6")
    assert document.value["of_document"]
    assert deadline.value == {"day": 15, "month": 6, "year": None}


def test_several_dates_come_in_order() -> None:
    assert [d.value.get("month") for d in find_dates("từ 1/5 đến 10-15/6 rồi tháng 7")] == [5, 6, 7]
