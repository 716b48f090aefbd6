"""Which action a message leads to, decided without a model at hand."""

from __future__ import annotations

import pytest

from actions.reply import Choice
from actions.state import State
from actions.understanding import Entity, Understanding
from bot.dialogue.always import always_intent
from bot.dialogue.choosing import chosen
from bot.dialogue.deciding import decide
from bot.dialogue.link_words import link_words
from bot.dialogue.router import personal

CHOICES = (
    Choice(title="Báo cáo sơ kết", payload="show:id=a"),
    Choice(title="Hội nghị", payload="show:id=b"),
    Choice(title="Xóa hết", payload="erase:do=confirm"),
)


@pytest.mark.parametrize(
    ("said", "index"),
    [
        ("2", 1),
        ("số 2", 1),
        ("cái đầu tiên", 0),
        ("hội nghị", 1),
        ("hoi nghi", 1),
        ("thứ hai", 1),
        ("cuối cùng", 2),
    ],
)
def test_a_choice_is_made_by_number_order_or_name(said: str, index: int) -> None:
    assert chosen(said, CHOICES) == CHOICES[index]


@pytest.mark.parametrize("said", ["4", "0", "99", "tôi có 2 con", "31/5", "", "2026"])
def test_other_words_choose_nothing(said: str) -> None:
    assert chosen(said, CHOICES) is None


@pytest.mark.parametrize(
    ("said", "intent"),
    [
        ("dừng", "unsubscribe"),
        ("STOP", "unsubscribe"),
        ("huỷ đăng ký", "unsubscribe"),
        ("huy dang ky", "unsubscribe"),
        ("đúng", None),  # not "dừng"
        ("dung", None),  # may be either
        ("đừng", None),
        ("gặp cán bộ", "handoff"),
        ("Gap can bo!", "handoff"),
        ("em muốn chết quá", "danger"),
        ("toi muon tu tu", "danger"),
        ("bác ấy cứu người muốn tự tử", "danger"),  # too careful is better than not enough
        ("hạn nộp báo cáo", None),
    ],
)
def test_words_that_must_always_work(said: str, intent: str | None) -> None:
    assert always_intent(said) == intent


@pytest.mark.parametrize(
    ("said", "payload"),
    [
        ("liên kết", "link:do=give"),
        ("Liên kết tài khoản", "link:do=give"),
        ("lien ket", "link:do=give"),
        ("mã liên kết", "link:do=give"),
        ("cho em xin mã liên kết ạ", "link:do=give"),
        ("tôi muốn liên kết tài khoản", "link:do=give"),
        ("liên kết 7K3F-BXQ9", "link:do=take&code=7K3F+BXQ9"),
        ("Lien ket: 7k3fbxq9", "link:do=take&code=7K3FBXQ9"),
        ("mã liên kết 7k3f bxq9.", "link:do=take&code=7K3F+BXQ9"),
        (" 7k3f-bxq9 ", "link:do=take&code=7K3F-BXQ9"),
        ("bỏ liên kết", "link:do=leave"),
        ("hủy liên kết", "link:do=leave"),
        ("Xoa lien ket tai khoan", "link:do=leave"),
        ("tôi không muốn liên kết", None),
        ("liên kết sản xuất lúa", None),
        ("liên kết năm 2025", None),
        ("liên kết 4 nhà", None),
        ("mô hình liên kết tiêu thụ nông sản", None),
        ("2345-6789", None),  # perhaps a telephone number
        ("nghị quyết 2345", None),
    ],
)
def test_words_about_linking_accounts(said: str, payload: str | None) -> None:
    assert link_words(said) == payload


@pytest.mark.parametrize(
    ("payload", "said", "held"),
    [
        ("link:do=confirm", "1", True),
        ("link:do=end-confirm", "Xóa hết", True),
        ("erase:do=confirm", "1", True),
        ("erase:do=confirm", "Xóa hết", True),
        ("subscription:do=confirm", "số 1", True),
        ("subscription:do=end-confirm", "1", True),
        ("nomination:do=withdraw-yes&code=GS-7K3F", "1", True),
        ("form:do=confirm", "1", True),
        ("form:do=confirm", "Xóa hết", False),  # the button's own word
        ("form:slot=kind&value=person", "1", False),
        ("show:id=a", "1", False),
    ],
)
def test_what_cannot_be_undone_needs_its_button(payload: str, said: str, held: bool) -> None:
    assert personal(Choice(title="Xóa hết", payload=payload), said) is held


def understood(*ranking: tuple[str, float], names: tuple[Entity, ...] = ()) -> Understanding:
    return Understanding(
        intent=ranking[0][0], confidence=ranking[0][1], ranking=ranking, entities=names
    )


def name(kind: str, text: str, said: str) -> Entity:
    start = said.index(text)
    return Entity(kind=kind, value="x", text=text, start=start, end=start + len(text))


@pytest.mark.parametrize(
    ("said", "ranking", "do", "intent"),
    [
        ("hạn nộp", (("deadline", 0.9), ("quota", 0.05)), "act", "deadline"),
        ("một câu", (("deadline", 0.4), ("quota", 0.35)), "either", "deadline"),
        ("một câu", (("criteria_list", 0.33), ("criteria_general", 0.31)), "act", "criteria_list"),
        ("asdf", (("deadline", 0.1), ("quota", 0.09)), "nearest", None),
        ("làm sổ đỏ", (("process_papers", 0.9), ("help", 0.05)), "act", "out_of_scope"),
        ("tố cáo ông chủ tịch", (("nominate", 0.9), ("help", 0.05)), "act", "out_of_scope"),
        ("giới thiệu bà Lan", (("story_read", 0.5), ("nominate", 0.2)), "act", "nominate"),
        ("mỗi xã mấy gương", (("subscribe", 0.6), ("quota", 0.3)), "act", "quota"),
        ("tôn vinh ngày nào", (("honour_forms", 0.9), ("deadline", 0.05)), "act", "deadline"),
    ],
)
def test_deciding(
    said: str, ranking: tuple[tuple[str, float], ...], do: str, intent: str | None
) -> None:
    decision = decide(said, understood(*ranking), State(), ("sổ đỏ",))
    assert decision.do == do
    assert (decision.intents[0] if decision.intents else None) == intent


def test_a_place_alone_answers_the_question_where() -> None:
    said = "xã Bình Lương"
    place = name("locality", "xã Bình Lương", said)
    decision = decide(said, understood(("inform", 0.9), names=(place,)), State(), ())
    assert decision.intents == ("locality_set",)
