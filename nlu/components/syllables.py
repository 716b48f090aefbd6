"""Which strings are syllables of Vietnamese: an onset and a rime, both from closed lists.

Knows what can be said, not what means something; a tone is not looked at.
"""

from __future__ import annotations

import unicodedata

from .normalise import unaccented

_ONSETS = "b c ch d đ g gh gi h k kh l m n ng ngh nh p ph q r s t th tr v x".split()
_RIMES = (
    "a ac ach ai am an ang anh ao ap at au ay ăc ăm ăn ăng ăp ăt âc âm ân âng âp ât âu ây "
    "e ec em en eng eo ep et ê êch êm ên ênh êp êt êu i ia ich im in inh ip it iu "
    "iêc iêm iên iêng iêp iêt iêu yêm yên yêng yêt yêu y "
    "o oc oi om on ong op ot oa oac oach oai oam oan oang oanh oao oap oat oay oăc oăm oăn oăng "
    "oăt oe oen oeo oet ooc oong ô ôc ôi ôm ôn ông ôp ôt ơ ơi ơm ơn ơp ơt "
    "u ua uc ui um un ung up ut uân uâng uât uây uê uêch uênh uơ uy uya uych uynh uyt uyu uyên "
    "uyêt uyn uôc uôi uôm uôn uông uôt ư ưa ưc ưi ưm ưn ưng ưt ưu ươc ươi ươm ươn ương ươp ươt ươu"
).split()
_AFTER_Q = tuple(
    f"u{rime}"
    for rime in "a ac ach ai an ang anh ao at ay ăm ăn ăng ăt ân âng ât ây e en eo et ê ên êt "
    "y ych ynh yt yên yêt ơ ôc".split()
)
# Without marks, with any other onset, "oo" is an "ô" typed in Telex: "khoong", "coong".
_BORROWED = frozenset("boong goong moong xoong toong cooc mooc sooc".split())
_TONES = {"\u0300", "\u0301", "\u0303", "\u0309", "\u0323"}  # grave, acute, tilde, hook, dot
_STOPPED = {"\u0301", "\u0323"}


def toneless(syllable: str) -> str:
    """Without its tone; ă â ê ô ơ ư đ keep what makes them letters of their own."""
    parts = unicodedata.normalize("NFD", syllable)
    return unicodedata.normalize("NFC", "".join(c for c in parts if c not in _TONES))


_SYLLABLES = frozenset(
    [f"{onset}{rime}" for onset in ("", *_ONSETS) if onset != "q" for rime in _RIMES]
    + [f"q{rime}" for rime in _AFTER_Q]
)
_PLAIN = _BORROWED | {unaccented(each) for each in _SYLLABLES if not each.endswith(("ooc", "oong"))}


def is_syllable(text: str) -> bool:
    """Of lower case letters, with its marks."""
    return toneless(text) in _SYLLABLES


def can_bear(syllable: str, tone: str) -> bool:
    """Before c, ch, p, t only the rising and the heavy tone are said: "một", "mốt"."""
    return tone in _STOPPED or not syllable.endswith(("c", "ch", "p", "t"))


def is_plain_syllable(text: str) -> bool:
    """As it may be typed without any marks."""
    return text in _PLAIN
