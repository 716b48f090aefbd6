"""Whether a text asks: a question is answered, it never fills a slot."""

from __future__ import annotations

import re

from actions.folding import phrase

LONGEST = 25  # words: what is longer tells a story, even when it asks something in it

_CAN = r"(?:duoc|dc|đc) (?:khong|ko|k|hong|hok|hem|chu|chua)"
_END = r"(?: (?:a|ah|vay|the|nhi|em|ad|ban|ha|di|roi|nua))*$"
_TAIL = re.compile(
    rf"\b(?:{_CAN}|phai (?:khong|ko)|dung (?:khong|ko)|la gi|lam gi|o dau|di dau|cho nao|noi nao|"
    r"khi nao|luc nao|bao gio|bao lau|bao nhieu|the nao|nhu nao|nhu the nao|ra sao|la ai|"
    r"(?:thi|lam|vi|tai|vay|the|lieu|co|khong) sao|de (?:lam )?gi|(?:khong|vay|the|that|luon) ha)"
    rf"{_END}"
)
_WHETHER = re.compile(r"\bco (?:\w+ ){1,8}(?:khong|ko|hong|chua)" + _END)
_REQUEST = re.compile(
    r"[\s,]+(?:được|duoc|dc|đc)\s+(?:không|khong|ko|k|hông|chứ)[\s\w]{0,6}[?!. ]*$", re.I
)


def is_question(text: str) -> bool:
    said = phrase(text)
    if not said or len(said.split()) > LONGEST:
        return False
    if text.rstrip(" !.)").endswith("?") or re.search(r"\bhả\W*$", text.lower()):
        return True
    if re.search(r"\bthị sao\W*$", text.lower()):
        return False  # the name Sao
    return bool(_TAIL.search(said) or _WHETHER.search(said))


def without_request(text: str) -> str:
    """ "bỏ qua được không?" → "bỏ qua": a request in the form of a question."""
    return _REQUEST.sub("", text)
