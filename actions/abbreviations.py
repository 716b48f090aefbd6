"""Office abbreviations that people type, written out before words are compared."""

from __future__ import annotations

import re

WRITTEN_OUT = {
    "vhtt": "văn hóa thông tin",
    "vh-tt": "văn hóa thông tin",
    "vh&tt": "văn hóa thông tin",
    "tđkt": "thi đua khen thưởng",
    "tdkt": "thi đua khen thưởng",
    "hđtđkt": "hội đồng thi đua khen thưởng",
    "khcn": "khoa học công nghệ",
    "cchc": "cải cách hành chính",
    "qpan": "quốc phòng an ninh",
    "gdđt": "giáo dục đào tạo",
    "gddt": "giáo dục đào tạo",
    "ntm": "nông thôn mới",
}
_LONGEST_FIRST = "|".join(map(re.escape, sorted(WRITTEN_OUT, key=len, reverse=True)))
_ANY = re.compile(rf"(?<![\w/-])(?:{_LONGEST_FIRST})(?![\w/])", re.IGNORECASE)


def write_out(text: str) -> str:
    return _ANY.sub(lambda match: WRITTEN_OUT[match.group().lower()], text)
