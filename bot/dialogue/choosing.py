"""A choice made in words: its number ("số 2", "2", "cái đầu tiên") or its title."""

from __future__ import annotations

import re
from collections.abc import Sequence

from actions.folding import phrase
from actions.reply import Choice

_NUMBER = re.compile(
    r"(?:chon |so |cau |muc |cai |thu |y )?(?:so |thu )?(\d{1,2})(?: a| nhe| di)?\Z"
)
_ORDER = {
    "dau tien": 0,
    "thu nhat": 0,
    "so mot": 0,
    "thu hai": 1,
    "so hai": 1,
    "thu ba": 2,
    "so ba": 2,
    "thu tu": 3,
    "cuoi cung": -1,
    "cuoi": -1,
}
_LEAD = re.compile(
    r"^(?:chon |lay |xem |cho (?:toi |em |minh )?)?(?:cai |muc |y |cau |noi |cho |xa |huyen )?"
)
_TAIL = re.compile(r"(?: (?:a|di|nhe|nha|ay|do))+\Z")


def chosen(text: str, choices: Sequence[Choice]) -> Choice | None:
    """The remembered choice that the words mean, if they mean nothing else."""
    if not choices:
        return None
    said = phrase(text)
    for choice in choices:
        if said == phrase(choice.title):
            return choice
    if match := _NUMBER.match(said):
        index = int(match.group(1)) - 1
        return choices[index] if 0 <= index < len(choices) else None
    order = _ORDER.get(_TAIL.sub("", _LEAD.sub("", said)))
    if order is not None and order < len(choices):
        return choices[order]
    return None
