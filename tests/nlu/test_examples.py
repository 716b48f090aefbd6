from check import find_faults, find_twins
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


def test_messages_from_one_template_are_twins() -> None:
    line = "cho hỏi tiêu chí của y tế ở xã mình"
    examples = [Example(text, "greet", "a.yml") for text in (f"{line} ạ", line, "xin chào")]
    assert [(one.text, two.text) for one, two in find_twins(examples)] == [(line, f"{line} ạ")]
