"""Learning from use: from an unclear message to training data that a person answers for."""

from __future__ import annotations

import re
from pathlib import Path

import yaml
from typer.testing import Result

from bot.learning import as_training_data
from tests.commands import command
from tests.product import Chat, Product

WHO = "anh Lê Văn Nam ở xã Bình Lương 0912 345 678 bảo thế"
MASKED = "anh ••• ở xã Bình Lương •••• ••• 678 bảo thế"
UNCLEAR = (  # the model is sure of some, and of others after the next training
    "ở xã cần gì với gương này",
    "sao lại thế được nhỉ bảo khác mà",
    "nghe nói có gì đó ở xã",
    "giấy khen hay kế hoạch hay chuyện của ai",
    "cái ấy thì bao giờ mà ai cũng nói",
    "xem vụ thi đua hay là tin hằng tuần",
    "lạ nhỉ cái đấy với cái kia khác nhau",
)
QUESTION = "hạn nộp báo cáo tổng kết là khi nào"


def review(product: Product, *arguments: str) -> Result:
    return command(product.environment, "review", *arguments)


def listed(product: Product, *options: str) -> str:
    answer = review(product, "list", "--limit", "1000", *options)
    assert answer.exit_code == 0, answer.output
    return answer.stdout


def number_of(text: str, list_: str) -> str:
    found = re.search(rf"^(\d+)  .*\n    {re.escape(text)}$", list_, re.MULTILINE)
    assert found, f"{text!r} is not in\n{list_}"
    return found[1]


def unclear(product: Product) -> str:
    """Says what nobody can be sure of, until the assistant is not; two people say it."""
    for words in UNCLEAR:
        for _ in range(2):
            chat = Chat(product.url, "binh-luong")
            chat.say(f"{words} {WHO}")
        if chat.replies[0]["topic"] == "fallback" and f"{words} {MASKED}" in listed(product):
            return words
    raise AssertionError("the model is sure of everything: add a message that is less clear")


def test_an_unclear_message_becomes_training_data(product: Product, tmp_path: Path) -> None:
    masked = f"{unclear(product)} {MASKED}"
    list_ = listed(product, "--reason", "unsure")
    number = number_of(masked, list_)
    assert f"{number}  chưa chắc · 2 lần · binh-luong" in list_
    assert "Lê Văn Nam" not in list_
    assert "345" not in list_
    assert masked not in listed(product, "--reason", "wrong")
    assert masked not in review(product, "export").stdout, "nobody has looked at it yet"

    done = review(product, "label", number, "process_how", "--by", "Chị Ba")
    assert done.exit_code == 0, done.stderr
    assert masked not in listed(product)
    file = tmp_path / "learned.yml"
    assert review(product, "export", str(file)).exit_code == 0
    exported = yaml.safe_load(file.read_text(encoding="utf-8"))
    assert exported["version"] == "3.1"
    assert f"- {masked}\n" in {b["intent"]: b["examples"] for b in exported["nlu"]}["process_how"]
    assert review(product, "export").stdout == file.read_text(encoding="utf-8")

    assert review(product, "label", number, "-").exit_code == 0
    assert masked not in review(product, "export").stdout
    assert masked not in listed(product)


def test_sai_roi_puts_the_question_before_up_for_review(product: Product) -> None:
    chat = Chat(product.url, "binh-luong")
    chat.say(f"{QUESTION}, bác Trần Văn Tám hỏi")
    assert chat.replies[0]["topic"] == "deadline"
    chat.say("sai rồi")
    chat.say("trả lời sai rồi")  # about no question
    list_ = listed(product, "--reason", "wrong")
    number = number_of(f"{QUESTION}, bác ••• hỏi", list_)
    assert f"{number}  bị báo sai · 1 lần · binh-luong" in list_
    assert "đã trả lời: deadline" in list_
    assert "sai rồi" not in list_


def test_a_question_that_waited_for_its_place_is_what_was_wrong(product: Product) -> None:
    chat = Chat(product.url, None)
    chat.say("bao giờ nộp báo cáo sơ kết hả trợ lý")
    chat.tap("Xã Cẩm Ngọc")
    chat.say("trả lời sai rồi")
    list_ = listed(product, "--reason", "wrong")
    number = number_of("bao giờ nộp báo cáo sơ kết hả trợ lý", list_)
    assert re.search(rf"^{number}  .* · cam-ngoc · ", list_, re.MULTILINE)


def test_what_is_said_in_the_form_is_not_kept(product: Product) -> None:
    before = listed(product)
    chat = Chat(product.url, "binh-luong")
    chat.say("tôi muốn giới thiệu bà Phùng Thị Kín")
    assert chat.replies[0]["topic"] == "nomination"
    chat.say("sai rồi")
    for words in UNCLEAR:
        chat.say(f"{words} với bà Phùng Thị Kín")
    chat.say("trả lời sai rồi")
    assert listed(product) == before


def test_long_messages_danger_and_what_is_surely_not_ours_are_not_kept(product: Product) -> None:
    before = listed(product)
    chat = Chat(product.url, "binh-luong")
    chat.say("em muốn chết quá")
    chat.say("sai rồi")
    chat.say("làm sổ đỏ ở đâu, cần gì")
    assert chat.replies[0]["topic"] == "fallback"
    chat.say(f"{UNCLEAR[0]} " * 20)
    chat.say("sai rồi")
    assert listed(product) == before


def test_a_wrong_label_names_those_that_are_near(product: Product) -> None:
    answer = review(product, "label", "1", "proces_how")
    assert answer.exit_code == 1
    assert "proces_how" in answer.stderr
    assert "process_how" in answer.stderr
    answer = review(product, "label", "999999", "greet")
    assert answer.exit_code == 1
    assert "999999" in answer.stderr


def test_what_training_has_is_not_exported_again() -> None:
    labelled = {"greet": ["xin chào", "Xin chao!", "chào •••"], "thanks": ["cảm ơn [x](field)"]}
    data = as_training_data(labelled, known={"xin chao"})
    assert data.examples == 2
    blocks = yaml.safe_load(data.text)["nlu"]
    assert blocks == [
        {"intent": "greet", "examples": "- chào •••\n"},
        {"intent": "thanks", "examples": "- cảm ơn (x)(field)\n"},
    ]


def test_nothing_labelled_is_training_data_too() -> None:
    assert yaml.safe_load(as_training_data({}).text) == {"version": "3.1", "nlu": []}
