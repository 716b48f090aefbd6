"""Hiding personal data in what is kept of chat: phone numbers always; where a text is kept for
people to read again (`data.reviews`), also e-mail addresses, links, codes and names."""

from __future__ import annotations

import re
import unicodedata

from phonenumbers import Leniency, PhoneNumberMatcher

from data.name_words import PUBLIC, Phrases
from data.personal_names import find_names, hide

LONG = 2000  # characters from which on only runs of digits are looked for, to stay quick
HIDDEN = "•••"
_DIGITS = re.compile(r"\+?(?:\d[\s.,\-_/*·•()x\u200b-\u200f]{0,2}){8,}\d")
_EMAIL = re.compile(r"[\w.+%-]+\s?@\s?[\w-]+(?:\.[\w-]+)*")
_CODE = re.compile(r"\bGS[\s\-–—_.:]*(?=[A-Z]*\d)[A-Z\d]{3,8}\b", re.IGNORECASE)
_LINK = re.compile(r"(?:https?://|www\.|\b(?:facebook|fb|zalo)\.\w+/)\S+", re.IGNORECASE)


def mask_phone(number: str) -> str:
    """Only the last three digits stay."""
    digits = [letter for letter in number if letter.isdigit()]
    keep = max(len(digits) - 3, 0)
    hidden = iter(["•"] * keep + digits[keep:])
    return "".join(next(hidden) if letter.isdigit() else letter for letter in number)


def mask_phones(text: str) -> str:
    """Every phone number in a text, and any run of nine digits or more."""
    if sum(letter.isdigit() for letter in text) < 8:
        return text
    if len(text) > LONG:
        return _DIGITS.sub(lambda match: mask_phone(match.group()), text)
    for match in reversed(list(PhoneNumberMatcher(text, "VN", leniency=Leniency.POSSIBLE))):
        if sum(letter.isdigit() for letter in match.raw_string) >= 8:
            text = text[: match.start] + mask_phone(match.raw_string) + text[match.end :]
    return _DIGITS.sub(lambda match: mask_phone(match.group()), text)


def mask_personal(text: str, public: Phrases = PUBLIC) -> str:
    """Phone numbers, e-mail addresses, links, codes of nominations and people's names, in one
    line of NFC text. `public`: names that stay, see `data.personal_names.public_names`."""
    text = " ".join(unicodedata.normalize("NFC", text).split())
    text = "".join(letter for letter in text if letter.isprintable())
    text = _LINK.sub(HIDDEN, _EMAIL.sub(HIDDEN, text))
    text = mask_phones(_CODE.sub(f"GS-{HIDDEN}", text))
    return hide(text, find_names(text, public), HIDDEN)
