"""What is hidden in a message that people read again, and what must stay."""

from __future__ import annotations

import pytest

from bot.dialogue.learning import public
from data.masking import mask_personal
from data.name_words import Phrases
from data.plans.catalogue import load_catalogue


@pytest.fixture(scope="module")
def names() -> Phrases:
    return public(load_catalogue())


HIDDEN = [
    ("chị Nguyễn Thị Hoa ở thôn 2 hỏi", "chị ••• ở thôn 2 hỏi"),
    ("số của chị Hoa: 0912 345 678", "số của chị •••: •••• ••• 678"),
    ("+84 912.345.678 nhé", "+•• •••.•••.678 nhé"),
    ("căn cước 038060001234", "căn cước •••••••••234"),
    ("mail hoa.nguyen@gmail.com ạ", "mail ••• ạ"),
    ("xem https://zalo.me/0912345678", "xem •••"),
    ("facebook.com/tran.lan đấy", "••• đấy"),
    ("mã GS-7K3F tới đâu rồi", "mã GS-••• tới đâu rồi"),
    ("gs 7k3f", "GS-•••"),
    ("tôi là Nguyễn Văn An, hỏi hạn", "tôi là •••, hỏi hạn"),
    ("gửi cho Trần Lan nhé", "gửi cho ••• nhé"),
    ("ông Giàng A Páo ở Tủa Chùa", "ông ••• ở Tủa Chùa"),
    ("Ma Thị Sua giỏi", "••• giỏi"),
    ("thầy Phùng Xuân Minh", "thầy •••"),
    ("cô giáo Hà dạy giỏi", "cô giáo ••• dạy giỏi"),
    ("em Bình ở Bình Lương", "em ••• ở Bình Lương"),
    ("trưởng thôn Lê Văn Lợi", "trưởng thôn •••"),
    ("Nguyễn Bình Lương hỏi", "••• hỏi"),
    ("Nguyễn Văn An Bình Lương", "••• Bình Lương"),
    ("tên tôi là Hoa", "tên tôi là •••"),
    ("anh Tuấn và chị hằng", "anh ••• và chị •••"),
    ("chị nguyễn thị hoa ở xã bình lương", "chị ••• ở xã bình lương"),
    ("bác trần văn nam hỏi hạn nộp", "bác ••• hỏi hạn nộp"),
    ("bác lê hỏi tiêu chí", "bác ••• hỏi tiêu chí"),
    ("chi nguyen thi minh khai o xa cam ngoc", "chi ••• o xa cam ngoc"),
    ("toi ten la Tran Van Hung o Go Vap", "toi ten la ••• o Go Vap"),
    ("CHỊ NGUYỄN THỊ HOA Ở THÔN 2", "CHỊ ••• Ở THÔN 2"),
    ("Em Hỏi Hạn Nộp Của Chị Trần Thị Lan Ạ", "Em Hỏi Hạn Nộp Của Chị ••• Ạ"),
    ("hai dòng\nchị\u200b  Hoa", "hai dòng chị •••"),
]

KEPT = """\
hạn nộp báo cáo của xã Bình Lương
huyện Triệu Sơn có bao nhiêu gương
quận Gò Vấp, TP Hồ Chí Minh
tieu chi y te o tua chua
em ở Tủa Chùa ạ
ở Mai Châu thì sao
Hà Nội có không
đường Lê Lợi có ai
Hội Nông dân làm gì
Đoàn Thanh niên xã Cẩm Ngọc
vì sao chị em Hội Phụ nữ chưa nộp
UBND xã Bình Lương giao Phòng Nội vụ
Phòng Giáo dục và Đào tạo phải làm gì
ông chủ tịch UBND xã ký
ban Tuyên giáo Huyện ủy
Chi đoàn, chi bộ và Đảng ủy
học tập làm theo Bác Hồ và tư tưởng Hồ Chí Minh
Hồ sơ gồm những gì
HỒ SƠ GỒM NHỮNG GÌ VẬY
Kế hoạch 45/KH-UBND ngày 12/3/2021
co ho van hoa khong
nói lại văn bản nào
em hứa nộp
anh hùng lao động
chị ấy hỏi
Bác ơi cho hỏi
bà con nông dân""".splitlines()


@pytest.mark.parametrize(("said", "masked"), HIDDEN)
def test_what_tells_of_a_person_is_hidden(said: str, masked: str, names: Phrases) -> None:
    assert mask_personal(said, names) == masked


@pytest.mark.parametrize("said", KEPT)
def test_places_offices_and_everyday_words_stay(said: str, names: Phrases) -> None:
    assert mask_personal(said, names) == said


def test_every_locality_and_unit_of_the_plans_stays(names: Phrases) -> None:
    changed = {
        name: mask_personal(f"còn {name} thì sao", names)
        for plan in load_catalogue()
        for name in (plan.locality.name, *(unit.name for unit in plan.units))
        if mask_personal(f"còn {name} thì sao", names) != f"còn {name} thì sao"
    }
    assert changed == {}
