"""Stories: published ones, the next one for a person, the samples that come with the product."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from uuid import UUID

import yaml
from sqlalchemy import ColumnElement, literal, or_, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from data.models import NOW, Broadcast, Story, StoryRead

SAMPLES = Path(__file__).parent / "sample_stories.yaml"


def _for(locality: str | None) -> ColumnElement[bool]:
    """Stories of a locality, and those of no place in particular."""
    published = Story.published_at.is_not(None)
    if locality is None:
        return published
    return published & or_(Story.locality == locality, Story.locality.is_(None))


async def published_stories(session: AsyncSession, locality: str | None = None) -> list[Story]:
    """Newest first."""
    rows = await session.scalars(
        select(Story).where(_for(locality)).order_by(Story.example, Story.published_at.desc())
    )
    return list(rows)


async def story_by_slug(session: AsyncSession, slug: str) -> Story | None:
    return await session.scalar(
        select(Story).where(Story.slug == slug, Story.published_at.is_not(None))
    )


async def next_story(session: AsyncSession, person: UUID, locality: str | None) -> Story | None:
    """One the person has not had, own locality's and real ones first; else the one longest ago."""
    read = select(StoryRead.story_id, StoryRead.at).where(StoryRead.person_id == person).subquery()
    return await session.scalar(
        select(Story)
        .outerjoin(read, read.c.story_id == Story.id)
        .where(Story.published_at.is_not(None))
        .order_by(
            read.c.at.asc().nulls_first(),
            (Story.locality == locality).desc().nulls_last() if locality else Story.example,
            Story.example,
            Story.published_at.desc(),
            Story.slug,
        )
        .limit(1)
    )


async def was_read(session: AsyncSession, person: UUID, story: UUID) -> bool:
    return await session.get(StoryRead, (person, story)) is not None


async def mark_read(session: AsyncSession, person: UUID, story: UUID) -> None:
    await session.execute(
        insert(StoryRead)
        .values(person_id=person, story_id=story)
        .on_conflict_do_update(index_elements=["person_id", "story_id"], set_={"at": NOW})
    )


async def story_to_broadcast(
    session: AsyncSession, locality: str | None, examples: bool
) -> Story | None:
    """The oldest published story of the locality that no broadcast has carried; real ones first."""
    carried = (
        select(Broadcast.story_id)
        .where(Broadcast.occasion.endswith(f":{locality or 'chung'}"))
        .scalar_subquery()
    )
    return await session.scalar(
        select(Story)
        .where(
            _for(locality) if locality else Story.published_at.is_not(None),
            Story.id.not_in(carried),
            or_(Story.example.is_(False), literal(examples)),
        )
        .order_by(Story.example, Story.published_at, Story.slug)
        .limit(1)
    )


async def hide_samples(session: AsyncSession) -> None:
    await session.execute(update(Story).where(Story.example).values(published_at=None))


async def load_samples(session: AsyncSession) -> None:
    """Puts the invented sample stories in, once each; those hidden before show again."""
    samples = yaml.safe_load(SAMPLES.read_text(encoding="utf-8"))
    rows = [
        {
            **sample,
            "example": True,
            "published_at": dt.datetime.fromisoformat(sample["published_at"]),
        }
        for sample in samples
    ]
    new = insert(Story).values(rows)
    await session.execute(
        new.on_conflict_do_update(
            index_elements=["slug"], set_={"published_at": new.excluded.published_at}
        )
    )
