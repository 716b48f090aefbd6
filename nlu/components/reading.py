"""What is named in one message, whoever asks: Rasa's components and the comparison."""

from __future__ import annotations

from typing import Any

from .dates import find_dates
from .names import Gazetteer
from .numbers import find_numbers
from .words import Word

Entity = dict[str, Any]


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
