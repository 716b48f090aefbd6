"""Which entries of a plan a message is about, by the names and words of the entries.

Folded words, weighted by how rare they are among the entries compared: "báo cáo sơ kết" picks
the one *sơ kết* among ten *báo cáo*. Words of the thesaurus stand for their concept, so that "mở
lớp" finds *tập huấn*. No model, no threshold hidden in data: pure and small.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Generic, TypeVar

from rapidfuzz.distance import OSA

from actions.folding import fold, words
from data.plans.thesaurus import load_thesaurus, split

T = TypeVar("T")
FEW = 6  # telling pieces that a whole match explains
MARKS = 0.4  # what a word is worth that is the entry's but for its marks
IN_TEXT, IN_TEXT_CONCEPT = 0.4, 0.6  # what a word, a concept is worth outside the names
LONG_NAME = 3  # words of a name in which one may have a wrong mark
UNSURE = 0.5  # what one syllable without its marks is worth: "ca" may be "cả", "cá", "ca"

# Words that every question has; they tell nothing about which entry is meant.
_NOISE_WORDS = (
    "ạ à ơi cho hỏi xin tôi em anh chị bác cô chú mình bạn ad là gì bao giờ khi nào lúc mấy "
    "ngày nào thế như sao ra làm ai thì có không ko k được dc phải cần của ở trong theo về và "
    "với các những một này đó kia vậy nhỉ hả nhé giúp biết muốn bao nhiêu đâu kế hoạch điển "
    "hình tiên tiến gương người tốt việc tốt xã huyện phường quận bên chỗ tại đối lĩnh vực "
    "thời hạn hạn chót nộp gửi trước sau năm tiêu chuẩn tiêu chí chỉ tiêu số lượng quy định "
    "nêu nói ghi chào vâng dạ để cái còn nữa hết chưa rồi ntn bn dùm với nha nghe hen mô răng "
    "chi rứa ni bằng cách mấy nhiều nếu đấy mà đi lên xuống vào hay hoặc cùng từ đến bị do tui mk "
    "ông bà con nhà mọi từng đang sẽ đã thôi luôn nhiu v z j o đc hk bao lâu mỗi ấy thêm riêng "
    "gồm câu việc chúng ta"
)
_NOISE_ACCENTED = frozenset(_NOISE_WORDS.split())
NOISE = frozenset(words(_NOISE_WORDS))
_LETTERS = re.compile(r"\w+")


@lru_cache(maxsize=20_000)
def telling(message: str, skip: str = "") -> tuple[str, ...]:
    """The words that say what a message is about, as they are written.

    A word written with its marks is noise only if the noise word has the same marks: "tiền" is
    not "tiên", while "tien" may be either and counts as noise.
    """
    skipped = set(words(skip))
    told = []
    for word in _LETTERS.findall(unicodedata.normalize("NFC", message).lower()):
        if not is_noise(word) and fold(word) not in skipped:
            told.append(word)
    return tuple(told)


def is_noise(word: str) -> bool:
    """Whether a lower-case word is one that every question has."""
    return word in NOISE if fold(word) == word else word in _NOISE_ACCENTED


@dataclass(frozen=True)
class Candidate(Generic[T]):
    """Something that can be meant. `names` is what it is called, `text` all it says."""

    item: T
    names: tuple[str, ...]
    text: str = ""


@dataclass(frozen=True)
class Match(Generic[T]):
    item: T
    score: float  # share of the message's telling words that the entry explains, 0 to 1.5


def rank(message: str, candidates: Sequence[Candidate[T]], skip: str = "") -> list[Match[T]]:
    """Candidates that share a telling word or a concept with the message, best first.

    Args:
        skip: words to leave out of the message, such as the locality it names.
    """
    told = _told(message, skip)
    if not told:
        return []
    prepared = [(candidate, _prepare(candidate.names, candidate.text)) for candidate in candidates]
    spread = Counter(piece for _, entry in prepared for piece in entry.all_plain)
    weighed = [
        (piece, math.log(1 + len(prepared) / (1 + spread[piece.plain])) + 0.1)
        for piece in told
        if spread[piece.plain] or not piece.pair
    ]
    if not weighed:
        return []
    # A question is about few things, however long it is told.
    total = sum(sorted(weight for _, weight in weighed)[-FEW:])
    said = f" {' '.join(words(message))} "
    trust = UNSURE if len(told) == 1 and message.isascii() and not told[0].parts else 1.0
    matches = []
    for candidate, entry in prepared:
        got = sum(weight * entry.value(piece) for piece, weight in weighed)
        score = trust * got / total + entry.phrase_bonus(said)
        if score > 0.05:
            matches.append(Match(candidate.item, score))
    return sorted(matches, key=lambda match: -match.score)


@dataclass(frozen=True)
class _Piece:
    """A telling word, two neighbouring ones, or a concept (`parts`: the words that said it)."""

    text: str
    plain: str
    pair: bool = False
    parts: tuple[str, ...] = ()


@lru_cache(maxsize=20_000)
def _told(message: str, skip: str) -> tuple[_Piece, ...]:
    """What a message says: concepts where it uses an expression of one, else its telling words."""
    concepts, covered = _concepts(message)
    telling_words = [word for word in telling(message, skip) if word not in covered]
    pieces = [_Piece(word, fold(word)) for word in telling_words]
    pieces += [_Piece(pair, fold(pair), pair=True) for pair in _pairs(telling(message, skip))]
    skipped = set(_concepts(skip)[0]) if skip else set()
    pieces += [
        _Piece(concept, concept, parts=parts)
        for concept, parts in concepts.items()
        if concept not in skipped
    ]
    return tuple(pieces)


@lru_cache(maxsize=20_000)
def _concepts(text: str) -> tuple[dict[str, tuple[str, ...]], frozenset[str]]:
    """Concepts of a text with the words that say each, and all those words."""
    said = split(text)
    found: dict[str, tuple[str, ...]] = {}
    covered: set[str] = set()
    for each in load_thesaurus().find(text):
        parts = tuple(said[each.start : each.start + each.words])
        found.setdefault(f"§{each.concept}", parts)
        covered.update(parts)
    return found, frozenset(covered)


def _pairs(told: Sequence[str]) -> list[str]:
    """Neighbouring words: most Vietnamese words are two syllables.

    A pair that no entry has weighs nothing: it may be two words side by side by chance.
    """
    return [f"{first} {second}" for first, second in pairwise(told)]


class _Prepared:
    """A candidate's names and text cut up; the same for every message, so made once."""

    def __init__(self, names: tuple[str, ...], text: str) -> None:
        self.names = [" ".join(words(name)) for name in names]
        self.named = {piece for name in names for piece in _cut(name)}
        self.named_plain = {fold(piece) for piece in self.named}
        self.all = self.named | set(_cut(text))
        self.all_plain = {fold(piece) for piece in self.all}

    def value(self, piece: _Piece) -> float:
        """What the entry explains of a piece; said in other words it counts as much."""
        own = self._value(piece.text, piece.plain)
        if not piece.parts:
            return own
        word_by_word = [self._value(word, fold(word)) for word in piece.parts]
        return max(own, sum(word_by_word) / len(word_by_word))

    def _value(self, text: str, plain: str) -> float:
        """With other marks than the entry's it counts half ("tiên", "tiền")."""
        trust = 1.0 if plain == text or text in self.all else MARKS
        if plain in self.named_plain and (trust < 1 or plain == text or text in self.named):
            return trust
        if plain in self.all_plain:
            return (IN_TEXT_CONCEPT if plain.startswith("§") else IN_TEXT) * trust
        if len(plain) >= 5 and any(_slip(plain, name) for name in self.named_plain):
            return 0.7
        return 0.0

    def phrase_bonus(self, said: str) -> float:
        """A whole name standing in the message says more than its words one by one."""
        whole = [len(name.split()) for name in self.names if name and f" {name} " in said]
        return 0.12 * min(max(whole), 4) if whole else 0.0


