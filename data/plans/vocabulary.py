"""Fields and kinds of subject that mean the same in every plan (`data/vocabulary.yaml`)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

FILE = Path(__file__).parent.parent / "vocabulary.yaml"


@dataclass(frozen=True)
class Term:
    id: str
    name: str
    aliases: tuple[str, ...]
    deeds: tuple[str, ...] = ()  # everyday words for deeds of this field
    field: str | None = None  # of a subject: the field its people work in


@dataclass(frozen=True)
class Vocabulary:
    fields: dict[str, Term]
    subjects: dict[str, Term]
    elsewhere: tuple[str, ...]  # places no plan is about, known by name
    other_services: tuple[str, ...]  # what other offices do


@cache
def load_vocabulary() -> Vocabulary:
    raw = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    fields, subjects = (
        {
            key: Term(
                key,
                value["name"],
                tuple(value["aliases"]),
                tuple(value.get("deeds", ())),
                value.get("field"),
            )
            for key, value in raw[kind].items()
        }
        for kind in ("fields", "subjects")
    )
    return Vocabulary(fields, subjects, tuple(raw["elsewhere"]), tuple(raw["other_services"]))
