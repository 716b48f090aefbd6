import unicodedata

import pytest
from components.numbers import find_numbers
from components.variants import key, variants
from components.words import cut


def lemmas(text: str) -> str:
    return " ".join(word.lemma for word in cut(text))


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("cb về hưu dc đề cử ko ạ", "cán bộ về hưu được đề cử không ạ"),
        ("hạn nộp đến khi nào z", "hạn nộp đến khi nào vậy"),
        ("tdp 5 ở đâu", "tổ dân phố 5 ở đâu"),
        ("ubnd xã và mttq", "ủy ban nhân dân xã và mặt trận tổ quốc"),
        ("tiêu chí đhtt, ntvt", "tiêu chí điển hình tiên tiến người tốt việc tốt"),
        ("cb ve huu dc de cu ko", "can bo ve huu duoc de cu khong"),
        ("nộp hs ở đâu", "nộp hồ sơ ở đâu"),
        ("hs giỏi lớp 5", "học sinh giỏi lớp 5"),
        ("KH số mấy ạ", "kế hoạch số mấy ạ"),
        ("tôi kh biết", "tôi không biết"),
    ],
)
def test_chat_spelling_is_written_out(typed: str, meant: str) -> None:
    assert lemmas(typed) == lemmas(meant)


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("Kế hoạch 45/KH-UBND đúng ko", "45/kh-ubnd"),
        ("theo 05-CT/TW của", "05-ct/tw"),
        ("mã GS-7K3F của tôi", "gs-7k3f"),
        ("luật 91/2025/QH15", "91/2025/qh15"),
    ],
)
def test_document_numbers_and_codes_are_never_written_out(text: str, kept: str) -> None:
    assert kept in [word.lemma for word in cut(text)]


def test_offsets_point_into_the_nfc_text() -> None:
    text = unicodedata.normalize("NFC", "Bà  Hoà, nộp:31/5,ok x\u200bin (TP.HCM)")
    for word in cut(text):
        assert text[word.start : word.end] == word.text
    assert [w.text for w in cut(text)][:5] == ["Bà", "Hoà", "nộp", "31/5", "ok"]
    assert "xin" in lemmas(text).split()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("số 45/KH-UBND ngày 12/3", [("document_number", "45/KH-UBND")]),
        ("so 45/kh-ubnd", [("document_number", "45/KH-UBND")]),
        ("theo 34-CT/TW", [("document_number", "34-CT/TW")]),
        ("1234/QĐ-UBND", [("document_number", "1234/QĐ-UBND")]),
        ("GS-7K3F", [("code", "GS-7K3F")]),
        ("ma gs7k3f toi dau roi", [("code", "GS-7K3F")]),
        ("gs 7k3f", [("code", "GS-7K3F")]),
        ("31/5 hoặc 5-phường", []),
        ("gsbinh, 0912.345.678", []),
    ],
)  # fmt: skip
def test_numbers_are_found(text: str, found: list[tuple[str, str]]) -> None:
    assert [(number.entity, number.value) for number in find_numbers(text)] == found


def test_every_accented_example_gets_its_bare_twin() -> None:
    assert "tieu chi la gi" in variants("tiêu chí là gì")
    assert "tiêu chí là j" in variants("tiêu chí là gì")
    assert "xin chào" not in variants("xin chào")


def test_near_duplicates_have_one_key() -> None:
    assert key("Tiêu chí là gì?") == key("tieu chi  la gi")
    assert key("???") != key("...")
