"""Texts that made readers run wild, and all readers to try on them."""

from __future__ import annotations

import datetime as dt

LONG = 4000
TEXTS = (
    "GS" + " " * (LONG - 100) + "x",
    "sửa tên" + "\t" * 150 + "thành Lan",
    "a" + " " * 100 + "b" + " " * 100 + "c",
    "ở " * (LONG // 2),
    "12345678 " * (LONG // 9),
    "không phải " * (LONG // 11),
    "bà Lan nuôi năm cháu mồ côi suốt mười năm nay ai cũng biết " * (LONG // 59),
    "0912" + " 3" * (LONG // 2),
)


def read_everything(text: str) -> None:
    from actions.forms.corrections import read_correction
    from actions.forms.form import Scene
    from actions.forms.words import read_move
    from actions.nominations.extraction import begins_nomination, read_facts
    from actions.nominations.form import FORM
    from bot.dialogue.always import always_intent
    from data.masking import mask_phones
    from data.plans.catalogue import load_catalogue

    scene = Scene(today=dt.date(2026, 11, 20), plans=load_catalogue())
    read_correction(text, FORM)
    read_facts(text, scene)
    read_move(text)
    begins_nomination(text)
    for slot in FORM.slots:
        slot.read(text, scene)
    always_intent(text)
    mask_phones(text)
