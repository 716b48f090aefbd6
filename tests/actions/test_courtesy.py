"""Obscene and insulting words: found where they are, and never where they are not."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

import psycopg
import pytest
import yaml

from actions.courtesy import FILE, is_abusive, is_only_abuse
from actions.folding import fold
from actions.nominations import texts
from data.nominations import read_code
from tests.product import ROOT, Chat, Product

CLEAN = (
    # names that are obscene only to those who drop the marks
    "Bà Đỗ Thị Mười nuôi bốn cháu mồ côi",
    "Tôi giới thiệu anh Nguyễn Văn Du ở xóm 3",
    "Chị Dung đi chợ hộ các cụ già",
    "Ông Cu Tí vá xe miễn phí cho học sinh",
    "Bà Cả Đĩnh nấu cơm cho các bạn nghèo",
    "Anh Lồng, chị Lớn và ông Lợn ở bản Tả Phìn",
    "Tẩn Láo Lở dạy chữ Nôm Dao cho lớp trẻ",
    "Chị Đèo Thị Địch hiến đất mở đường",
    "Bác Buôi, thím Các, cô Cẩm cùng góp gạo",
    "Anh Vàng A Dịt cứu người đuối nước",
    # deeds
    "Các anh cho mượn xe đưa cụ đi viện",
    "Buổi tối cô dạy chữ cho bà con, buổi sáng đi làm rẫy",
    "Chú đèo hai em nhỏ qua đèo đi học mười năm nay",
    "Gió dữ, nước lớn mà anh vẫn chèo thuyền cứu người",
    "Dù má ốm nặng, em vẫn đi nhặt ve chai giúp bạn",
    "Đội dân phòng gác ở điếm canh đê suốt mùa lũ",
    "Chú nuôi chim cút đi lên làm giàu, giúp mười hộ thoát nghèo",
    "Nhà có chó đẻ ngoài đường, cháu đem về chăm",
    "Cứu lũ chó hoang và con chó chết đuối hụt",
    "Bà lấy cây chó đẻ, cứt lợn, dâm bụt làm thuốc nam cho cả xóm",
    "Anh trồng cây óc chó, quả óc chó bán cho hợp tác xã",
    "Thầy cảm hóa những em bị gọi là mất dạy",
    "Bác sĩ khám miễn phí bệnh đái tháo đường",
    "Cô biến đồ vô dụng thành đồ chơi cho trẻ",
    "Chị nhận nuôi một người điên lang thang",
    "Công an giải cứu phụ nữ bị bán vào động mại dâm",
    "Con, mẹ mày ốm nên bà nuôi cả hai",
    "Người khốn khổ nào bà cũng cho cơm",
    "Mấy cái lon bia cũ chú gom bán lấy tiền làm từ thiện",
    "Vải lớn, vải nhỏ cô may áo tặng các cháu",
    "Đồ ăn hại sức khỏe thì chị không bán",
    "Anh xuất ngũ về, đêm ngủ ít, ngày dạy bơi",
    "Đúng ra là cô ấy ngại nên không kể",
    "Chị con dâu hiếu thảo chăm mẹ chồng liệt mười năm",
    "Bà bán xôi nhặt được ví, chờ đến tối để trả",
    "Trưởng thôn vận động dân hiến đất, hiến vàng mã",
    # without marks
    "cac chau cho di choi buoi toi",
    "du lon bao nhieu anh van cuu",
    "du me om chi van di lam tu thien",
    "du ma may hong anh van cho nguoi di vien",
    "chu deo hai em qua deo, ai cung deo khan quang",
    "nuoc du, gio lon, anh cheo thuyen cuu cac cu",
    "con me nam do thi di lam xa",
    "hang thang cho de quan ly",
    "nho do cho de tim ma cat",
    "an ngu nhu bo doi, o do ngu lai mot dem",
    "con bot ngu coc tang cac chau vung cao",
    "thang cho gao, thang cho quan ao",
    "mua vai lon may ao, vai lon bia cung gom",
    "dau buoi hop, cuoi buoi hop bac deu nhac",
    "nuoi chim cut di ban giup ho ngheo",
    "nguoi dan qua deo biet on anh",
    "con di hoc, me di lam, bo di bo doi",
    # questions and short words of the field
    "hạn nộp báo cáo tổng kết là khi nào",
    "cc xã và ncc có được giới thiệu ko",
    "vl cho lao động nghèo, dm và định mức ra sao",
    "lol vui quá, cảm ơn nhé",
    "em hỏi ngu xíu, tiêu chuẩn chung là gì",
    "e ngu quá chưa hiểu, chỉ tiêu là mấy ạ",
    "máy bị điện giật à",
    "câm điếc bẩm sinh mà chú làm kinh tế giỏi",
    "tổ trưởng tổ 5, khu phố Đồ Sơn",
)
ABUSIVE = (
    *("đồ ngu", "Đồ ngu!!!", "đồ điên", "mày ngu như bò", "đm nói ngu thế", "ĐM bot"),
    *("địt mẹ mày", "địtttt", "vãi lồn", "cái lồn gì", "con cặc", "đầu buồi", "đụ má mày"),
    *("đéo hiểu gì cả", "đù má nó", "nói như cứt", "con đĩ", "đĩ thõa", "đĩ thoã"),
    *("thằng chó", "đồ chó đẻ", "đồ óc chó", "lũ ăn hại", "ăn hại đái nát", "con mẹ mày"),
    *("đmm", "dmm", "đcm", "dcm chính quyền", "vcl", "vcllll", "v.c.l", "Đ.M.M", "clgt", "VKL"),
    *("dit me may", "im mom di", "me kiep", "xam lol", "fuck you"),
    *("cút", "Cút đi.", "ngu quá", "im đi", "khốn nạn!", "mẹ mày"),
    *("bot ngu quá cho gặp cán bộ", "mẹ kiếp, bao giờ nộp báo cáo", "l\u200bồn"),
)
INSULTS = ("đồ ngu", "cút đi", "đm", "dit me may", "vcl", "cặc", "đéo hiểu gì", "clgt")
CALM = "Nếu trợ lý làm anh/chị chưa hài lòng"


@pytest.mark.parametrize("said", CLEAN)
def test_civic_sentences_are_clean_with_and_without_marks(said: str) -> None:
    for spelled in (said, fold(said), said.upper(), unicodedata.normalize("NFD", said)):
        assert not is_abusive(spelled), spelled


@pytest.mark.parametrize("said", ABUSIVE)
def test_abuse_is_heard_however_it_is_encoded(said: str) -> None:
    for spelled in (said, said.upper(), unicodedata.normalize("NFD", said)):
        assert is_abusive(spelled), spelled


@pytest.mark.parametrize(
    "said", ["đồ, ngu", "địt1", "xvcl", "các", "buổi", "cài lớn", "", "?!", "đ"]
)
def test_parts_of_words_and_words_across_a_comma_are_no_abuse(said: str) -> None:
    assert not is_abusive(said)


@pytest.mark.parametrize(
    ("said", "only"),
    [("cặc", True), ("vcl, đồ ngu 😡", True), ("cút đi!", True), ("đm bao giờ nộp", False)],
)
def test_a_message_may_say_more_than_abuse(said: str, only: bool) -> None:
    assert is_abusive(said)
    assert is_only_abuse(said) is only


def test_each_entry_of_the_list_is_found_as_its_part_says() -> None:
    listed = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    entries = [entry for part in listed.values() for entry in part]
    assert len(entries) == len(set(entries))
    for entry in listed["marked"]:
        assert is_abusive(f"ừ {entry} ạ"), entry
        assert fold(entry) != entry, f"{entry} has no marks: it would match unaccented text"
    for entry in listed["either"]:
        assert is_abusive(f"ừ {entry} ạ"), entry
        assert is_abusive(f"u {fold(entry)} a"), entry
    for entry in listed["alone"]:
        assert is_abusive(f"{entry}!"), entry
        assert not is_abusive(f"bà kể {entry} rồi"), entry


def examples() -> Iterator[str]:
    data = yaml.safe_load((ROOT / "nlu/data/nomination.yml").read_text(encoding="utf-8"))
    for block in data["nlu"]:
        for line in block["examples"].splitlines():
            yield line.removeprefix("- ")


def test_no_nomination_that_the_model_learns_from_is_abusive() -> None:
    told = list(examples())
    assert len(told) > 100
    assert [each for each in told if is_abusive(each) or is_abusive(fold(each))] == []


@pytest.mark.parametrize("said", INSULTS)
def test_an_insult_gets_a_calm_answer(said: str, product: Product) -> None:
    chat = Chat(product.url, "binh-luong")
    chat.say(said)
    (reply,) = chat.replies
    assert reply["text"].startswith(CALM)
    assert reply["topic"] == "fallback"
    titles = [choice["title"] for choice in reply["choices"]]
    assert titles[:2] == ["Gặp cán bộ", "Giới thiệu gương tốt"]


def test_insults_are_nothing_to_learn_from(product: Product) -> None:
    chat = Chat(product.url, "binh-luong")
    for said in INSULTS:
        chat.say(said)
    list_ = product.run("review", "list", "--limit", "1000", "--reason", "unsure").stdout
    assert not [said for said in INSULTS if f"    {said}\n" in list_]


@pytest.mark.parametrize(
    ("said", "topic"),
    [
        ("đm bao giờ nộp báo cáo tổng kết", "deadline"),
        ("mẹ kiếp, tiêu chí chung xét gương người tốt là gì", "criteria"),
        ("bot ngu quá cho gặp cán bộ", "handoff"),
    ],
)
def test_a_question_asked_rudely_is_answered(said: str, topic: str, product: Product) -> None:
    chat = Chat(product.url, "binh-luong")
    chat.say(said)
    assert chat.replies[0]["topic"] == topic
    assert CALM not in chat.text


ANSWERS = {
    texts.KIND: "cá nhân",
    texts.NAME["person"]: "Trần Văn Bình",
    texts.UNDER_16: "không",
    texts.PLACE: "thôn 2 xã Bình Lương",
    texts.HAPPENED: "từ năm ngoái",
    texts.WITNESS: "bỏ qua",
    "lĩnh vực": "chưa rõ",
    texts.PHOTO: "bỏ qua",
    texts.CONTACT: "không",
}
DEED = "Anh ấy nhảy xuống sông cứu ba cháu bé đuối nước giữa mùa lũ"


def nominate(chat: Chat, deed: str) -> str:
    """From the first word to the code; every answer is taken as it is told."""
    answers = {**ANSWERS, texts.DEED: deed}
    chat.say("tôi muốn đề cử")
    for _ in range(len(answers)):
        asked = chat.replies[-1]["text"]
        said = next((answer for question, answer in answers.items() if question in asked), None)
        if said is None:
            break
        chat.say(said)
        assert CALM not in chat.text
    assert deed in chat.text
    chat.tap("Gửi")
    return chat.text


def row(product: Product, code: str) -> tuple[str, bool]:
    socket = product.folder / "var" / "postgres" / "socket"
    with psycopg.connect(host=str(socket), user="app", dbname="guongsang") as db:
        found = db.execute("SELECT deed, flagged FROM nomination WHERE code = %s", [code])
        deed, flagged = found.fetchone() or ("", False)
    return deed, flagged


@pytest.mark.parametrize(
    ("deed", "flagged"), [(DEED, False), (f"{DEED}, đm nước lớn vãi lồn mà anh vẫn lao ra", True)]
)
def test_a_rude_nomination_is_taken_as_told_and_marked_for_the_officials(
    deed: str, flagged: bool, product: Product
) -> None:
    sent = nominate(Chat(product.url, "binh-luong"), deed)
    code = read_code(sent)
    assert code, sent
    assert sent.replace(code, "") == texts.SUBMITTED.format("", "xã Bình Lương", "")
    assert row(product, code) == (deed, flagged)
