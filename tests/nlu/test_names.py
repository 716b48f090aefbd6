import pytest
from components.names import Gazetteer
from components.slips import one_slip
from components.words import cut

GAZETTEER = Gazetteer(
    {
        "field": {
            "y-te": ["y tế", "bác sĩ"],
            "nong-nghiep": ["nông nghiệp", "nông thôn mới"],
            "van-hoa": ["văn hóa"],
            "an-ninh": ["công an"],
        },
        "subject": {
            "doctor": ["bác sĩ"],
            "village": ["thôn", "bản", "tổ dân phố"],
            "farmer": ["nông dân"],
            "worker": ["thợ"],
            "teacher": ["cô"],
        },
        "unit": {"hoi-nong-dan": ["hội nông dân"], "ubnd-xa": ["ubnd"], "ubnd-huyen": ["ubnd"]},
        "locality": {"trieu-son": ["triệu sơn"], "binh-luong": ["xã bình lương", "bình lương"]},
        "movement": {"dan-van-kheo": ["dân vận khéo"]},
    }
)


def found(text: str) -> list[tuple[str, str, str]]:
    return [
        (name.kind, name.values[0], text[name.start : name.end])
        for name in GAZETTEER.find(cut(text))
    ]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("tiêu chí ngành Y tế?", [("field", "y-te", "Y tế")]),
        ("tieu chi nganh y te", [("field", "y-te", "y te")]),
        ("văn hoá", [("field", "van-hoa", "văn hoá")]),
        ("Hội Nông dân nộp khi nào", [("unit", "hoi-nong-dan", "Hội Nông dân")]),
        ("tiêu chí bác sĩ", [("field", "y-te", "bác sĩ"), ("subject", "doctor", "bác sĩ")]),
        ("tôi ở xã Bình Lương", [("locality", "binh-luong", "xã Bình Lương")]),
        ("chào triêu sơn", [("locality", "trieu-son", "triêu sơn")]),
        ("tdp tôi ở", [("subject", "village", "tdp")]),
        ("nông thôn mới", [("field", "nong-nghiep", "nông thôn mới")]),
    ],
)
def test_the_longest_name_is_found(text: str, names: list[tuple[str, str, str]]) -> None:
    assert found(text) == names


def test_a_name_of_several_things_gives_all_their_ids() -> None:
    (name,) = GAZETTEER.find(cut("gửi UBND"))
    assert (name.kind, name.values) == ("unit", ("ubnd-xa", "ubnd-huyen"))


@pytest.mark.parametrize(
    "text",
    [
        "y tê là gì",  # accents that contradict
        "ban to chuc o dau",  # "ban" is not "bản"
        "co duoc khong, toi tho gi",  # nor "co" "cô"
        "tho moc",
        "văn bản nào, bản tin gì",  # an everyday word around the name
        "công ăn việc làm",  # exactly another word
        "họp y tế2",  # not a whole word
    ],
)
def test_what_only_looks_like_a_name_is_not_found(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize("text", ["nông nghiêpj", "nong nghipe", "nôgn nghiệp"])
def test_one_slip_in_a_long_name_is_forgiven(text: str) -> None:
    assert [key for _, key, _ in found(f"tiêu chí {text}")] == ["nong-nghiep"]


@pytest.mark.parametrize(
    ("meant", "typed", "near"),
    [
        ("nghiep", "nghipe", True),
        ("nghiep", "nghiepj", True),
        ("nghiep", "nghep", True),
        ("nghiep", "nghiem", True),
        ("nghiep", "nghiep", False),
        ("nghiep", "ngheo", False),
    ],
)
def test_one_slip(meant: str, typed: str, near: bool) -> None:
    assert one_slip(meant, typed) is near
