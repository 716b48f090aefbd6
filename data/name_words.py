"""The words by which people's names are told from other words (`data.personal_names`).

Family names: the common ones of the Kinh, Tày, Thái, Mường and Mông, after `actions.nominations`.
"""

from __future__ import annotations

import unicodedata

Phrases = frozenset[tuple[str, ...]]


def fold(text: str) -> str:
    """Without case and marks, letter for letter on NFC text."""
    plain = (unicodedata.normalize("NFD", letter)[0] for letter in text.lower())
    return "".join("d" if letter == "đ" else letter for letter in plain)


def _listed(text: str) -> frozenset[str]:
    return frozenset(text.split())


def _phrases(text: str) -> Phrases:
    return frozenset(tuple(each.split()) for each in text.split(";"))


TITLES = _listed(
    "ông bà anh chị em cô chú bác cháu cụ thầy dì cậu mợ thím dượng mệ bạn bé tên giáo sĩ tá chí"
)
PLAIN_TITLES = _listed("ong ba anh chi em co chu bac chau cu thay thim be giao ten")
NAMED = _phrases("tên là;tên tôi là;tên em là;tên mình là;tên cháu là;tên con là")
FAMILIES = _listed("""
    nguyễn trần lê phạm hoàng huỳnh phan vũ võ đặng bùi đỗ hồ ngô dương lý đinh trịnh mai đào
    trương lâm hà tạ lương cao tô lưu đoàn chu quách thái vi nông hứa kiều ma giàng thào vàng lò
    sùng tống triệu bạch châu đàm mạc nghiêm ninh phùng sầm tăng thạch tiêu vương quàng lường vừ
    hạng phàn doãn khổng tôn lục thân
""")
PLAIN_FAMILIES = frozenset(map(fold, FAMILIES)) - {"vi", "la", "than", "vang", "luc", "ton"}
# Everyday words as well: in small letters a name only with "văn", "thị" after them.
WORDS_TOO = _listed("""
    hồ dương lý mai đào lương cao tô lưu đoàn chu thái vi nông hứa ma vàng lò tống triệu châu ninh
    tăng thạch tiêu thân lục hạng bạch kiều tạ lâm tôn
""")
CERTAIN_PLAIN = _listed("nguyen tran pham huynh bui ngo trinh vuong quach hoang")
# Given names (*tên gọi*) that are hidden after a title in small letters, too: cô lan, anh tuấn.
GIVEN = _listed("""
    lan hằng hương hùng dũng tuấn nam minh linh thảo trang hạnh thủy thúy tùng cường quân khánh
    phúc hoa huệ cúc loan nga oanh phượng tâm thắm thắng toàn tuyết vinh yến hiền hòa hải
    long út
""")
MIDDLES = _listed("thị văn")
PLAIN_MIDDLES = _listed("thi van")
NO_MIDDLES = _phrases("""thị trấn;thị trường;thị xã;thị sát;thị tứ;văn hóa;văn hoá;văn nghệ;
    văn bản;văn phòng;văn minh;văn thư;thi dua;thi tran;thi truong;thi xa;van hoa;van nghe;
    van ban;van phong;van minh;van thu;thi la;thi co;thi sao;thi phai""")
STOPS = _listed("""
    ở tại thuộc ngụ quê là đã đang sẽ vì do có hay thường luôn năm tuổi nhà cứu giúp nuôi tặng
    trả xây làm quyên ủng chăm dạy sửa đóng thôn xóm ấp xã phường huyện quận trong khi suốt tham
    mỗi nhiều một đơn về tự với thì tổ khu bị nấu mở hiến ngay nè ạ nhé và ấy này kia nó đó ơi
    hỏi muốn xin cho gửi nộp cần được bảo nói nhờ phải biết gọi số sđt đt chưa không rồi mà nên
    thôi cũng vẫn lại ra vào lên xuống đi đến từ của các những nào gì sao đâu ai mới vừa hôm bao
    cảm chào dạ vâng tốt chồng vợ con hàng cùng như theo để bằng chủ người bên đây nhỉ nha đấy kế
    hạn hội ban phòng đảng trạm sở
""")
PLAIN_STOPS = frozenset(map(fold, STOPS)) - _listed("nam thi van mai lai hoi cuu chu di hay gi")
PLACES = _listed("""
    xã phường quận huyện tỉnh thôn bản ấp xóm tổ khu phố đường ngõ trường chợ cầu sông hồ đền
    chùa xa phuong quan huyen thon xom ap duong truong
""")
AT = _listed("ở tại về")
ROLES = _listed("trưởng tịch an thư bộ đội giáo truong tich")  # "trưởng thôn", "công an xã"
PUBLIC = _phrases("""hồ chí minh;bác hồ;hồ sơ;đào tạo;lý do;lý luận;cao tuổi;cao điểm;cao đẳng;
    thái độ;tăng cường;lương thực;lương tâm;lưu ý;lưu trữ;đoàn thể;đoàn viên;đoàn kết;phạm vi;
    đoàn thanh niên;anh hùng;anh dũng;nông dân;nông thôn;nông nghiệp;lâm nghiệp;vi phạm;
    dương tính;chủ tịch;phó chủ tịch;bí thư;phó bí thư;trưởng thôn;trưởng bản;trưởng ấp;
    trưởng xóm;hội trưởng;chi hội;chi bộ;chi đoàn;hiệu trưởng;giám đốc;tổ trưởng;cán bộ;
    công an;thái lan;hà nội""")
