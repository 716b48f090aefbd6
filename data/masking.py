"""Hiding phone numbers in what is kept of chat."""

from __future__ import annotations

import re

from phonenumbers import Leniency, PhoneNumberMatcher

LONG = 2000  # characters from which on only runs of digits are looked for, to stay quick
_DIGITS = re.compile(r"\+?(?:\d[\s.,\-_/*·•()x\u200b-\u200f]{0,2}){8,}\d")


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
