"""Two questions in one message: "nông nghiệp cần đạt gì, với một quý giới thiệu mấy người".

A message is cut where a clause may begin; it asks two things when both sides alone are plainly
questions, about different matters.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from .normalise import fold
from .words import Word

Ranking = list[tuple[str, float]]
Rank = Callable[[int, int], Ranking]  # of the words from, to

PLAIN = 0.6  # chance from which a side is plainly a question of its intent
ONE, OTHER = 0.9, 0.67  # when the whole is so plainly one question, a side must be this plain
_SHORTEST = 2  # words of a side
_CUTS = 8  # places tried, from the end backwards
_BREAK = re.compile(r"[.?!;,:\n+…]")
_JOINING = frozenset(
    ("dong thoi", "ngoai ra", "nhan tien", "luon tien", *"va voi vs con roi ma".split())
)
_JOINED = ("voi lai", "vs lai", "voi ca", "va cho hoi", "roi thi", "con nua")

# Families of intents that are asked with the same words; of one family only one is answered.
_ALIKE = (
    ("criteria_general", "criteria_specific", "criteria_list", "exemplar_definition"),
    ("honour_forms", "honour_reward", "honour_support"),
    ("propaganda_forms", "propaganda_channels", "propaganda_exchange", "propaganda_contest"),
    ("plan_summary", "plan_period", "plan_scope", "plan_purpose", "plan_legal_basis"),
    ("subscribe", "unsubscribe", "subscription_info"),
    ("process_how", "process_who_nominates", "nomination_help", "nomination_status"),
)
_FAMILY = {intent: number for number, family in enumerate(_ALIKE) for intent in family}
_ASKING = re.compile(
    r"criteria_|exemplar_|deadline|quota|responsibility|process_|plan_|propaganda_|honour_"
    r"|story_read|subscription_info|privacy_info|nomination_help|nomination_status|locality_list"
)


@dataclass(frozen=True)
class Part:
    """One of two questions: words `start` to `end`, and what they mean."""

    start: int
    end: int
    ranking: Ranking


def two_questions(
    text: str, words: Sequence[Word], whole: Ranking, rank: Rank
) -> tuple[Part, Part] | None:
    """The cut that leaves the plainest two; None when the message asks one thing.

    `whole` is the ranking of all of it: what is plainly told, wished or chatted is not cut.
    """
    if whole[0][1] >= PLAIN and not _ASKING.match(whole[0][0]):
        return None
    best: tuple[float, Part, Part] | None = None
    for end, start in _cuts(text, words):
        first = Part(0, end, rank(0, end))
        if not _asks(first.ranking):
            continue
        second = Part(start, len(words), rank(start, len(words)))
        if not _asks(second.ranking) or not _apart(first.ranking[0][0], second.ranking[0][0]):
            continue
        plainness = min(first.ranking[0][1], second.ranking[0][1])
        if whole[0][1] >= ONE and plainness < OTHER:
            continue
        if best is None or plainness > best[0]:
            best = (plainness, first, second)
    return best[1:] if best else None


def _cuts(text: str, words: Sequence[Word]) -> Iterator[tuple[int, int]]:
    """Where the first side ends and where the second begins, joining words left out."""
    found = []
    for at in range(_SHORTEST, len(words) - _SHORTEST + 1):
        skip = _joining(words, at)
        if skip or _BREAK.search(text, words[at - 1].end, words[at].start):
            found.append((at, at + skip))
    return iter([cut for cut in found if len(words) - cut[1] >= _SHORTEST][-_CUTS:])


def _joining(words: Sequence[Word], at: int) -> int:
    """How many joining words stand here."""
    for size, joining in ((2, _JOINED), (1, _JOINING), (2, _JOINING)):
        said = " ".join(fold(word.lemma) for word in words[at : at + size])
        if said in joining:
            return size
    return 0


def _asks(ranking: Ranking) -> bool:
    intent, chance = ranking[0]
    return chance >= PLAIN and _ASKING.match(intent) is not None


def _apart(first: str, second: str) -> bool:
    return first != second and (first not in _FAMILY or _FAMILY[first] != _FAMILY.get(second))