def _cut(text: str) -> list[str]:
    told = telling(text)
    return [*told, *_pairs(told), *_concepts(text)[0]]


_prepare = lru_cache(maxsize=20_000)(_Prepared)


def _slip(word: str, name: str) -> bool:
    return len(name) >= 5 and OSA.distance(word, name, score_cutoff=1) <= 1


def best(matches: Sequence[Match[T]], floor: float, within: float = 0.8) -> list[T]:
    """Those at or above `floor` and not far behind the first."""
    if not matches or matches[0].score < floor:
        return []
    return [match.item for match in matches if match.score >= matches[0].score * within]


def mentions(message: str, names: Iterable[str]) -> bool:
    """Whether one of the names stands in the message as whole words.

    A word written with marks must have the right ones ("hơi lo" is no "hối lộ"), but for one in a
    long name; one written without may have any.
    """
    said = _spelled(message)
    return any(_stands(_spelled(name), said) for name in names)


def _stands(name: Sequence[_Spelled], said: Sequence[_Spelled]) -> bool:
    size = len(name)
    plain = [word.plain for word in name]
    for at in range(len(said) - size + 1):
        window = said[at : at + size]
        if plain and [word.plain for word in window] == plain:
            wrong = sum(not typed.may_be(word) for typed, word in zip(window, name, strict=True))
            if wrong <= size // LONG_NAME:
                return True
    return False


@dataclass(frozen=True)
class _Spelled:
    plain: str
    letters: tuple[str, ...]  # and marks, wherever the tone is put ("hủy", "huỷ")

    def may_be(self, word: _Spelled) -> bool:
        """Whether it is the word, its marks left out or not."""
        return self.letters in (word.letters, tuple(sorted(self.plain)))


@lru_cache(maxsize=20_000)
def _spelled(text: str) -> tuple[_Spelled, ...]:
    words_ = _LETTERS.findall(unicodedata.normalize("NFC", text).lower())
    return tuple(_Spelled(fold(w), tuple(sorted(unicodedata.normalize("NFD", w)))) for w in words_)
