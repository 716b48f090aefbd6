"""Words about linking accounts, recognised without a model: a code is nobody else's business."""

from __future__ import annotations

import re

from actions.folding import phrase
from actions.registry import payload
from data.linking import ALPHABET, CODE

_ASKS = re.compile(
    r"(?:(?:cho|xin|lay|toi|em|minh|muon|can|duoc|nhan) )*(?:ma )?lien ket(?: cac| hai)?"
    r"(?: tai khoan)?(?: khac)?(?: cua (?:toi|em|minh))?(?: (?:a|voi|nhe|di|giup))*"
)
_TELLS = re.compile(rf"(?:ma )?lien ket(?: tai khoan)?(?: ma)? ([{ALPHABET.lower()} ]{{6,11}})")
_LEAVES = re.compile(
    r"(?:(?:cho|toi|em|minh|muon) )*(?:bo|huy|go|ngung|thoi|xoa|tach) lien ket(?: tai khoan)?"
    r"(?: (?:a|voi|nhe|di|giup))*"
)


def link_words(text: str) -> str | None:
    """The payload that the words stand for: a code asked for, a code told, or unlinking."""
    said = phrase(text)
    if _ASKS.fullmatch(said):
        return payload("link", do="give")
    if _LEAVES.fullmatch(said):
        return payload("link", do="leave")
    told = _TELLS.fullmatch(said)
    code = told[1] if told else _bare(text.strip())
    return payload("link", do="take", code=code.upper()) if code else None


def _bare(text: str) -> str | None:
    """A code by itself, as it was given; digits alone may be a telephone number."""
    return text if CODE.fullmatch(text) and not text.replace("-", "").isdigit() else None
