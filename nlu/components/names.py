"""Finds the names of the gazetteer in a message: whole words, the longest name first."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from .normalise import fold, is_accented, nfc
from .slips import one_slip
from .words import Word, cut

# Everyday words in which a short name stands by chance; they are found and say nothing.
COMPOUNDS = (
    "văn bản", "bản tin", "bản thân", "cơ bản", "bản sao", "bản này", "bản kế hoạch",
    "bản thành tích", "kịch bản", "bài bản", "ủng hộ", "bảo hộ", "hộ khẩu", "hộ chiếu", "giúp hộ",
    "giùm hộ", "hộ tôi", "hộ em", "hộ cháu", "hộ mình", "hộ với", "hộ cái", "chào cô", "cô ấy",
    "công ăn", "cô ơi", "thầy ơi", "cô bé", "cô ạ", "nhà nước",
    "công nhận", "quản lý nhà nước", "quân nhắc", "trong danh sách", "tổ chức hội nghị",
    "tổ chức hội thi", "tổ chức hội thảo", "chiến sĩ thi đua", "mọi trường hợp",
    "vi phạm giao thông", "truyền thống",
)  # fmt: skip
_WORD = re.compile(r"\w+")
_LONG = 8
_LONG_WORD = 5
_SLIPPING = 4  # letters below which another word is likelier than a slip


_Spelling = tuple[tuple[str, ...], tuple[str, ...]]  # the words of a name, and folded


@dataclass(frozen=True)
class Name:
    """A span of the message that names things; `values` are ids of one kind."""

    kind: str
    values: tuple[str, ...]
    start: int
    end: int


@dataclass(frozen=True)
class _Piece:
    text: str
    folded: str
    start: int
    end: int


class Gazetteer:
    """Long names are also found with one wrong letter."""

    def __init__(self, names: Mapping[str, Mapping[str, Sequence[str]]]) -> None:
        # spelling (canonical words) → kind → ids
        self._meanings: dict[tuple[str, ...], dict[str, list[str]]] = defaultdict(dict)
        for kind, ids in names.items():
            for key, spellings in ids.items():
                for spelling in spellings:
                    if words := _split(spelling):
                        ids_of_kind = self._meanings[words].setdefault(kind, [])
                        if key not in ids_of_kind:
                            ids_of_kind.append(key)
        for compound in COMPOUNDS:
            self._meanings.setdefault(_split(compound), {})
        self._by_folded: dict[tuple[str, ...], list[tuple[str, ...]]] = defaultdict(list)
        self._by_edge: dict[tuple[int, int, str], list[_Spelling]] = defaultdict(list)
        for words in self._meanings:
            folded = tuple(fold(word) for word in words)
            self._by_folded[folded].append(words)
            if len(words) > 1 and len("".join(folded)) >= _LONG:
                self._by_edge[len(words), 0, folded[0]].append((words, folded))
                self._by_edge[len(words), -1, folded[-1]].append((words, folded))
        self._known = {fold(word) for words in self._meanings for word in words}
        self._sizes_from: dict[str, set[int]] = defaultdict(set)  # by the first word of a name
        for folded in self._by_folded:
            self._sizes_from[folded[0]].add(len(folded))
        self._sizes_to: dict[str, set[int]] = defaultdict(set)  # by the last, when it may slip
        for size, edge, word in self._by_edge:
            (self._sizes_to if edge else self._sizes_from)[word].add(size)
        self._longest_slip = max((size for size, _, _ in self._by_edge), default=0)

    def find(self, words: Iterable[Word]) -> list[Name]:
        pieces = list(_pieces(words))
        accented = any(is_accented(piece.text) for piece in pieces)
        found: list[Name] = []
        at = 0
        while at < len(pieces):
            size, meanings = self._longest_at(pieces, at, accented)
            for kind, ids in meanings.items():
                start, end = pieces[at].start, pieces[at + size - 1].end
                found.append(Name(kind, tuple(ids), start, end))
            at += size or 1
        return found

    def _longest_at(
        self, pieces: Sequence[_Piece], at: int, accented: bool
    ) -> tuple[int, dict[str, list[str]]]:
        for size in self._sizes(pieces, at):
            window = pieces[at : at + size]
            alike = self._by_folded.get(tuple(piece.folded for piece in window), ())
            spellings = (
                [spelling for spelling in alike if _agrees(spelling, window, accented)]
                or [spelling for spelling in alike if _nearly_agrees(spelling, window)]
                or self._slipped(window)
            )
            if spellings:
                return size, _together(self._meanings[spelling] for spelling in spellings)
        return 0, {}

    def _sizes(self, pieces: Sequence[_Piece], at: int) -> list[int]:
        """Lengths of the names that may begin here, the longest first."""
        left = len(pieces) - at
        sizes = {size for size in self._sizes_from.get(pieces[at].folded, ()) if size <= left}
        sizes |= {
            size
            for size in range(2, min(self._longest_slip, left) + 1)
            if size in self._sizes_to.get(pieces[at + size - 1].folded, ())
        }
        return sorted(sizes, reverse=True)

    def _slipped(self, window: Sequence[_Piece]) -> list[tuple[str, ...]]:
        """Long names of which one word is written with one slip; a known word is not a slip."""
        near = [
            *self._by_edge.get((len(window), 0, window[0].folded), ()),
            *self._by_edge.get((len(window), -1, window[-1].folded), ()),
        ]
        typed = [piece.folded for piece in window]
        return [
            words
            for words, folded in dict.fromkeys(near)
            if self._is_slip(words, folded, typed, window)
        ]

    def _is_slip(
        self,
        words: Sequence[str],
        folded: Sequence[str],
        typed: Sequence[str],
        window: Sequence[_Piece],
    ) -> bool:
        wrong = [at for at, word in enumerate(folded) if word != typed[at]]
        if len(wrong) != 1:
            return False
        (slip,) = wrong
        if len(typed[slip]) < _SLIPPING or typed[slip] in self._known:
            return False
        right = all(_same(words[at], window[at]) for at in range(len(words)) if at != slip)
        return right and one_slip(folded[slip], typed[slip])


def _split(name: str) -> tuple[str, ...]:
    return tuple(piece.text for piece in _pieces(cut(nfc(name), accented=True, mend=False)))


def _pieces(words: Iterable[Word]) -> Iterator[_Piece]:
    """A word that stands for several ("tdp") gives several pieces with one span."""
    for word in words:
        for text in _WORD.findall(word.lemma):
            yield _Piece(text, fold(text), word.start, word.end)


def _same(word: str, piece: _Piece) -> bool:
    """Accents that are written must be right; those left out may be anything."""
    return piece.text == word or (piece.text == fold(word) and not is_accented(piece.text))


def _agrees(spelling: Sequence[str], window: Sequence[_Piece], accented: bool) -> bool:
    if len(spelling) == 1 and len(spelling[0]) < _LONG_WORD:
        # "ban", "co", "ho", "tho" without accents are other words far more often than names.
        return spelling[0] == window[0].text and (accented or not is_accented(spelling[0]))
    return all(_same(word, piece) for word, piece in zip(spelling, window, strict=True))


def _nearly_agrees(spelling: Sequence[str], window: Sequence[_Piece]) -> bool:
    """ "gò vâp": one wrong mark in a name of several words; "y tê" is too short to tell."""
    wrong = sum(not _same(word, piece) for word, piece in zip(spelling, window, strict=True))
    return wrong == 1 and len(spelling) > 1 and len("".join(spelling)) >= _LONG_WORD


def _together(meanings: Iterable[Mapping[str, Sequence[str]]]) -> dict[str, list[str]]:
    merged: dict[str, list[str]] = {}
    for meaning in meanings:
        for kind, ids in meaning.items():
            known = merged.setdefault(kind, [])
            known += [key for key in ids if key not in known]
    return merged
