"""Who is introduced, at the beginning of a message: a person, a household, a collective."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Literal

from actions.folding import fold
from actions.forms.words import listed
from actions.nominations.places import has_tones

Kind = Literal["person", "household", "collective"]

_TITLES = listed("""
    ông; bà; anh; chị; em; cô; chú; bác; cháu; bạn; cụ; thầy; dì; cậu; mợ; thím;
    dượng; o; mệ; eng; đồng chí; đ/c; bác sĩ; cô giáo; thầy giáo; y tá; y sĩ; ông
    bà; ông cụ; bà cụ; bé; em bé; cháu bé; sư cô; sư thầy; hai vợ chồng
""")
_ROLES = listed("""
    trưởng thôn; trưởng bản; trưởng ấp; bí thư; công an; công an xã; công an viên;
    học sinh; sinh viên; giáo viên; bảo vệ; lao công; bộ đội; dân quân; tổ trưởng;
    tổ phó; hàng xóm; nông dân; y tá; tài xế; xe ôm; cựu chiến binh; thương binh;
    chủ tịch; hiệu trưởng; chi hội trưởng
""")
_SURNAMES = listed("""
    nguyễn; trần; lê; phạm; hoàng; huỳnh; phan; vũ; võ; đặng; bùi; đỗ; hồ; ngô; dương; lý;
    đinh; trịnh; mai; đào; trương; lâm; hà; tạ; lương; cao; tô; lò; lưu; đoàn; chu; quách;
    thái; vi; nông; hứa; kiều; ma; giàng; thào; vàng; lù; lầu; sùng; tống; triệu; bạch; châu;
    cầm; đàm; khuất; lại; mạc; nghiêm; ninh; phùng; sầm; tăng; thạch; tiêu; vương; âu; quàng;
    lường; vừ; hạng; phàn; bàn; ksor; siu; kpa; điểu; y; h
""")
_FOLDED_SURNAMES = frozenset(map(fold, _SURNAMES)) - {"ban", "y", "h", "lai", "to", "ma"}
_MIDDLE = frozenset(
    listed("""
    thi; van; huu; duc; ngoc; xuan; minh; thanh; quang; dinh; cong; trong; kim; ba;
    manh; quoc; viet; hoang; thu; my; bich; hong; tuan; anh; dang; the; tien;
    phuong; thuy; nhu; cam; a; seo; chi; gia; bao; hai; khac; phuc; thien
""")
)
_ENDS = frozenset(
    listed("""
    o; tai; thuoc; ngu; que; song; sinh; nguoi; la; da; dang; vi; do; co; hay;
    thuong; luon; nam; tuoi; nha; cuu; giup; nuoi; nhat; tra; xay; lam; quyen; ung;
    ho; cham; soc; bo; cho; day; sua; dong; gop; truong; thon; xom; ap; xa; phuong;
    huyen; quan; trong; khi; suot; tham; moi; nhieu; mot; don; ve; quet; van; tu;
    chi; voi; thi; to; khu; ban; bi; nau; mo; vuot; hien; ngay; ne; a; nhe; va; dam;
    lao; nhay; dua; di
""")
)
_PRONOUNS = frozenset(
    listed("ay; nay; kia; no; ta; toi; tui; em; minh; chau; con; bac; do; mk; nao")
)
_HOUSEHOLD = ("hộ gia đình", "gia đình", "hộ", "nhà", "vợ chồng", "hai vợ chồng")
_COLLECTIVE = listed("""
    tập thể; câu lạc bộ; clb; đội; tổ; nhóm; hội; chi hội; chi đoàn; chi bộ; đoàn
    thanh niên; hợp tác xã; htx; công ty; trường; trạm y tế; ban; doanh nghiệp; lớp;
    đoàn
""")
_CLAUSES = listed("""
    ở; tại; thuộc; đã; đang; vì; do; có; hay; thường; luôn; cứu; giúp; hiến; nấu; xây;
    quyên; ủng; chăm; dạy; sửa; dọn; quét; vá; mỗi; nhiều; suốt; tham; trong; nuôi; tặng; đi
