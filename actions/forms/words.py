"""Words that mean the same in every form: yes, no, unknown, and the moves. All regions, with
or without tones."""

from __future__ import annotations

import re
from typing import Literal

from actions.folding import words


def listed(text: str) -> tuple[str, ...]:
    """The phrases of a list written with semicolons, over several lines."""
    return tuple(" ".join(part.split()) for part in text.split(";") if part.strip())


Certainty = Literal["yes", "no", "unknown"]
Move = Literal[
    "skip",
    "back",
    "cancel",
    "repeat",
    "help",
    "confirm",
    "resume",
    "keep",
    "summary",
    "edit",
    "pause",
    "restart",
]

_OPENERS = frozenset(
    listed("""
    da; thua; a; oi; vang; um; uh; u; ua; uk; uay; em; ad; ban; roi
""")
)
_CLOSERS = frozenset(
    listed("""
    a; ah; nhe; nha; nhi; nghe; hen; ha; roi; luon; di; do; day; em; ad; ban; oi;
    ne; chu; giup; ho; gium; dum; voi; nua; ik; ak; vay; cai; bac; chau;
    con; anh; chi; dau; man; hi; hay; nao
""")
)
_YES = frozenset(
    listed("""
    co; dung; phai; u; uh; um; ua; uk; ok; oke; oki; okay; okie; yes; y; vang; da;
    dong y; nhat tri; duoc; dc; chuan; chinh xac; dung roi; phai roi; co chu; tat
    nhien; ung; co dong y; toi dong y; minh dong y; em dong y; bang long; cho phep;
    toi cho phep; da co; dung the; dung vay; dung rua; phai rua; roi; o; muon chu;
    dung het; dung het roi; dong y cho luu; sai dau ma sai; hop ly; chuan roi; chuan
    luon
""")
)
_NO = frozenset(
    listed("""
    khong; khoong; ko; k; kg; kh; hong; hok; hk; hem; khum; khong co; ko co; hong
    co; hok co; khong phai; ko phai; hong phai; chua; khong dong y; ko dong y; toi
    khong dong y; tu choi; khoi; khong can; ko can; khoi can; khong muon; ko muon;
    no; nope; nah; cha; chang; mo co; lam gi co; khong co ai; ko co ai; hong co ai;
    khong ai; khong luu; dung luu; khong de lai; khong cho; deo; sai; khong dung;
    khong thich; khong tien; thoi khong; thoi khong can; thoi khoi; chua co
""")
)
_NOT = r"(?:khong|ko|k|kg|hong|hok|hk|hem|khum|chua|nao|dau|mo|no|chang|cha|hem)"
_UNKNOWN = re.compile(
    rf"^(?:toi |minh |em |tui |chau |con |bac |cai do thi bac |cai nay |cau nay )?"
    rf"(?:{_NOT} (?:co |duoc )?(?:biet|bit|ro|nho|chac|de y|co thong tin|thong tin)|chiu|"
    rf"quen roi|quen mat|ai (?:ma )?biet|hem biet)(?: .{{0,30}})?$"
)
_SAYS_NO = re.compile(
    r"^(?:khong|ko|hong|hok|hem|chua|no)\b"
    r"(?! (?:biet|bit|ro|nho|chac|co le|sao|van de|co van de|hieu))(?: .{0,60})?$"
)
_ASKS = re.compile(r"\b(?:khong|ko|hong|chua|sao|gi|nao|dau|a|ha)$")
_SAYS_YES = re.compile(
    r"^(?:co|dung|phai|dong y|vang|ok|oke|nhat tri)\b"
    r"(?! (?:le|the|khong|ko|hong|nguoi|mot|nen))(?: .{0,60})?$"
)

