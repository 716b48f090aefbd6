"""What the assistant says: one reply type for every channel (design: the web chat's API)."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict

Topic = Literal[
    "criteria",
    "deadline",
    "quota",
    "responsibility",
    "process",
    "plan",
    "propaganda",
    "honour",
    "nomination",
    "nomination_status",
    "story",
    "subscription",
    "locality",
    "privacy",
    "handoff",
    "smalltalk",
    "help",
    "fallback",
]


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Choice(_Frozen):
    """A button. `payload` comes back as it is when the person taps it."""

    title: str
    payload: str


class Source(_Frozen):
    """Where a plan says it: locality slug, section as the plan numbers it, what stands there."""

    plan: str
    section: str
    title: str


class Media(_Frozen):
    kind: Literal["image", "link"]
    url: str
    alt: str


class Reply(_Frozen):
    text: str
    topic: Topic
    choices: tuple[Choice, ...] = ()
    media: tuple[Media, ...] = ()
    sources: tuple[Source, ...] = ()