""")
_SOMEBODY = re.compile(
    r"(?:1|mot|co 1|co mot|co) (?:nguoi|anh|chi|ong|ba|co|chu|bac|em|ban|cu|chau|thay)"
    r"(?: (?:hang xom|cung (?:thon|xom|lop|xa)|tot(?: bung)?|gia))*\b"
)
_AGE = re.compile(r"[\s,(]*(?:nam nay )?(?P<age>\d{1,3}) tuoi\)?(?: roi)?,?")
_WORD = re.compile(r"\w+")


@dataclass(frozen=True)
class Subject:
    kind: Kind
    name: str | None
    end: int
    age: int | None = None
    unnamed: bool = False  # "một người": no name is to be expected right after


def subject_at(text: str, start: int) -> Subject | None:
    """The subject that begins at `start`. A name is given only when its end is certain."""
    found = _household(text, start) or _person(text, start) or _collective(text, start)
    if found is None:
        match = _SOMEBODY.match(fold(text), start)
        found = Subject("person", None, match.end(), unnamed=True) if match else None
    if found and (age := _AGE.match(fold(text), found.end)):
        return replace(found, end=age.end(), age=int(age["age"]))
    return found


def strip_titles(name: str) -> str:
    """ "anh Trần Văn Bình" → "Trần Văn Bình"; "bà Tư" stays, for that is how people know her."""
    end = _title_end(name, 0)
    rest = name[end:].strip() if end else name
    words = rest.split()
    return rest if len(words) >= 2 and fold(words[0]) not in _ENDS else name


def looks_like_name(text: str) -> bool:
    """Beyond doubt a name: capitals throughout, or a common family name and not many words."""
    text = text.strip(" .,!")
    words = text.split()
    if not 1 <= len(words) <= 7 or "?" in text or re.search(r"\d", text):
        return False
    found = _person(text, 0)
    if found and found.name and found.end >= len(text):
        return True
    return len(words) >= 2 and all(word[0].isupper() for word in words)


def _heads(text: str, heads: tuple[str, ...], start: int) -> int | None:
    """Where the longest of the heads that stands at `start` ends."""
    toned = has_tones(text)
    compared = text.lower() if toned else fold(text)
    ends = [
        start + len(head)
        for head in heads
        if compared.startswith(head if toned else fold(head), start)
        and not compared[start + len(head) : start + len(head) + 1].isalnum()
    ]
    return max(ends) if ends else None


def _title_end(text: str, start: int) -> int | None:
    end = _heads(text, _TITLES, start)
    if end is None:
        return None
    while True:
        begin = end + 1
        further = _heads(text, (*_ROLES, *_TITLES), begin) if text[end : end + 1] == " " else None
        if further is None or not text[further:].strip():
            return end
        end = further


def _person(text: str, start: int) -> Subject | None:
    title = _title_end(text, start)
    begin = title + 1 if title else start
    end = _full_name(text, begin) if _heads(text, _ROLES, begin) is None else None
    certain = title or (end and _stands_alone(text[begin:end]))
    if end and certain:
        name = text[begin:end]
        return Subject("person", name if " " in name else text[start:end], end)
    if title is None:
        return None
    word = _WORD.match(text, begin) if _heads(text, _ROLES, begin) is None else None
    if word and _ends_after(text, word.end(), only_place=True) and _may_be_name(word.group()):
        return Subject("person", text[start : word.end()], word.end())
    return Subject("person", None, title)


def _may_be_name(word: str) -> bool:
    return fold(word) not in _ENDS and fold(word) not in _PRONOUNS


def _stands_alone(name: str) -> bool:
    """Without a title before it: capitals, or a family name with "văn" or "thị"."""
    words = name.split()
    capitals = all(word[0].isupper() for word in words)
    return len(words) >= 2 and (capitals or fold(words[1]) in ("van", "thi"))


def _full_name(text: str, at: int) -> int | None:
    words: list[re.Match[str]] = []
    for word in _WORD.finditer(text, at):
        gap = text[words[-1].end() if words else at : word.start()]
        if gap not in ("", " ") or (not words and word.start() != at) or len(words) == 7:
            break
        words.append(word)
    if not words or words[0].start() != at or words[0].group().isdigit():
        return None
    if words[0].group()[0].isupper() and text.upper() != text:
        return _capitals(text, words)
    return _small_letters(text, words)


def _capitals(text: str, words: list[re.Match[str]]) -> int | None:
    end = None
    for number, word in enumerate(words):
        place = fold(word.group()) in {"thon", "xom", "xa", "phuong", "ap", "khu"}
        if not word.group()[0].isupper() or (number and place and len(words) > number + 1):
            break
        end = word.end()
    return end


def _small_letters(text: str, words: list[re.Match[str]]) -> int | None:
    folded = [fold(word.group()) for word in words]
    if len(words) < 2:
        return None
    plain = folded[0] in _FOLDED_SURNAMES
    family = words[0].group().lower() in _SURNAMES if has_tones(text) else plain
    if not family and not (plain and folded[1] in ("van", "thi")):
        return None
    least = 3 if folded[1] in _MIDDLE and len(words) > 2 else 2
    for count in range(least, min(len(words), 4) + 1):
        if folded[count - 1].isdigit():
            return None
        if _ends_after(text, words[count - 1].end()):
            return words[count - 1].end()
    return None


def _ends_after(text: str, at: int, only_place: bool = False) -> bool:
    """Whether a name ends here: the text ends, a mark stands, or a word that is never a name."""
    rest = fold(text[at:])
    word = re.match(r"\s+(\w+)", rest)
    if not word:
        return True
    if only_place:
        return word.group(1) in {"o", "tai", "thon", "xom", "ap", "xa"}
    return word.group(1) in _ENDS or word.group(1).isdigit()


def _household(text: str, start: int) -> Subject | None:
    end = _heads(text, _HOUSEHOLD, start)
    if end is None:
        return None
    person = _person(text, end + 1)
    said = fold(text[start:end])
    if said in ("ho", "nha") and not (person and person.name):
        return None
    if said == "ho" and re.match(r"\s+(?:van|thi)\b", fold(text[end:])):
        return None  # the family name Hồ
    if person and person.name:
        begin = start if said in ("vo chong", "hai vo chong") else end + 1
        return Subject("household", text[begin : person.end], person.end)
    return Subject("household", None, end)


def _collective(text: str, start: int) -> Subject | None:
    head = _heads(text, _COLLECTIVE, start)
    if head is None:
        return None
    words = list(_WORD.finditer(text, head))[:12]
    end = head
    toned = has_tones(text)
    clauses = frozenset(_CLAUSES if toned else map(fold, _CLAUSES))
    for word in words:
        gap = text[end : word.start()].strip()
        if gap or word.group() in clauses:
            return Subject("collective", _named(text, start, head, end), end)
        end = word.end()
    if end >= len(text.rstrip(" .!")):
        return Subject("collective", _named(text, start, head, end), end)
    return Subject("collective", None, head)


def _named(text: str, start: int, head: int, end: int) -> str | None:
    begin = head + 1 if fold(text[start:head]) == "tap the" else start
    return text[begin:end].strip() or None if end > head else None