_EXACT: dict[Move, frozenset[str]] = {
    "skip": frozenset(
        listed("""
    bo qua; skip; qua; qua cau; cau sau; cau khac; qua cau khac; cau tiep; cau tiep
    theo; next; de trong; de sau; cho qua; bo qua cau nay; bo cau nay; cau nay bo;
    sang cau khac; khong tra loi; khong muon tra loi; khong dien; khoi ghi muc nay;
    khong ghi; khong muon tra loi cau nay; hoi cau khac; khong tien cho so; bo trong
""")
    ),
    "back": frozenset(
        listed("""
    quay lai; quay lai cau truoc; cau truoc; lui lai; lui; tro lai; tro lai buoc
    truoc; back; ve cau truoc; cau vua roi; tro lai cau truoc; buoc truoc; quay lui;
    lui mot cau; quay ve; tro lai cau vua roi; ve cau hoi nay; lui lai 1 cau; cho
    quay lai; quay lai cau vua roi; cho toi quay lai; cho toi quay lai cau truoc
""")
    ),
    "cancel": frozenset(
        listed("""
    huy; huy bo; thoi; thoi khong lam; thoi bo; dung; dung lai; thoat; cancel; stop;
    bo di; thoi bo di; ngung; ngung o day; dung o day; thoi nghi; thoi dep; bo; dep;
    dep di; bo thoi; thoi bo; khong lam nua; huy di; dung de cu; huy de cu;
    huy gioi thieu; huy ban nay; huy form nay; huy het;
    bo ban nay; xoa ban nay; xoa het; bo het; quay ra ngoai; thoat khoi phan nay;
    thoat ra; dung lai khong lam
""")
    ),
    "repeat": frozenset(
        listed("""
    nhac lai; lap lai; hoi lai; noi lai; noi lai cau hoi; nhac lai cau hoi; hoi gi;
    em vua hoi gi; cau hoi la gi; vua hoi gi; gi co; noi lai cau vua nay; hoi lai
    giup toi; dang hoi gi; cau hoi vua roi la gi
""")
    ),
    "help": frozenset(
        listed("""
    giai thich; la sao; nghia la gi; la gi; khong hieu; ko hieu; hong hieu; chua
    hieu; vi du; tai sao; sao phai hoi; cau nay nghia la gi; cau nay la sao; hoi lam
    gi; hoi de lam gi; ghi the nao; ghi sao; viet the nao; tra loi sao; tra loi the
    nao; the nao; sao lai hoi; giup; help; ghi nhu the nao; toi khong hieu; khong
    hieu cau hoi; vi sao hoi; vi du nhu
""")
    ),
    "confirm": frozenset(
        listed("""
    gui; dong y gui; ok gui; xac nhan; dung roi gui; xac nhan gui; co gui; gui ngay;
    duyet; gui cho xa; gui de cu; gui ban nay; toi xac nhan; toi dong y gui; u gui;
    gui giup toi; gui giup bac; em dong y gui; vang gui; duoc gui; dung gui; dong y
    gui di
""")
    ),
    "resume": frozenset(
        listed("""
    tiep tuc; viet tiep; lam tiep; dien tiep; di tiep; tiep; tiep di; tiep tuc de
    cu; tiep tuc gioi thieu; lam not; dien not; viet tiep ban nay; hoi tiep
""")
    ),
    "keep": frozenset(
        listed("""
    giu nguyen; de nguyen; giu; khong doi; nhu cu; het roi; het; chi vay thoi; vay
    thoi; the thoi; chi the thoi; chi co the; chi vay; co vay thoi; co the thoi; du
    roi
""")
    ),
    "summary": frozenset(
        [
            "xem lai",
            "tom tat",
            "xem tom tat",
            "xem lai thong tin",
            "da ghi nhung gi",
            "xem ban",
            "xem da ghi gi",
            "doc lai thong tin",
            "xem lai da ghi gi",
            "cho xem lai",
        ]
    ),
    "edit": frozenset(
        listed("""
    sua; sua lai; chinh sua; toi muon sua; muon sua; cho sua; cho sua lai; cho toi
    sua; nham; nham roi; ghi nham; sai roi; viet sai; ghi sai; doi thong tin; sua
    thong tin; toi ghi nham; lon roi; cho toi sua lai; toi muon sua lai
""")
    ),
}
# Folded words that other words fall together with, and how the meant ones are written.
_WRITTEN = {"bo": ("bỏ", "bo"), "dep": ("dẹp", "dep"), "dung": ("dừng",)}
_LOOKALIKES = re.compile(r"^\W*(?:hồng|khổng|vàng|dũng|cô|cờ)\b", re.IGNORECASE)
_ME = r"(?:(?:toi|minh|em|tui|bac|chau|con|mk) )?"
_DOES = r"(?:gioi thieu|gt|lam|lm|gui|dien|khai|tiep tuc|de cu|viet|ghi|hoi)"
_DROPS = re.compile(
    rf"^(?:(?:u|uh|um|thoi|thui|bo|dep|huy|di) )+{_ME}{_NOT} (?:muon )?{_DOES}(?: tiep)?(?: nua)?$"
)
_LATER = r"(?:mai|lat|lat nua|chut nua|ti nua|toi nay|(?:hom|luc|khi|bua|dip) khac|tuan sau|sau)"
_PAUSES = re.compile(
    rf"^(?:(?:da|thoi|u|toi|em|minh|tui|bac|chau|hen|de|cho|vay|a) )*"
    rf"(?:{_LATER} {_ME}(?:{_DOES}|ke|noi|tinh|tra loi|lam viec)(?: (?:tiep|nua|not|sau))*"
    rf"|(?:lat|chut|ti) nua|(?:de|hen) {_ME}(?:mai|lat|(?:hom|luc|khi|bua|dip) khac)"
    rf"|(?:de|cho) {_ME}(?:ve )?(?:hoi|xem|tim|nghi|suy nghi|kiem tra)"
    r"(?: .{0,30})? ?(?:da|roi tinh)"
    rf"|(?:de|cho) {_ME}(?:ve )?(?:hoi|xem|tim hieu|suy nghi|kiem tra) lai"
    r"|(?:dang )?ban (?:roi|qua|viec)|tam dung|tam nghi)(?: (?:da|nhe|nha|a|em|ad|roi|vay))*$"
)
_RESTARTS = re.compile(
    rf"^(?:(?:da|thoi|u|cho|toi|em|minh|muon|xin) )*(?:(?:xoa het|bo het) )?"
    rf"(?:(?:{_DOES}|bat dau)(?: lai)? (?:tu )?dau|bat dau lai|(?:xoa|bo) het (?:{_DOES}) lai)"
    r"(?: (?:tu dau|di|nhe|nha|a|em|het))*$"
)
_CANCELS = re.compile(
    rf"^(?:toi |minh |em |tui |bac )?(?:thoi |thui )*(?:toi |minh |em |tui )?"
    rf"{_NOT} (?:muon )?(?:gioi thieu|gt|lam|lm|gui|dien|khai|tiep tuc|de cu|viet|ghi|hoi)"
    rf"(?: tiep)? nua$"
)


