"""Which choice a text means: by number, by title, by another word for it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from actions.folding import phrase
from actions.forms.form import Option

_ORDER = re.compile(
    r"^(?:so|cai|chon|chon so|chon cai|muc|y|lua chon)? ?"
    r"(?:(?P<number>\d{1,2})|thu (?P<ordinal>\w+)|(?P<first>dau|dau tien)|(?P<last>cuoi|cuoi cung))"
    r"(?: (?:di|nhe|a|nha|em))*$"
)
_ORDINALS = {"nhat": 1, "hai": 2, "ba": 3, "tu": 4, "bon": 4, "nam": 5, "sau": 6, "bay": 7}


def read_option(text: str, options: Sequence[Option]) -> Option | None:
    said = phrase(text)
    if not said:
        return None
    if match := _ORDER.match(said):
        return _by_number(match, options)
    for option in options:
        if said in (phrase(option.title), *option.words):
            return option
    if len(said) > 60:
        return None
    inside = {
        option.value: option
        for option in options
        for name in (phrase(option.title), *option.words)
        if f" {name} " in f" {said} "
    }
    return next(iter(inside.values())) if len(inside) == 1 else None


def _by_number(match: re.Match[str], options: Sequence[Option]) -> Option | None:
    if match["first"]:
        number = 1
    elif match["last"]:
        number = len(options)
    else:
        number = int(match["number"] or _ORDINALS.get(match["ordinal"] or "", 0))
    return options[number - 1] if 0 < number <= len(options) else None
