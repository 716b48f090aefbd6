"""Which of the things a message names were found, and as what."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from actions.dates import Period, resolve
from tests.evaluation.messages import NamedThing, TestMessage

Found = Mapping[str, Any]


@dataclass
class Count:
    """Micro-averaged: one name is one name, however many of its kind there are."""

    hit: int = 0
    missed: int = 0
    extra: int = 0

    def add(self, other: Count) -> None:
        self.hit += other.hit
        self.missed += other.missed
        self.extra += other.extra

    @property
    def f1(self) -> float:
        whole = 2 * self.hit + self.missed + self.extra
        return 2 * self.hit / whole if whole else 1.0


def count(message: TestMessage, found: Sequence[Found], today: dt.date) -> dict[str, Count]:
    """By kind. A found name of several readings on one span is one find: the plan decides later;
    the same thing named twice in a message counts once."""
    counts: dict[str, Count] = {}
    ours = {value for thing in message.entities for value in thing.id}
    spans = [_span(message.text, thing) for thing in message.entities]
    explained: set[tuple[int, int]] = set()
    for thing, span in zip(message.entities, spans, strict=True):
        matching = [each for each in found if is_the_same(thing, each, span, today)]
        explained |= {(each["start"], each["end"]) for each in matching}
        if thing.optional:
            explained |= {(e["start"], e["end"]) for e in found if _overlaps(span, e)}
            continue
        own = counts.setdefault(thing.kind, Count())
        own.hit += bool(matching)
        own.missed += not matching
    explained |= {(e["start"], e["end"]) for e in found if ours & values_of(e)}
    for span_of in {(each["start"], each["end"]) for each in found} - explained:
        kind = next(e["entity"] for e in found if (e["start"], e["end"]) == span_of)
        counts.setdefault(kind, Count()).extra += 1
    return counts


def is_the_same(thing: NamedThing, found: Found, span: tuple[int, int], today: dt.date) -> bool:
    if found["entity"] != thing.kind or not _overlaps(span, found):
        return False
    if thing.id:
        return bool(set(thing.id) & values_of(found))
    if thing.first and thing.last:
        return resolve(found["value"], today) == Period(thing.first, thing.last)
    return True


def values_of(found: Found) -> set[str]:
    return {str(value) for value in found.get("values") or [found["value"]]}


def _span(text: str, thing: NamedThing) -> tuple[int, int]:
    start = text.find(thing.text)
    if start < 0:
        raise ValueError(f"{thing.text!r} is not in {text!r}")
    return start, start + len(thing.text)


def _overlaps(span: tuple[int, int], found: Found) -> bool:
    start, end = int(found["start"]), int(found["end"])
    return start < span[1] and span[0] < end
