"""Words that must always work, in any state and also when Rasa is down: stop, a person, danger."""

from __future__ import annotations

import re
import unicodedata

from actions.folding import fold, phrase
from actions.matching import mentions
from actions.registry import parse_payload
from bot.dialogue.link_words import link_words

STOP = (
    "dừng",
    "stop",
    "hủy đăng ký",
    "hủy nhận tin",
    "ngừng nhận tin",
    "dừng nhận tin",
    "dừng gửi tin",
    "ngừng gửi tin",
    "không nhận tin nữa",
    "bỏ theo dõi",
    "unsubscribe",
)
PERSON = (
    "gặp cán bộ",
    "gặp người thật",
    "gặp người",
    "nói chuyện với cán bộ",
    "nói chuyện với người thật",
    "cho gặp cán bộ",
    "cho tôi gặp cán bộ",
    "tôi muốn gặp cán bộ",
    "em muốn gặp cán bộ",
    "gặp nhân viên",
)
# Said anywhere in a message, whatever else it says.
DANGER = (
    *("muốn tự tử", "định tự tử", "muốn chết", "không muốn sống", "chán sống", "tự sát"),
    *("cứu với", "cứu tôi với", "cháy nhà rồi", "số cấp cứu", "gọi cấp cứu", "số cảnh sát"),
    *("đánh tôi", "đánh em", "đánh mình", "bị đánh đập", "bị bạo hành", "bị xâm hại"),
)
_CLAUSES = re.compile(r"[,.;:!?\n]+")  # "…bị trẻ đánh, tôi là cán bộ" says no "đánh tôi"
# Without marks "dung" is as likely "đúng": only the longer forms stop then.
_UNSURE = frozenset({"dung"})


def always_intent(text: str) -> str | None:
    if any(mentions(clause, DANGER) for clause in _CLAUSES.split(text)):
        return "danger"
    for intent, said in (("unsubscribe", STOP), ("handoff", PERSON)):
        if _is_one_of(text, said):
            return intent
    return None


def must_be_heard(text: str, payload: str | None) -> bool:
    """Also while a person answers: those words and those about linking accounts, and the buttons
    that such an answer offers."""
    if payload is None:
        return always_intent(text) is not None or link_words(text) is not None
    name, arguments = parse_payload(payload)
    if name == "ask":
        return arguments.get("intent") in ("unsubscribe", "handoff", "privacy_erase")
    if name == "form":
        return arguments.get("do") == "abandon"
    return name in ("subscription", "erase", "link")


def _is_one_of(text: str, said: tuple[str, ...]) -> bool:
    """With its marks a message must be one of them; without, it may be any that folds to it."""
    words = unicodedata.normalize("NFC", text).lower().strip(" .!,")
    if fold(words) == words:
        return phrase(words) not in _UNSURE and phrase(words) in {phrase(each) for each in said}
    return any(_letters(words) == _letters(each) for each in said)


def _letters(text: str) -> list[str]:
    """The letters and marks, wherever the tone is put ("hủy", "huỷ")."""
    return sorted(unicodedata.normalize("NFD", text))
