"""Turns of a conversation, for what is decided without a database."""

from __future__ import annotations

import datetime as dt
from typing import cast
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from actions.state import State
from actions.turn import Turn
from data.plans.catalogue import load_catalogue

_NOBODY = UUID(int=0)


def turn(text: str, locality: str | None = None) -> Turn:
    """On 20 November 2026; `locality`: what the conversation is about."""
    return Turn(
        text=text,
        state=State(locality=locality),
        person=_NOBODY,
        conversation=_NOBODY,
        channel="web",
        now=dt.datetime(2026, 11, 20, tzinfo=dt.UTC),
        plans=load_catalogue(),
        db=cast(AsyncSession, None),  # nothing is looked up
    )
