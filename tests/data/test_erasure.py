"""Erasing reaches every table: the whole database is searched for what was erased."""

from __future__ import annotations

import datetime as dt
from uuid import uuid4

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from data import consents
from data.conversations import start_conversation
from data.erasure import erase_person
from data.handoffs import request_handoff
from data.inbox import claim, give_up, next_event, store
from data.models import Base, Nomination, Photo
from data.outbox import put_push, put_replies
from data.reviews import Heard, record
from data.subscriptions import set_subscription

MARK = "Hoàng Thị Dấu Vết"


async def everything(db: AsyncSession) -> str:
    """All rows of all our tables and of the queue's, as text."""
    names = [*Base.metadata.tables, "procrastinate_jobs", "procrastinate_events"]
    found = []
    for name in names:
        rows = await db.execute(text(f'SELECT t::text FROM "{name}" t'))
        found += [str(row[0]) for row in rows]
    return "\n".join(found)


async def test_nothing_of_a_person_is_left(db: AsyncSession) -> None:
    conversation = await start_conversation(db, "web", uuid4().hex, {"draft": MARK})
    person = conversation.person_id
    stored = await store(db, "web", f"{uuid4()}", conversation.id, {"text": MARK})
    await claim(db, stored.id, {"text": MARK})
    await put_replies(db, conversation.id, stored.id, [{"text": MARK}])
    await put_push(db, conversation.id, "story", {"text": MARK})
    photo = Photo(
        person_id=person, content_type="image/jpeg", width=1, height=1, content=MARK.encode()
    )
    db.add(photo)
    await db.flush()
    db.add(
        Nomination(
            code=f"GS-{uuid4().hex[:6]}",
            person_id=person,
            conversation_id=conversation.id,
            state="submitted",
            kind="person",
            name=MARK,
            place=MARK,
            deed=MARK,
            under_16="no",
            nominator_name=MARK,
            nominator_phone="+84912345678",
            photo_id=photo.id,
            submitted_at=dt.datetime.now(dt.UTC),
        )
    )
    await db.flush()
    await consents.append(
        db,
        person,
        "contact",
        given=True,
        text_version=MARK,
        how="button",
        channel="web",
        conversation=conversation.id,
    )
    await set_subscription(db, conversation.id, person, MARK, True)
    await request_handoff(db, conversation.id, "wrong_answer", MARK)
    heard = Heard(
        text=MARK, locality=None, intent="greet", confidence=0.2, ranking={}, topic="fallback"
    )
    await record(db, person, "unsure", heard)
    assert MARK in await everything(db)

    counts = await erase_person(db, person)

    left = await everything(db)
    assert MARK not in left
    assert MARK.encode().hex() not in left
    assert "+84912345678" not in left
    assert counts["nomination"] == counts["photo"] == counts["consent"] == counts["reviews"] == 1


async def test_a_message_that_still_waits_is_not_lost(db: AsyncSession) -> None:
    conversation = await start_conversation(db, "web", uuid4().hex, {})
    await store(db, "web", f"{uuid4()}", conversation.id, {"text": "tin gửi sau"})
    await erase_person(db, conversation.person_id)
    waiting = await next_event(db, conversation.id)
    assert waiting is not None
    assert waiting[0].payload == {"text": "tin gửi sau"}


async def test_other_people_keep_theirs(db: AsyncSession) -> None:
    mine = await start_conversation(db, "web", uuid4().hex, {})
    theirs = await start_conversation(db, "web", uuid4().hex, {})
    await set_subscription(db, theirs.id, theirs.person_id, MARK, True)
    await erase_person(db, mine.person_id)
    assert MARK in await everything(db)


async def test_a_message_that_was_given_up_is_erased_too(db: AsyncSession) -> None:
    conversation = await start_conversation(db, "web", uuid4().hex, {})
    stored = await store(db, "web", f"{uuid4()}", conversation.id, {"text": MARK})
    await give_up(db, stored.id, {"text": MARK})
    await erase_person(db, conversation.person_id)
    assert MARK not in await everything(db)
