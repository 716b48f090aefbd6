"""Other ways of typing a training example. Made while training, never stored."""

from __future__ import annotations

import re
from zlib import crc32

from .normalise import fold, is_accented, nfc, unaccented

# Written out again by `teencode`; trained on too, since people also write them half and half.
_SHORT = {"không": "ko", "được": "đc", "người": "ng", "gì": "j", "vậy": "v", "bao nhiêu": "bn"}
_SHORT_WORD = re.compile(rf"(?<!\w)(?:{'|'.join(_SHORT)})(?!\w)", re.IGNORECASE)
_SLIP_SHARE = 4


def variants(text: str) -> list[str]:
    """What else a person may type for the same, without the example itself."""
    example = nfc(text)
    found = []
    if is_accented(example):
        found.append(unaccented(example))
        found.append(_SHORT_WORD.sub(lambda m: _SHORT[m[0].lower()], example))
    if (slip := _slip(example)) is not None:
        found.append(slip)
    return [other for other in dict.fromkeys(found) if other != example]


def _slip(text: str) -> str | None:
    """Two neighbouring letters of a long word swapped, for one example in four, always the same."""
    seed = crc32(text.encode())
    words = list(re.finditer(r"[^\W\d_]{5,}", text))
    if seed % _SLIP_SHARE or not words:
        return None
    word = words[seed // _SLIP_SHARE % len(words)]
    at = word.start() + 1 + seed // 64 % (len(word[0]) - 2)
    return text[:at] + text[at + 1] + text[at] + text[at + 2 :]


def key(text: str) -> str:
    """Two examples with the same key teach the same thing."""
    return " ".join(re.findall(r"\w+", fold(nfc(text)))) or text
