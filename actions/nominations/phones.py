"""Vietnamese telephone numbers: read, masked, taken out."""

from __future__ import annotations

import re
from collections.abc import Callable

import phonenumbers
from phonenumbers import PhoneNumberFormat, PhoneNumberMatcher

from actions.forms.form import Reading, Refused, Scene, Taken
from actions.nominations import texts


def find_phone(text: str) -> str | None:
    """The first number that can be called, as +84…"""
    match = next(iter(PhoneNumberMatcher(text, "VN")), None)
    return phonenumbers.format_number(match.number, PhoneNumberFormat.E164) if match else None


def read_phone(text: str, _scene: Scene) -> Reading:
    if found := find_phone(text):
        return Taken(found)
    digits = re.sub(r"\D", "", text)
    if not digits:
        return Refused(texts.PHONE_NONE)
    if len(digits) < 10:
        return Refused(texts.PHONE_SHORT.format(len(digits)))
    try:
        number = phonenumbers.parse(digits, "VN")
    except phonenumbers.NumberParseException:
        return Refused(texts.PHONE_WRONG)
    if not phonenumbers.is_valid_number(number):
        return Refused(texts.PHONE_WRONG)
    return Taken(phonenumbers.format_number(number, PhoneNumberFormat.E164))


def mask_phone(number: str) -> str:
    """Everything but the last three digits."""
    digits = re.sub(r"\D", "", number)
    return "•" * max(len(digits) - 3, 0) + digits[-3:]


def mask_phones(text: str) -> str:
    return _replace(text, mask_phone)


def without_phones(text: str) -> str:
    return _replace(text, lambda _number: texts.PHONE_REMOVED)


def _replace(text: str, by: Callable[[str], str]) -> str:
    parts, end = [], 0
    for match in PhoneNumberMatcher(text, "VN"):
        parts += [text[end : match.start], by(match.raw_string)]
        end = match.end
    return "".join((*parts, text[end:]))
