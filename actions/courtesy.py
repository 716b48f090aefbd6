"""Obscene and insulting words (`data/profanity.yaml`): told calmly, never refused.

Words are compared as they are written, with their marks. Without them "các" or "buổi" would be
obscene, so nothing of a message is folded: the list itself says what is meant also without marks.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from actions.folding import fold
from actions.registry import payload
from actions.reply import Choice, Reply
from actions.small_talk import CAN
from actions.turn import Outcome, Turn

FILE = Path(__file__).parent.parent / "data" / "profanity.yaml"
_TONES = "\u0300\u0301\u0303\u0309\u0323"
_DRAWN_OUT = re.compile(r"([^\W\d_])\1{2,}")  # "vcllll"
_DOTTED = re.compile(r"\b([^\W\d_])\.(?=[^\W\d_]\b)")  # "v.c.l"
_PIECE = re.compile(r"\w+|[^\w\s]+")  # punctuation is a piece too, so that no phrase crosses it


@dataclass(frozen=True)
class Profanity:
    """Phrases as `_spelled` spells them: those looked for anywhere, the longest first, and those
    that are abusive only when they are the whole message."""

    anywhere: tuple[str, ...]
    alone: frozenset[str]

    def without(self, said: str) -> str:
        """The rest of a spelled text: what it says besides."""
        if _words(said) in self.alone:
            return " "
        for phrase in self.anywhere:
            said = said.replace(phrase, " ")
        return said


def is_abusive(text: str) -> bool:
    """Whether an obscene or insulting word or phrase stands in the text, as whole words."""
    said = _spelled(text)
    return _load().without(said) != said


def is_only_abuse(text: str) -> bool:
    """Whether nothing else stands there: without marks a model may read "các" in such a word."""
    left = _load().without(_spelled(text))
    return is_abusive(text) and not any(letter.isalnum() for letter in left)


def calm(turn: Turn) -> Outcome:
    """Answers a message that is abusive and nothing else: offers a person and what can be done."""
    text = (
        "Nếu trợ lý làm anh/chị chưa hài lòng, cho trợ lý xin lỗi ạ. Muốn nói chuyện với người "
        "thật, anh/chị bấm “Gặp cán bộ”; cần việc nào dưới đây, anh/chị bấm hoặc nhắn ạ."
    )
    person = Choice(title="Gặp cán bộ", payload=payload("ask", intent="handoff"))
    return Outcome((Reply(text=text, topic="fallback", choices=(person, *CAN)),), turn.state)


@cache
def _load() -> Profanity:
    listed: dict[str, list[str]] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    anywhere = [*listed["marked"], *listed["either"], *map(fold, listed["either"])]
    return Profanity(
        anywhere=tuple(sorted(map(_spelled, anywhere), key=len, reverse=True)),
        alone=frozenset(map(_spelled, listed["alone"])),
    )


def _spelled(text: str) -> str:
    """Words and punctuation in lower case between single spaces, each tone at the end of its
    word: "hoà" is "hòa"."""
    text = unicodedata.normalize("NFC", text).lower()
    text = "".join(letter for letter in text if letter.isprintable() or letter.isspace())
    text = _DRAWN_OUT.sub(r"\1", _DOTTED.sub(r"\1", text))
    return f" {' '.join(map(_tone_last, _PIECE.findall(text)))} "


def _words(said: str) -> str:
    """A spelled text without its punctuation."""
    return f" {' '.join(piece for piece in said.split() if piece[0].isalnum())} "


def _tone_last(word: str) -> str:
    letters = unicodedata.normalize("NFD", word)
    tones = [letter for letter in letters if letter in _TONES]
    return "".join([*(letter for letter in letters if letter not in _TONES), *tones])
