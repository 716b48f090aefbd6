"""Finding people's names in a message (*tên riêng*), to hide them.

A name is known by what stands before it (a title: bà, anh, thầy …), by a common family name with
capitals, or by a family name with "văn" or "thị". Names of places and offices are not people's.
Where it is in doubt, a word too many is hidden rather than a name left.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from data import name_words as lists
from data.name_words import Phrases, fold

LONGEST = 4  # words of a name
Span = tuple[int, int]
_PLACE_ONLY = lists.PLACES - lists.FAMILIES


@dataclass(frozen=True)
class _Word:
    text: str
    start: int
    end: int
    joined: bool  # nothing but spaces between it and the word before

    @property
    def small(self) -> str:
        return self.text.lower()

    @property
    def capital(self) -> bool:
        """Begins with a capital and is no abbreviation (UBND)."""
        return self.text[0].isupper() and not (len(self.text) > 1 and self.text.isupper())


def public_names(names: Iterable[str]) -> Phrases:
    """Names that are nobody's, to be left as they are; single words are too easily a person's."""
    split = (tuple(re.findall(r"[^\W_]+", name.lower())) for name in names)
    return lists.PUBLIC | {words for words in split if len(words) > 1}


def find_names(text: str, public: Phrases = lists.PUBLIC) -> list[Span]:
    """Where names stand in an NFC text, in order; titles are not part of them."""
    words = list(_words(_evened(text)))
    kept = _public_words(words, public)
    toned = any(fold(word.text) != word.small for word in words)
    found: list[Span] = []
    at = 0
    while at < len(words):
        length = 0 if at in kept else _Reading(words, kept, toned).length(at)
        if length:
            found.append((words[at].start, words[at + length - 1].end))
        at += max(length, 1)
    return found


def _evened(text: str) -> str:
    """All in capitals, or Every Word With One: then capitals tell nothing."""
    words = re.findall(r"[^\W\d_]+", text)
    capitals = sum(word[0].isupper() for word in words)
    shouted = len(words) > 2 and all(word.isupper() for word in words)
    evened = text.lower() if shouted or (len(words) > 5 and capitals > 0.8 * len(words)) else text
    return evened if len(evened) == len(text) else text


def _words(text: str) -> Iterator[_Word]:
    end = None
    for match in re.finditer(r"[^\W_]+", text):
        joined = end is not None and text[end : match.start()].isspace()
        yield _Word(match.group(), match.start(), match.end(), joined)
        end = match.end()


@lru_cache(maxsize=4)
def _without_marks(public: Phrases) -> Phrases:
    return frozenset(tuple(map(fold, phrase)) for phrase in public)


def _public_words(words: list[_Word], public: Phrases) -> set[int]:
    """The words that stand in a public name, with all its marks or with none."""
    plain = _without_marks(public)
    longest = max(map(len, public), default=0)
    found: set[int] = set()
    for at in range(len(words)):
        for count in range(2, min(longest, len(words) - at) + 1):
            said = tuple(word.small for word in words[at : at + count])
            if said in public or (said in plain and said == tuple(map(fold, said))):
                found.update(range(at, at + count))
    return found


@dataclass(frozen=True)
class _Reading:
    """One message: its words, which of them are public names, whether it has its marks."""

    words: list[_Word]
    kept: set[int]
    toned: bool

    def length(self, at: int) -> int:
        """How many words of a name begin here; 0: none."""
        titled = self._titled(at)
        if self.words[at].capital:
            return self._capitals(at, titled)
        return self._small(at, titled)

    def _titled(self, at: int) -> bool:
        if at == 0 or not self.words[at].joined:
            return False
        before = self.words[at - 1].small
        if before in lists.TITLES or before in lists.PLAIN_TITLES:
            return True
        said = [word.small for word in self.words[max(at - 3, 0) : at]]
        return tuple(said) in lists.NAMED or tuple(said[-2:]) in lists.NAMED

    def _capitals(self, at: int, titled: bool) -> int:
        first = self.words[at].small
        if titled and first not in lists.STOPS and first not in _PLACE_ONLY:
            return self._run(at, LONGEST + 1)
        if first not in lists.FAMILIES and first not in lists.PLAIN_FAMILIES:
            return 0
        # After a family name even a place's name is a person's: Nguyễn Bình Lương.
        length = self._run(at, LONGEST, through=at + 1 in self.kept)
        return length if length > 1 and not self._place(at, length) else 0

    def _run(self, at: int, longest: int, through: bool = False) -> int:
        """Words with a capital, until one that is no part of a name."""
        count = 1
        while count < longest and self._goes_on(at + count):
            word = self.words[at + count]
            stops = at + count in self.kept and not through
            if stops or not word.capital or word.small in _PLACE_ONLY:
                break
            count += 1
        return count

    def _small(self, at: int, titled: bool) -> int:
        first = self.words[at].small
        if self._middle(at):
            return self._until_stop(at, 3)
        if not titled:
            return 0
        if not self.toned:
            return self._until_stop(at, 1) if first in lists.CERTAIN_PLAIN else 0
        if first in lists.FAMILIES - lists.WORDS_TOO:
            return self._until_stop(at, 1)
        return int(first in lists.GIVEN)

    def _until_stop(self, at: int, count: int) -> int:
        """Small letters do not show where a name ends: the words that follow names do."""
        stops = lists.STOPS if self.toned else lists.PLAIN_STOPS
        while count < LONGEST and self._goes_on(at + count) and at + count not in self.kept:
            word = self.words[at + count].small
            if word in stops or word.isdigit():
                break
            count += 1
        return count

    def _middle(self, at: int) -> bool:
        """A family name, then "văn" or "thị", then one word more: nguyễn thị hoa."""
        if not (self._goes_on(at + 1) and self._goes_on(at + 2)):
            return False
        first, middle, given = (word.small for word in self.words[at : at + 3])
        if first in lists.CERTAIN_PLAIN or first in lists.FAMILIES - lists.WORDS_TOO:
            return middle in lists.MIDDLES | lists.PLAIN_MIDDLES
        if (middle, given) in lists.NO_MIDDLES:
            return False
        return (first in lists.FAMILIES and middle in lists.MIDDLES) or (
            not self.toned and first in lists.PLAIN_FAMILIES and middle in lists.PLAIN_MIDDLES
        )

    def _goes_on(self, at: int) -> bool:
        return at < len(self.words) and self.words[at].joined

    def _place(self, at: int, length: int) -> bool:
        """ "đường Lê Lợi", "ở Mai Châu"; not "trưởng thôn Lê Văn Lợi"."""
        before = [word.small for word in reversed(self.words[max(at - 2, 0) : at])]
        if not before or length > 2 or not self.words[at].joined:
            return False
        if len(before) > 1 and before[1] in lists.ROLES:
            return False
        return before[0] in lists.PLACES or before[0] in lists.AT


def hide(text: str, spans: Iterable[Span], mark: str) -> str:
    for start, end in reversed(list(spans)):
        text = text[:start] + mark + text[end:]
    return text
