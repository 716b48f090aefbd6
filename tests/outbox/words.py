"""Texts as people and editors write them, and as those do who try to break things."""

from __future__ import annotations

import unicodedata

from hypothesis import strategies as st

UNITS = ("graphemes", "code_points", "utf16", "bytes")
FAMILY = "👨\u200d👩\u200d👧\u200d👦"
FLAG = "🇻🇳"
ZALGO = "e" + "\u0301\u0323\u0336" * 30

_words = st.sampled_from(
    [
        *"Xã Bình Lương giới thiệu gương người tốt trước ngày mục V.1 1. - – TP. …".split(),
        "hết.",
        "nhé?",
        unicodedata.normalize("NFD", "điển"),
        unicodedata.normalize("NFD", "Đường"),
        FAMILY,
        FLAG,
        FLAG * 3,
        "👍🏽",
        "ก็",
        "각",
        ZALGO,
        "https://guongsang.example/cau-chuyen/ba-nam",
        "dàidằngdặckhôngcódấucáchnào" * 3,
    ]
)
_gaps = st.sampled_from(["", " ", " ", " ", "  ", "\n", "\n\n", "\r\n", "\u00a0", " \u0301"])


@st.composite
def texts(draw: st.DrawFn) -> str:
    pieces = draw(st.lists(st.tuples(_words, _gaps), max_size=60))
    return "".join(part for pair in pieces for part in pair)


anything = st.one_of(texts(), st.text(max_size=300))


def bare(text: str) -> str:
    """What may never be lost: everything but white space, as NFC has it."""
    return "".join(unicodedata.normalize("NFC", text).split())
