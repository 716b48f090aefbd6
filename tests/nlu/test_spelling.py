"""What a keyboard left undone is read; what is right, or no Vietnamese, stays."""

import re
import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest
from components.glued import unglued
from components.normalise import canonical, is_accented, unaccented
from components.syllables import can_bear, is_plain_syllable, is_syllable, toneless
from components.telex import undone
from components.words import cut
from hypothesis import given
from hypothesis import strategies as st

Keys = dict[str, str]
TELEX: Keys = {
    **{"â": "aa", "ê": "ee", "ô": "oo", "ă": "aw", "ơ": "ow", "ư": "uw", "đ": "dd"},
    **{"\u0300": "f", "\u0301": "s", "\u0309": "r", "\u0303": "x", "\u0323": "j"},
}
VNI: Keys = {
    **{"â": "a6", "ê": "e6", "ô": "o6", "ă": "a8", "ơ": "o7", "ư": "u7", "đ": "d9"},
    **{"\u0300": "2", "\u0301": "1", "\u0309": "3", "\u0303": "4", "\u0323": "5"},
}
TONES = [key for key in TELEX if unicodedata.combining(key)]


def correct() -> list[str]:
    """Every syllable with marks that the plans, which were proofread, are written with."""
    plans = Path(__file__).parents[2] / "data" / "plans"
    text = "\n".join(path.read_text(encoding="utf-8") for path in plans.glob("*.yaml"))
    words = {canonical(word) for word in re.findall(r"[^\W\d_]+", text)}
    return sorted(word for word in words if is_accented(word) and is_syllable(word))


CORRECT = correct()


def parts(syllable: str) -> tuple[str, str]:
    """The letters without the tone, and the tone."""
    tones = [mark for mark in unicodedata.normalize("NFD", syllable) if mark in TONES]
    return toneless(syllable), "".join(tones)


def tone_last(syllable: str, keys: Keys) -> str:
    """ "người" → "nguwowif", "ngu7o7i2"."""
    letters, tone = parts(syllable)
    return "".join(keys.get(letter, letter) for letter in letters) + keys.get(tone, "")


def tone_at_once(syllable: str, keys: Keys) -> str:
    """ "người" → "nguwowfi", "ngu7o72i"."""
    return "".join(tone_last(letter, keys) for letter in syllable)


def one_horn_for_both(syllable: str, keys: Keys) -> str:
    """ "người" → "nguowif", "nguo7i2"."""
    return tone_last(syllable, keys).replace("uwow", "uow").replace("u7o7", "uo7")


def horn_last(syllable: str, keys: Keys) -> str:
    """ "người" → "nguoiwf", "nguoi72"."""
    letters, tone = parts(syllable)
    bare = letters.replace("ơ", "o").replace("ư", "u")
    horn = keys["ơ"][-1] if bare != letters else ""
    return "".join(keys.get(letter, letter) for letter in bare) + horn + keys.get(tone, "")


def lemmas(text: str, mend: bool = True) -> str:
    return " ".join(word.lemma for word in cut(text, mend=mend))


def test_there_is_much_to_test_with() -> None:
    assert len(CORRECT) > 700


@pytest.mark.parametrize("keys", [TELEX, VNI], ids=["telex", "vni"])
@pytest.mark.parametrize("typed", [tone_last, tone_at_once, one_horn_for_both, horn_last])
def test_every_syllable_typed_in_keys_is_read_back(
    typed: Callable[[str, Keys], str], keys: Keys
) -> None:
    misread = {
        syllable: (typed(syllable, keys), undone(typed(syllable, keys)))
        for syllable in CORRECT
        if undone(typed(syllable, keys)) != syllable
        # "boong" and "hoac" are said as they stand.
        and not is_plain_syllable(typed(syllable, keys))
    }
    assert misread == {}


