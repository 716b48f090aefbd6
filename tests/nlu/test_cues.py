import pytest
from components.cues import find_cues
from components.features import features


@pytest.mark.parametrize(
    ("words", "cues"),
    [
        ("huy nhan tin", ["stop", "receive"]),
        ("nop o dau", ["where"]),
        ("khi nao nop giay to", ["when", "papers"]),
        ("hom qua troi dep", []),
    ],
)
def test_words_that_tell_the_same_have_one_cue(words: str, cues: list[str]) -> None:
    assert find_cues(words.split()) == cues


def test_which_number_it_is_does_not_matter_but_a_phone_number_is_told() -> None:
    assert features(["thôn", "3"], []).words == features(["thôn", "7"], []).words
    assert "__phone__" in features(["0912.345.678"], []).words
    assert "__date__" in features(["31/5"], ["date", "date"]).kinds
