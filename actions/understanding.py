"""What a message was understood to mean."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from pydantic import BaseModel, ConfigDict


class Entity(BaseModel):
    """Something named in the message. `values` holds every id the name may stand for.

    Kinds: field, movement, subject, unit, locality, report (value: id in the plans), date
    (value: a structure, see `actions.dates`), document_number, code.
    """

    model_config = ConfigDict(frozen=True)

    kind: str
    value: Any
    values: tuple[Any, ...] = ()
    text: str = ""
    start: int = 0
    end: int = 0


class Asked(BaseModel):
    """One of two questions of a message, as if it had been asked alone."""

    model_config = ConfigDict(frozen=True)

    text: str
    understanding: Understanding


class Understanding(BaseModel):
    model_config = ConfigDict(frozen=True)

    intent: str
    confidence: float
    ranking: tuple[tuple[str, float], ...] = ()
    entities: tuple[Entity, ...] = ()
    spelled: str = ""  # the message with chat spelling written out, for comparing
    questions: tuple[Asked, ...] = ()  # both, when the message asks two things

    def of(self, kind: str) -> tuple[Entity, ...]:
        return tuple(entity for entity in self.entities if entity.kind == kind)

    def ids(self, *kinds: str) -> tuple[str, ...]:
        """Ids named, in the order of the message; a name with several gives all of them."""
        found: dict[str, None] = {}
        for entity in self.entities:
            if entity.kind in kinds:
                for value in entity.values or (entity.value,):
                    found[str(value)] = None
        return tuple(found)

    def with_entities(self, entities: Iterable[Entity]) -> Understanding:
        return self.model_copy(update={"entities": tuple(entities)})


Asked.model_rebuild()
