from check import find_faults
from corpus import Example, load_examples, load_intents

TOPICS = {"smalltalk": {"greet", "thanks"}}


def faults(*examples: tuple[str, str]) -> list[str]:
    return find_faults([Example(text, intent, "a.yml") for text, intent in examples], TOPICS)


def test_the_training_data_has_no_faults() -> None:
    assert find_faults(load_examples(), load_intents()) == []


def test_good_examples_pass() -> None:
    assert faults(("xin chào", "greet"), ("cảm ơn nhé", "thanks")) == []


def test_every_kind_of_fault_is_named() -> None:
    found = "\n".join(
        faults(
            ("xin chào", "greet"),
            ("Xin chao!", "greet"),
            ("cha\u0300o", "greet"),
            ("chào\u200b bạn", "greet"),
            ("tạm biệt", "goodbye"),
        )
    )
    for expected in (
        "trùng với",
        "NFC",
        "không nhìn thấy",
        "'goodbye' không có",
        "'thanks' chưa có",
    ):
        assert expected in found
