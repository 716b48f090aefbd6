"""Everything found in one message, before its intent is judged."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from .dates import find_dates
from .features import Features, features
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

    @property
    def features(self) -> Features:
        return features(
            (word.lemma for word in self.words), (entity["entity"] for entity in self.entities)
        )


def read(text: str, gazetteer: Gazetteer) -> Reading:
    composed = nfc(text)
    words = cut(composed)
    entities = name_entities(words, gazetteer) + pattern_entities(composed)
    return Reading(composed, words, entities)


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
