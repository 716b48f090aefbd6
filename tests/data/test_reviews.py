"""The list of messages to learn from: counted, labelled, forgotten."""

from __future__ import annotations

import datetime as dt
from uuid import UUID, uuid4

import pytest
from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from data.conversations import start_conversation
from data.models import Review
from data.reviews import (
    DISCARDED,
    Heard,
    awaiting,
    count_awaiting,
    forget_old,
    label,
    labelled,
    record,
)


@pytest.fixture
async def person(db: AsyncSession) -> UUID:
    return (await start_conversation(db, "web", uuid4().hex, {})).person_id


def heard(text: str) -> Heard:
    ranking = {"quota": 0.3, "deadline": 0.2}
    return Heard(
        text=text, locality=None, intent="quota", confidence=0.3, ranking=ranking, topic="fallback"
    )


async def test_the_same_text_is_counted_for_each_reason(db: AsyncSession, person: UUID) -> None:
    for reason in ("unsure", "unsure", "wrong"):
        await record(db, person, reason, heard("gì thế"))
    rows = await awaiting(db, None, 10)
    assert [(row.reason, row.times) for row in rows] == [("unsure", 2), ("wrong", 1)]
    assert [row.reason for row in await awaiting(db, "wrong", 10)] == ["wrong"]
    assert await count_awaiting(db, None) == 2


async def test_a_text_is_labelled_once_for_all_its_reasons(db: AsyncSession, person: UUID) -> None:
    await record(db, person, "unsure", heard("gì thế"))
    await record(db, person, "wrong", heard("gì thế"))
    await record(db, person, "unsure", heard("asdf"))
    numbers = {row.text: row.id for row in await awaiting(db, None, 10)}
    assert await label(db, numbers["gì thế"], "help", "Ba") == "gì thế"
    assert await label(db, numbers["asdf"], DISCARDED, "Ba") == "asdf"
    assert await label(db, 0, "help", "Ba") is None
    assert await awaiting(db, None, 10) == []
    assert await labelled(db) == {"help": ["gì thế"]}
    await record(db, person, "unsure", heard("asdf"))
    assert await count_awaiting(db, None) == 0, "what was discarded does not come back"


async def test_after_half_a_year_only_what_was_labelled_stays(
    db: AsyncSession, person: UUID
) -> None:
    for text in ("cũ", "cũ, đã gán", "cũ, đã bỏ", "mới"):
        await record(db, person, "unsure", heard(text))
    numbers = {row.text: row.id for row in await awaiting(db, None, 10)}
    await label(db, numbers["cũ, đã gán"], "help", "Ba")
    await label(db, numbers["cũ, đã bỏ"], DISCARDED, "Ba")
    old = dt.datetime.now(dt.UTC) - dt.timedelta(days=181)
    await db.execute(update(Review).where(Review.text.startswith("cũ")).values(created_at=old))
    assert await forget_old(db) == 2
    assert [row.text for row in await awaiting(db, None, 10)] == ["mới"]
    assert await labelled(db) == {"help": ["cũ, đã gán"]}
