"""Whether a message in the middle of the form is plainly about something else."""

from __future__ import annotations

import re

from actions.folding import fold, phrase
from actions.forms.form import Refused, Scene, Slot, Taken
from actions.forms.questions import is_question
from actions.forms.words import listed, read_move
from actions.nominations.extraction import read_facts
from actions.nominations.places import has_tones
from actions.nominations.strays import LONG, is_deed
from actions.understanding import Understanding

SURE = 0.6
_FORM = frozenset(
    listed("""
    affirm; deny; correct; skip; cancel; resume; back; repeat; more; follow_up;
    inform; nominate
""")
)
_COURTESIES = frozenset(
    {"greet", "thanks", "goodbye", "bot_identity", "help", "wrong_answer", "handoff"}
)
_ASKS = re.compile(
    r"\b(?:la gi|lam gi|gi vay|gi the|bao gio|khi nao|luc nao|o dau|noi nao|the nao|ntn|ra sao|"
    r"thi sao|tai sao|vi sao|bao nhieu|bao lau|duoc khong|duoc ko|dc ko|phai khong|co phai|"
    r"nhu nao|(?:may|bao) (?:gio|nguoi|ngay|thang|nam|lan|giai|chi tieu)|cho hoi|cho toi hoi|"
    r"cho em hoi|cho minh hoi|hoi chut)\b|\b(?:gi|nao|chua|khong|ko|dau|sao|may)$"
)
_WHO = re.compile(r"(?:^| )ai (?!cung|do|nay|kia|noi|biet)\w+|(?:cua|boi|la) ai$")
_WANTS = re.compile(
    r"^(?:(?:toi|minh|em|tui|chau|con|bac|cho|xin|da|a) )*(?:muon (?:biet|hoi|xem|doc|nghe|nhan|"
    r"gap|dang ky|huy dang ky|xoa)|cho (?:toi |em |minh )?(?:xem|biet|doc|nghe|gap|hoi)|"
    r"ke (?:cho|chuyen)|doc (?:cau )?chuyen|dang ky|huy dang ky|xoa du lieu|"
    r"gap (?:can bo|nguoi)|rut (?:lai )?de cu)\b"
)
SHORT = 25  # words: what is longer tells a story, even when it asks something in it


def asks(text: str) -> bool:
    """Whether it reads like a question or a request, and is short."""
    said = phrase(text)
    if not said or len(said.split()) > SHORT:
        return False
    if text.rstrip(" !.").endswith("?") or _ASKS.search(said) or _WANTS.match(said):
        return True
    if has_tones(text) and re.search(r"\bmấy\b", text.lower()):
        return True
    return bool(_WHO.search(said))


def _answers(text: str, intent: str, slot: Slot, scene: Scene) -> bool:
    """A slot being asked comes before what the words may also mean elsewhere."""
    if is_question(text) or _WANTS.match(phrase(text)):
        return False
    if len(text.split()) > LONG and (is_deed(text) or len(read_facts(text, scene)) > 1):
        return True
    if slot.options(scene):
        return isinstance(slot.read(text, scene), Taken)
    personal = intent.startswith(("privacy", "subscri", "unsubscri"))
    return personal and slot.name != "photo" and isinstance(slot.read(text, scene), Taken)


def is_something_else(
    text: str, understood: Understanding, slot: Slot | None, scene: Scene
) -> bool:
    intent = understood.intent
    if understood.confidence < SURE or intent in _FORM or read_move(text):
        return False
    if slot and _answers(text, intent, slot, scene):
        return False
    if slot and slot.name in ("place", "locality") and intent.startswith("locality"):
        return asks(text)
    if asks(text):
        return True
    if intent in _COURTESIES:
        return len(fold(text).split()) <= 6
    if slot is None:
        return intent != "out_of_scope"
    if slot.free or slot.sure(text) or intent == "out_of_scope":
        return False
    if slot.options(scene):
        return isinstance(slot.read(text, scene), Refused)
    return True
