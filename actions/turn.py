"""A turn: one message with what is known; an outcome: what to say and what to remember."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from actions.reply import Reply
from actions.state import State
from actions.understanding import Understanding
from data.plans.catalogue import Catalogue
from data.plans.schema import Plan


@dataclass(frozen=True)
class Limits:
    """Sane defaults; the settings override them."""

    open_drafts: int = 3
    nominations_per_day: int = 10
    message_characters: int = 4000


@dataclass(frozen=True)
class Turn:
    text: str
    state: State
    person: UUID
    conversation: UUID
    channel: str
    now: dt.datetime  # aware, in the product's time zone
    plans: Catalogue
    db: AsyncSession
    understanding: Understanding = field(
        default_factory=lambda: Understanding(intent="out_of_scope", confidence=0.0)
    )
    payload: str | None = None
    arguments: Mapping[str, str] = field(default_factory=dict)  # of the payload
    limits: Limits = field(default_factory=Limits)

    @property
    def today(self) -> dt.date:
        return self.now.date()

    @property
    def plan(self) -> Plan | None:
        """The plan of the locality the conversation is about."""
        return self.plans.get(self.state.locality)

    def with_state(self, **changes: Any) -> Turn:
        return replace(self, state=self.state.model_copy(update=changes))


@dataclass(frozen=True)
class Outcome:
    replies: tuple[Reply, ...]
    state: State
