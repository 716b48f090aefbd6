"""What people said to the form in trials, and what it must make of it."""

from __future__ import annotations

import pytest

from actions.forms.questions import is_question
from tests.nominations.conversation import Talk


def _asking(talk: Talk) -> str | None:
    return talk.state.draft.asking if talk.state.draft else None


@pytest.mark.parametrize("intent", ["deny", "privacy_info", "privacy_erase", "affirm", "thanks"])
@pytest.mark.parametrize(
    "text",
    [
        "toi khong dong y luu so dien thoai",
        "Tôi không đồng ý",
        "không đồng ý đâu nhé",
        "em ko muốn để lại số",
        "thôi, tôi không cho lưu",
        "dạ không ạ",
        "tôi từ chối",
        "đừng lưu số của tôi",
    ],
)
async def test_a_refusal_in_any_words_is_kept_at_once(talk: Talk, text: str, intent: str) -> None:
    await talk.up_to("contact")
    await talk.say(text, intent)
    assert not talk.digressed
    assert talk.value("contact") == "no"


@pytest.mark.parametrize("intent", ["affirm", "out_of_scope", "privacy_info", "unsubscribe"])
@pytest.mark.parametrize("text", ["đúng rồi", "dung roi", "đúng", "phải", "ừ", "chuẩn"])
async def test_consent_is_never_given_by_a_bare_right(talk: Talk, text: str, intent: str) -> None:
    await talk.up_to("contact")
    await talk.say(text, intent)
    assert talk.value("contact") is None
    assert _asking(talk) == "contact"


@pytest.mark.parametrize(
    "text", ["có", "dạ có ạ", "đồng ý", "tôi đồng ý", "được", "ok em", "tôi cho phép lưu", "co"]
)
async def test_consent_is_given_in_clear_words(talk: Talk, text: str) -> None:
    await talk.up_to("contact")
    await talk.say(text, "affirm")
    assert talk.value("contact") == "yes"


QUESTIONS = [
    "không đồng ý thì sao",
    "không đồng ý có gửi được không",
    "có được không?",
    "không để lại được ko",
    "lưu số ở đâu",
    "lưu bao lâu",
    "có bí mật không",
    "để làm gì vậy hả",
]


@pytest.mark.parametrize("text", QUESTIONS)
@pytest.mark.parametrize(
    "slot", ["kind", "name", "under_16", "place", "deed", "witness", "contact"]
)
async def test_a_question_fills_nothing(talk: Talk, slot: str, text: str) -> None:
    await talk.up_to(slot)
    await talk.say(text, "affirm")
    assert talk.value(slot) is None
    assert _asking(talk) == slot


@pytest.mark.parametrize(
    "text", ["Phạm Thị Hà", "thôn Ngọc Hà", "Lò Thị Sao", "bà cho cháu ở nhờ, không lấy tiền"]
)
def test_what_is_no_question(text: str) -> None:
    assert not is_question(text)


async def test_a_request_in_the_form_of_a_question_is_done(talk: Talk) -> None:
    await talk.up_to("witness")
    await talk.say("bỏ qua được không?")
    assert _asking(talk) == "field"


@pytest.mark.parametrize(
    "text", ["đồng ý", "ừ", "ok", "đúng", "đúng rồi", "dung", "có", "gửi được không?", "gửi chưa?"]
)
async def test_only_a_word_to_send_sends(talk: Talk, text: str) -> None:
    await talk.complete()
    said = await talk.say(text, "affirm")
    assert talk.state.draft is not None
    assert not talk.state.draft.cancelling
    assert "1. Đối tượng" not in said
    assert "Gửi" in talk.titles


@pytest.mark.parametrize("text", ["gửi", "gửi đi", "đồng ý gửi", "xác nhận", "ok gửi"])
async def test_a_word_to_send_sends(talk: Talk, text: str) -> None:
    await talk.complete()
    assert "Đã gửi" in await talk.say(text, "affirm")


@pytest.mark.parametrize(
    "text",
    [
        "thôi không làm nữa",
        "bỏ",
        "bỏ đi",
        "ừ bỏ đi",
        "bỏ, không gửi",
        "dẹp",
        "không viết nữa",
        "hủy giúp",
    ],
)
@pytest.mark.parametrize(
    "slot", ["kind", "name", "under_16", "place", "deed", "witness", "contact"]
)
async def test_it_can_be_dropped_in_any_words_anywhere(talk: Talk, slot: str, text: str) -> None:
    await talk.up_to(slot)
    await talk.say(text, "inform")
    assert talk.state.draft is not None
    assert talk.state.draft.cancelling
    assert talk.value(slot) is None


@pytest.mark.parametrize("text", ["ừ", "bỏ", "có", "ừ bỏ đi", "đúng rồi", "bỏ, không gửi"])
async def test_to_drop_it_is_confirmed_in_words(talk: Talk, text: str) -> None:
    await talk.up_to("deed")
    await talk.say("hủy")
    assert "Không có gì được gửi" in await talk.say(text, "affirm")
    assert talk.state.draft is None


