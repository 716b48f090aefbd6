"""What a text that is no answer to the question asked tells instead."""

from __future__ import annotations

from actions.folding import phrase
from actions.forms.form import Scene, Values
from actions.forms.questions import is_question
from actions.forms.words import listed
from actions.nominations.places import find_place
from actions.nominations.times import find_time

LONG = 8
_DEEDS = listed("""
    nuoi; cuu; giup; nhan nuoi; hien; day; nau; xay; quyen gop; ung ho; cham soc; sua; don;
    tang; nhat duoc; tra lai; cham; van dong; cho; lam; dua; chua; va duong; phat; tham gia
""")


def is_deed(text: str) -> bool:
    """A sentence about a deed, and not about where somebody lives."""
    said = f" {phrase(text)} "
    if len(said.split()) <= LONG or is_question(text):
        return False
    return any(f" {verb} " in said for verb in _DEEDS) and find_place(text) is None


def is_time(text: str) -> bool:
    """Nothing but a year, a date, a span."""
    said, found = phrase(text), find_time(text)
    digits = said.removeprefix("nam ")
    year = digits.isdigit() and len(digits) == 4 and digits[:2] in ("19", "20")
    return year or bool(found and phrase(found) == said)


def stray_facts(slot: str, text: str, _scene: Scene) -> Values:
    if slot == "deed":
        return {"happened": text.strip()} if is_time(text) else {}
    return {"deed": text.strip()} if is_deed(text) else {}
