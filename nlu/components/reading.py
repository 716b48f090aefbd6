"""Everything found in one message, before its intent is judged."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from .dates import find_dates
from .features import Features, features
from .lexicon import Concept, Lexicon
from .names import Gazetteer
from .normalise import nfc
from .numbers import find_numbers
from .words import Word, cut

Entity = dict[str, Any]


@dataclass(frozen=True)
class Reading:
    text: str
    words: list[Word]
    entities: list[Entity]
    concepts: list[Concept]

    @property
    def features(self) -> Features:
        return features_of(self.words, self.entities, self.concepts)


def read(text: str, lexicon: Lexicon) -> Reading:
    composed = nfc(text)
    words = cut(composed)
    entities = name_entities(words, lexicon.names) + pattern_entities(composed)
    return Reading(composed, words, entities, lexicon.concepts_of(words))


def features_of(
    words: Sequence[Word], entities: Iterable[Entity], concepts: Iterable[Concept]
) -> Features:
    """Of these words alone: what is named or spoken of outside them does not count."""
    if not words:
        return features((), ())
    first, last = words[0].start, words[-1].end
    return features(
        (word.lemma for word in words),
        (entity["entity"] for entity in entities if first <= entity["start"] < last),
        (concept for concept, at in concepts if first <= at < last),
    )


def name_entities(words: list[Word], gazetteer: Gazetteer) -> list[Entity]:
    return [
        {
            "entity": name.kind,
            "start": name.start,
            "end": name.end,
            "value": name.values[0],
            "values": list(name.values),
        }
        for name in gazetteer.find(words)
    ]


def pattern_entities(text: str) -> list[Entity]:
    return [
        {"entity": "date", "start": date.start, "end": date.end, "value": date.value}
        for date in find_dates(text)
    ] + [
        {"entity": n.entity, "start": n.start, "end": n.end, "value": n.value}
        for n in find_numbers(text)
    ]