@pytest.mark.parametrize("text", ["bố", "chị Hồng", "Hồng Nhung", "bố Dũng"])
async def test_a_witness_is_no_move(talk: Talk, text: str) -> None:
    await talk.up_to("witness")
    await talk.say(text)
    assert talk.value("witness") == text


@pytest.mark.parametrize(
    "text", ["để mai viết tiếp", "để tôi hỏi lại đã", "lát nữa", "de mai viet tiep nhe"]
)
@pytest.mark.parametrize("slot", ["kind", "name", "place", "deed", "contact"])
async def test_it_can_be_left_for_later(talk: Talk, slot: str, text: str) -> None:
    await talk.up_to(slot)
    said = await talk.say(text)
    assert "vẫn được giữ" in said
    assert talk.value(slot) is None
    await talk.say("viết tiếp", "resume")
    assert _asking(talk) == slot


@pytest.mark.parametrize("answer", ["có", "ừ"])
async def test_it_begins_anew_when_confirmed(talk: Talk, answer: str) -> None:
    await talk.up_to("deed")
    assert "Xóa hết" in await talk.say("làm lại từ đầu")
    assert talk.value("name")
    await talk.say(answer, "affirm")
    assert talk.state.draft is not None
    assert talk.state.draft.values == {}
    assert _asking(talk) == "kind"


async def test_it_does_not_begin_anew_when_refused(talk: Talk) -> None:
    await talk.up_to("deed")
    await talk.say("làm lại từ đầu")
    await talk.say("không")
    assert talk.value("name")
    assert _asking(talk) == "deed"
    await talk.say("làm lại từ đầu")
    await talk.tap("Xóa, viết lại")
    assert talk.value("name") is None


@pytest.mark.parametrize("text", ["không", "không biết", "không biết tên", "chưa rõ", "ai đó"])
async def test_what_is_no_name(talk: Talk, text: str) -> None:
    await talk.up_to("name")
    said = await talk.say(text, "deny")
    assert talk.value("name") is None
    assert "bác xe ôm" in said


async def test_a_call_name_is_a_name(talk: Talk) -> None:
    await talk.up_to("name")
    await talk.say("bác xe ôm ở chợ")
    assert talk.value("name") == "bác xe ôm ở chợ"


@pytest.mark.parametrize("intent", ["inform", "nominate", "criteria_specific", "out_of_scope"])
async def test_a_deed_told_for_a_place_is_kept_as_the_deed(talk: Talk, intent: str) -> None:
    await talk.up_to("place")
    deed = "bà nhận nuôi 5 trẻ mồ côi suốt mười năm nay"
    said = await talk.say(deed, intent)
    assert not talk.digressed
    assert talk.value("place") is None
    assert talk.value("deed") == deed
    assert "Việc tốt" in said
    assert _asking(talk) == "place"


@pytest.mark.parametrize("text", ["năm 2010", "2010", "từ năm 2019"])
async def test_a_year_told_for_a_deed_is_kept_as_the_time(talk: Talk, text: str) -> None:
    await talk.up_to("deed")
    await talk.say(text)
    assert talk.value("deed") is None
    assert talk.value("happened") == text
    assert _asking(talk) == "deed"


@pytest.mark.parametrize("slot", ["kind", "under_16", "contact"])
async def test_what_is_told_while_a_choice_waits_is_not_lost(talk: Talk, slot: str) -> None:
    await talk.up_to(slot)
    assert talk.state.draft is not None
    values = {name: v for name, v in talk.state.draft.values.items() if name != "deed"}
    draft = talk.state.draft.model_copy(update={"values": values})
    talk.state = talk.state.model_copy(update={"draft": draft})
    deed = "bà nhận nuôi mấy cháu mồ côi suốt mười năm nay"
    said = await talk.say(deed, "criteria_specific")
    assert talk.value("deed") == deed
    assert "Đã ghi" in said
    assert _asking(talk) == slot


async def test_the_summary_is_shown_once(talk: Talk) -> None:
    await talk.complete()
    said = await talk.say("xem lại")
    assert said.count("1. Đối tượng") == 1


async def test_the_summary_on_the_way_has_no_gaps(talk: Talk) -> None:
    await talk.up_to("witness")
    said = await talk.say("xem lại")
    assert "6. Việc tốt" in said or "5. Việc tốt" in said
    for number in range(1, 9):
        assert f"\n{number}. " in f"\n{said}"


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("nhầm, ở thôn 5", "thôn 5 xã Bình Lương"),
        ("à quên, chị ấy ở thôn 7", "thôn 7 xã Bình Lương"),
    ],
)
async def test_a_natural_correction_finds_its_field(talk: Talk, text: str, place: str) -> None:
    await talk.up_to("witness")
    await talk.say(text, "correct")
    assert talk.value("place") == place
    assert talk.value("witness") is None


async def test_skipping_the_consent_says_one_thing(talk: Talk) -> None:
    await talk.up_to("contact")
    said = await talk.say("bỏ qua", "skip")
    assert "cần có" not in said
    assert "tùy anh/chị" in said
    assert _asking(talk) == "contact"