def _spoken(text: str) -> tuple[str, str]:
    """The folded text, and the same without the particles around it."""
    all_words = list(words(text))
    core = all_words[:]
    while len(core) > 1 and core[-1] in _CLOSERS:
        core.pop()
    while len(core) > 1 and core[0] in _OPENERS:
        core.pop(0)
    return " ".join(all_words), " ".join(core)


def read_certainty(text: str) -> Certainty | None:
    if _LOOKALIKES.match(text):
        return None
    whole, core = _spoken(text)
    for said in (whole, core):
        if _UNKNOWN.match(said):
            return "unknown"
        if said in _NO:
            return "no"
        if said in _YES:
            return "yes"
    if len(core) <= 70:
        if _SAYS_NO.match(core):
            return "no"
        asks = text.rstrip().endswith("?") or _ASKS.search(core)
        if _SAYS_YES.match(core) and not asks:
            return "yes"
    return None


def read_move(text: str) -> Move | None:
    whole, core = _spoken(text)
    if _RESTARTS.match(whole):
        return "restart"
    if _PAUSES.match(whole) and whole not in _EXACT["skip"]:
        return "pause"
    for move, spoken in _EXACT.items():
        for said in (whole, core):
            if said in spoken and _is_written(text, said):
                return move
    return "cancel" if _CANCELS.match(whole) or _DROPS.match(whole) else None


def _is_written(text: str, said: str) -> bool:
    """ "bỏ" and "dừng" are moves, "bố" and "đúng" are not."""
    written = _WRITTEN.get(said)
    return written is None or bool(set(written) & set(re.findall(r"\w+", text.lower())))
