"""Reads what a keyboard left undone: "nguowif" (Telex), "ngu7o7i2" (VNI), "biê1t" (half done).

A reading is taken only if it is a syllable of Vietnamese and what stands there is none; so "zalo",
"bot", "hs" stay as they are.
"""

from __future__ import annotations

import re
import unicodedata

from .normalise import canonical, is_accented, nfc
from .syllables import can_bear, is_plain_syllable, is_syllable

_TONE_KEYS = {"f": "\u0300", "s": "\u0301", "r": "\u0309", "x": "\u0303", "j": "\u0323"}
_TONE_DIGITS = dict(zip("21345", _TONE_KEYS.values(), strict=True))
_MARK_DIGITS = {"6": {"a": "â", "e": "ê", "o": "ô"}, "7": {"o": "ơ", "u": "ư"}, "8": {"a": "ă"}}
_VOWELS = "aăâeêioôơuưy"
_DOUBLES = (("dd", "đ"), ("aa", "â"), ("ee", "ê"), ("oo", "ô"), ("aw", "ă"))
# ươ is followed by a letter of its rime, uơ by none: "ddwowcj", "thuowr".
_UOW, _OPEN_UOW = re.compile("uwow?|uow"), re.compile("uow(?=[fsrxj]?$)")
_UO7, _OPEN_UO7 = re.compile("u7o7|uo7"), re.compile("uo7(?=[1-5]?$)")
# A horn typed after the rime lands on its last vowel: "nguoi72", "huu74", "chuaw".
_LATE_HORN = {"uơ": "ươ", "uư": "ưu", "uă": "ưa"}
_LATE_W = re.compile("uư|(?<!q)uă")
_LONGEST = 10
# Words of other languages, and A4, that would be syllables if they were Telex or VNI.
_FOREIGN = frozenset("a4 best door list most par post room sos test visa".split())


def undone(word: str) -> str | None:
    """The syllable that was meant by a lower-case word; None when there is nothing to read."""
    if not 2 <= len(word) <= _LONGEST or is_plain_syllable(word) or word in _FOREIGN:
        return None
    if is_accented(word) and is_syllable(word):
        return None
    for read in (_telex, _vni):
        if (found := read(word)) and found != word and is_syllable(found):
            return canonical(found)
    # "thieuj": the tone key is there, the hat is not; without marks it can still be compared.
    bare = word[:-1]
    return bare if word[-1] in _TONE_KEYS and len(bare) > 2 and is_plain_syllable(bare) else None


def _telex(word: str) -> str | None:
    for doubled, letter in _DOUBLES:
        word = word.replace(doubled, letter)
    if "w" in word:
        word = _OPEN_UOW.sub("uơ", word)
        word = _UOW.sub("ươ", word).replace("ow", "ơ").replace("uw", "ư")
        word = _late_horn(word)
    word = _LATE_W.sub(lambda horned: _LATE_HORN[horned[0]], word)
    return _toned(word, _TONE_KEYS)


def _late_horn(word: str) -> str:
    """A w typed after the rest of the rime ("nguoiw", "tranwg"), or alone for ư."""
    if "w" not in word:
        return word
    before, _, after = word.partition("w")
    for plain, horned in (("uo", "ươ"), ("o", "ơ"), ("u", "ư"), ("a", "ă")):
        if plain in before:
            return before.replace(plain, horned, 1) + after
    return f"{before}ư{after}"


def _vni(word: str) -> str | None:
    if not re.search(r"\D\d", word):
        return None
    word = _UO7.sub("ươ", _OPEN_UO7.sub("uơ", word.replace("d9", "đ")))
    if word.endswith("9") and word[0] == "d":
        word = f"đ{word[1:-1]}"
    for digit, marks in _MARK_DIGITS.items():
        while digit in word:
            at = word.index(digit)
            place = next((i for i in range(at - 1, -1, -1) if word[i] in marks), None)
            if place is None:
                return None
            start = word[:place] + marks[word[place]]
            if digit == "7":
                start = start[:-2] + _LATE_HORN.get(start[-2:], start[-2:])
            word = start + word[place + 1 : at] + word[at + 1 :]
    return _toned(word, _TONE_DIGITS)


def _toned(word: str, keys: dict[str, str]) -> str | None:
    """With the last tone key that follows a vowel taken out and put on the rime."""
    first = next((at for at, letter in enumerate(word) if _plain_vowel(letter)), None)
    if first is None:
        return None
    for at in range(len(word) - 1, first, -1):
        if word[at] in keys:
            rest = word[:at] + word[at + 1 :]
            tone = keys[word[at]]
            if is_syllable(rest) and not _has_tone(rest) and can_bear(rest, tone):
                return _put(rest, tone)
    return word


def _plain_vowel(letter: str) -> bool:
    return nfc(letter)[0] in _VOWELS or unicodedata.normalize("NFD", letter)[0] in "aeiouy"


def _has_tone(word: str) -> bool:
    return any(c in _TONE_KEYS.values() for c in unicodedata.normalize("NFD", word))


def _put(syllable: str, tone: str) -> str:
    """On the vowel that carries it; where two styles differ, `canonical` makes one of them."""
    start = 2 if syllable.startswith(("qu", "gi")) and len(syllable) > 2 else 0
    if start and syllable[start] not in _VOWELS:
        start = 0
    places = [at for at in range(start, len(syllable)) if syllable[at] in _VOWELS]
    marked = [at for at in places if syllable[at] in "ăâêôơư"]
    if marked:
        at = marked[-1]
    elif len(places) == 1 or places[-1] == len(syllable) - 1:
        at = places[0]
    else:
        at = places[-1]
    if len(places) == 3 and not marked:
        at = places[1]
    return nfc(syllable[: at + 1] + tone + syllable[at + 1 :])
