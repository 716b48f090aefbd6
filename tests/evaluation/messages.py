"""The test messages: what people might write, and what a right answer to each is.

`nlu/evaluation/README.md` tells how they were written and what their fields mean.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, field_validator

from bot.settings import ROOT

FOLDER = ROOT / "nlu" / "evaluation"
SLICES = ("accented", "unaccented", "teencode", "typo", "mixed", "out_of_scope")
Slice = Literal["accented", "unaccented", "teencode", "typo", "mixed", "out_of_scope"]
# What an answer must contain: each line, or one of the alternatives of each line.
Wanted = tuple[str | tuple[str, ...], ...]


class _Strict(BaseModel):
    # A message that is not as it must be is not shown: the set is held out.
    model_config = ConfigDict(
        frozen=True, extra="forbid", coerce_numbers_to_str=True, hide_input_in_errors=True
    )


class Expectation(_Strict):
    """What a right answer has. `topic`: any of these; `must_not`: wrong facts lying near."""

    topic: tuple[str, ...] = ()
    must: Wanted = ()
    must_not: tuple[str, ...] = ()


class NamedThing(_Strict):
    """Something the message names; `id`: every id that is right; `optional` counts neither way."""

    kind: str
    text: str
    id: tuple[str, ...] = ()
    first: dt.date | None = Field(None, alias="from")
    last: dt.date | None = Field(None, alias="to")
    optional: bool = False

    @field_validator("id", mode="before")
    @classmethod
    def _one_or_many(cls, value: Any) -> Any:
        return [value] if isinstance(value, str) else value


class TestMessage(Expectation):
    __test__ = False

    text: str
    slice: Slice
    locality: str | None = None
    intent: tuple[str, ...]
    entities: tuple[NamedThing, ...] = ()
    both: bool = False  # asks two things; the answer needs both
    note: str = ""

    @field_validator("intent", mode="before")
    @classmethod
    def _one_or_many(cls, value: Any) -> Any:
        return [value] if isinstance(value, str) else value

    @property
    def out_of_scope(self) -> bool:
        return self.slice == "out_of_scope"


class FollowUpTurn(Expectation):
    say: str


class TestConversation(_Strict):
    """The first turn sets the scene; the later ones are what is measured."""

    __test__ = False

    name: str
    locality: str | None = None
    turns: tuple[FollowUpTurn, ...] = Field(min_length=2)


def load_messages(part: str) -> list[TestMessage]:
    """Messages of one part (`development`, `frozen`, `fresh`).

    Raises:
        ValueError: a message is not as it must be.
    """
    return [TestMessage.model_validate(raw) for raw in _items(part, "messages*.yml")]


def load_conversations(part: str) -> list[TestConversation]:
    return [TestConversation.model_validate(raw) for raw in _items(part, "conversations*.yml")]


def _items(part: str, pattern: str) -> Iterator[Any]:
    paths: list[Path] = sorted((FOLDER / part).glob(pattern))
    for path in paths:
        yield from yaml.safe_load(path.read_text(encoding="utf-8"))
