"""Messages to learn from: kept masked, labelled by a person, and only then training data.

No function commits: the caller's transaction does.
"""

from __future__ import annotations

from typing import Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict
from sqlalchemy import ColumnElement, delete, func, select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from data.models import NOW, Review

Reason = Literal["unsure", "wrong"]
DISCARDED = "-"  # the label of what is not to be learned from


class Heard(BaseModel):
    """A message as it may be kept: masked, with what it was understood and answered as."""

    model_config = ConfigDict(frozen=True)

    text: str
    locality: str | None
    intent: str
    confidence: float
    ranking: dict[str, float]
    topic: str


async def record(session: AsyncSession, person: UUID, reason: Reason, heard: Heard) -> None:
    """Puts a message on the list; one that stands there is counted, labelled or not."""
    await session.execute(
        insert(Review)
        .values(person_id=person, reason=reason, **heard.model_dump())
        .on_conflict_do_update(index_elements=["reason", "text"], set_={"times": Review.times + 1})
    )


async def awaiting(session: AsyncSession, reason: Reason | None, limit: int) -> list[Review]:
    """What nobody labelled yet, the most frequent first."""
    rows = await session.scalars(
        select(Review)
        .where(*_open(reason))
        .order_by(Review.times.desc(), Review.id.desc())
        .limit(limit)
    )
    return list(rows)


async def count_awaiting(session: AsyncSession, reason: Reason | None) -> int:
    return await session.scalar(select(func.count()).where(*_open(reason))) or 0


def _open(reason: Reason | None) -> list[ColumnElement[bool]]:
    which: list[ColumnElement[bool]] = [Review.label.is_(None)]
    if reason:
        which.append(Review.reason == reason)
    return which


async def label(session: AsyncSession, review: int, label: str, by: str) -> str | None:
    """Labels a message under all its reasons, since one text teaches one thing.

    Returns its text; None when there is no such message.
    """
    said = select(Review.text).where(Review.id == review).scalar_subquery()
    return await session.scalar(
        update(Review)
        .where(Review.text == said)
        .values(label=label, labelled_by=by, labelled_at=NOW)
        .returning(Review.text)
    )


async def labelled(session: AsyncSession) -> dict[str, list[str]]:
    """Intent → the texts that people gave it, without those discarded."""
    rows = await session.execute(
        select(Review.label, Review.text)
        .where(Review.label.is_not(None), Review.label != DISCARDED)
        .group_by(Review.label, Review.text)
        .order_by(Review.label, func.min(Review.id))
    )
    found: dict[str, list[str]] = {}
    for intent, said in rows:
        found.setdefault(str(intent), []).append(said)
    return found


async def forget_old(session: AsyncSession) -> int:
    """Deletes what half a year went by over without a label, or with the one to discard it."""
    rows = await session.execute(
        delete(Review)
        .where(
            Review.label.is_(None) | (Review.label == DISCARDED),
            Review.created_at < NOW - text("interval '180 days'"),
        )
        .returning(Review.id)
    )
    return len(rows.all())
