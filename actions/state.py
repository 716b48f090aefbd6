"""What a conversation remembers between two messages; kept as JSON with the conversation."""

from __future__ import annotations

import datetime as dt
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from actions.reply import Choice, Reply, Topic
from data.reviews import Heard

CARRY_OVER = dt.timedelta(minutes=30)  # how long "còn giáo dục thì sao?" still means the last topic


class Focus(BaseModel):
    """What was last talked about, to understand a follow-up by."""

    model_config = ConfigDict(frozen=True)

    intent: str
    topic: Topic
    locality: str | None = None
    entities: tuple[dict[str, Any], ...] = ()
    until: dt.datetime


class Draft(BaseModel):
    """A nomination being filled in. `values` has what was given, by the form's slot names."""

    model_config = ConfigDict(frozen=True)

    id: str
    values: dict[str, Any] = Field(default_factory=dict)
    skipped: tuple[str, ...] = ()
    asking: str | None = None
    asked_more: tuple[str, ...] = ()  # answered shortly: a little more was asked for, once
    cancelling: bool = False  # whether to drop it was just asked
    aside: str | None = None  # a message that seems to begin another nomination
    started_at: dt.datetime
    touched_at: dt.datetime


class State(BaseModel):
    model_config = ConfigDict(frozen=True)

    locality: str | None = None
    chosen: bool = False  # the person chose it; else it is the one last asked about
    greeted: bool = False
    focus: Focus | None = None
    pending: dict[str, Any] | None = None  # a question waiting for its locality
    more: tuple[Reply, ...] = ()  # what "xem thêm" shows
    choices: tuple[Choice, ...] = ()  # offered last: "số 2" and "cái đầu tiên" mean these
    last: tuple[Reply, ...] = ()  # said last: "nhắc lại" repeats it
    heard: Heard | None = None  # the message before, masked: "sai rồi" puts it up for review
    draft: Draft | None = None  # the open nomination
    parked: tuple[Draft, ...] = ()  # other nominations left unfinished
    misses: int = 0  # times in a row that nothing was understood
    handoff_at: dt.datetime | None = None