@given(st.sampled_from(CORRECT), st.sampled_from(TONES))
def test_a_correct_syllable_with_marks_is_never_changed(syllable: str, tone: str) -> None:
    """With any tone it may have, also one that no plan has it with."""
    vowel = next(at for at, letter in enumerate(syllable) if toneless(letter) in "aăâeêioôơuưy")
    other = toneless(syllable)
    if can_bear(other, tone):
        other = unicodedata.normalize("NFC", other[: vowel + 1] + tone + other[vowel + 1 :])
    for word in (syllable, other):
        assert (undone(word), unglued(word)) == (None, None)


def test_without_marks_no_word_of_the_plans_is_changed() -> None:
    changed = {word: undone(unaccented(word)) for word in CORRECT if undone(unaccented(word))}
    assert changed == {}


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("nguwowif toots vieecj toots", "người tốt việc tốt"),
        ("ngu7o7i2 to6t1 vie6c5 to6t1", "người tốt việc tốt"),
        ("haanj qwrtx baos caos", "hận qwrtx báo cáo"),  # what cannot be read spoils nothing else
        ("ddwowcj", "được"),  # u left out of "uw"
        ("biê1t", "biết"),  # VNI, and the system made the hat
        ("biêts", "biết"),
        ("thieuj nhi", "thieu nhi"),  # the hat is lost; the key that is no letter goes
        ("khoong, coong an, soong", "không công an sông"),
        ("thuowr ban đầu", "thuở ban đầu"),
        ("hoaf, thuyr", "hoà thuỷ"),  # the tone in the style that is compared
    ],
)
def test_keys_for_marks_are_read(typed: str, meant: str) -> None:
    assert lemmas(typed) == lemmas(meant, mend=False)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("thôngtin", "thông tin"),
        ("tiêuchí y tế", "tiêu chí y tế"),  # not "ti êu chí"
        ("tổchức", "tổ chức"),
        ("Kếhoạch", "kế hoạch"),
        ("thôngtintuyêntruyền", "thông tin tuyên truyền"),
        ("đượckhen", "được khen"),
    ],
)
def test_a_forgotten_space_is_put_back(typed: str, meant: str) -> None:
    assert lemmas(typed) == meant


@pytest.mark.parametrize(
    "word",
    "zalo bot facebook fb web website internet google email gmail video clip photo app link wifi "
    "smartphone chatbot admin test deadline form file fax sms youtube tiktok pdf excel word list "
    "post online livestream inbox fanpage hello please thanks sorry team server visa covid a4 mp3 "
    "4g f0 k12 100k 2tr haha kkk lol zzz dd aa ddc qwrt".split(),
)
def test_what_is_no_vietnamese_stays(word: str) -> None:
    assert (undone(word), unglued(word)) == (None, None)


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("theo 45/KH-UBND nhé", "45/kh-ubnd"),
        ("mã GS-7K3F", "gs-7k3f"),
        ("gọi 0912.345.678", "0912.345.678"),
        ("trước 31/5/2025", "31/5/2025"),
        ("xe goòng, ròng roòng", "roòng"),
        ("lưong cao", "lưong"),  # one mark left out, not "lư ong"
        ("Đắk Lắk, Bắc Kạn", "kạn"),
    ],
)
def test_numbers_names_and_half_marked_words_stay(text: str, kept: str) -> None:
    assert kept in lemmas(text).split()
    assert lemmas(text) == lemmas(text, mend=False)


def test_abbreviations_are_written_out_before_keys_are_read() -> None:
    assert lemmas("nộp hs ở đâu") == "nộp hồ sơ ở đâu"
    assert lemmas("hs giỏi") == "học sinh giỏi"


def test_mending_can_be_left_out() -> None:
    assert lemmas("thôngtin nguwowif", mend=False) == "thôngtin nguwowif"


@given(st.text(max_size=40))
def test_whatever_is_typed_offsets_hold_and_mending_settles(text: str) -> None:
    composed = unicodedata.normalize("NFC", text)
    for word in cut(composed):
        assert composed[word.start : word.end] == word.text
    for word in re.findall(r"\w+", composed.lower()):
        if read := undone(word):
            assert is_syllable(read) or is_plain_syllable(read)
            assert undone(read) is None
