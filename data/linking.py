"""Several accounts of one person: linked by a code, told apart again when they say so.

Linking moves all that one person has to the other: ownership is by person everywhere, so nothing
else has to know of it. What belongs to one conversation (its state, open drafts, messages) stays
there. No function commits: the caller's transaction does.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
import secrets
from typing import Literal
from uuid import UUID, uuid4

from sqlalchemy import Select, Text, cast, delete, func, literal, or_, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from data import models
from data.login_tries import count_try
from data.models import NOW, Conversation, LinkCode, Nomination, Person, Photo, StoryRead
from data.models import Subscription as Sub

LASTS = dt.timedelta(minutes=15)
FREE_TRIES = 5  # codes that a person may tell in an hour before each costs a longer wait
# No vowel, D or W, which Vietnamese keyboards turn into other letters; no L, 0 or 1.
ALPHABET = "BCFGHJKMNPQRSTVXZ23456789"
CODE = re.compile(rf"\b[{ALPHABET}]{{4}}-[{ALPHABET}]{{4}}\b", re.IGNORECASE)
# All that is a person's but `StoryRead`, which two may have of the same story.
OF_PERSON = (Conversation, Nomination, Photo, models.Consent, Sub, models.Review)

Taken = Literal["asked", "own", "linked", "wrong"]


def new_code() -> str:
    """`7K3F-BXQ9`: 37 bits."""
    drawn = "".join(secrets.choice(ALPHABET) for _ in range(8))
    return f"{drawn[:4]}-{drawn[4:]}"


def hide_codes(text: str) -> str:
    """For others' eyes."""
    return CODE.sub("••••-••••", text)


def _digest(code: str) -> str:
    written = "".join(letter for letter in code.upper() if letter.isalnum())
    return hashlib.sha256(written.encode()).hexdigest()


async def give_code(db: AsyncSession, conversation: UUID, now: dt.datetime) -> str:
    """A new code; the one the conversation had before no longer works."""
    old = select(LinkCode.conversation_id).where(LinkCode.expires_at < now)
    await db.execute(
        delete(LinkCode).where(LinkCode.conversation_id.in_(old.with_for_update(skip_locked=True)))
    )
    code = new_code()
    values = {"digest": _digest(code), "expires_at": now + LASTS, "asked_in": None}
    await db.execute(
        insert(LinkCode)
        .values(conversation_id=conversation, **values)
        .on_conflict_do_update(index_elements=["conversation_id"], set_=values)
    )
    return code


async def wait_before_trying(db: AsyncSession, person: UUID, now: dt.datetime) -> dt.timedelta:
    """Counts a try, right or wrong, before the code is looked at; how long to wait when there were
    too many."""
    key = hashlib.sha256(f"link:{person}".encode()).hexdigest()
    return await count_try(db, {key: FREE_TRIES}, now)


async def take_code(
    db: AsyncSession, conversation: UUID, person: UUID, code: str, now: dt.datetime
) -> Taken:
    """Uses a code up, so that this conversation can be asked; unless it was given here, or to one
    who is linked already. Wrong, used and expired ones look the same."""
    row = await db.scalar(
        select(LinkCode)
        .where(LinkCode.digest == _digest(code), LinkCode.expires_at > now)
        .with_for_update()
    )
    if row is None or row.asked_in not in (None, conversation):
        return "wrong"
    if row.conversation_id == conversation:
        return "own"
    giver = await db.get_one(Conversation, row.conversation_id)
    if giver.person_id == person:
        return "linked"
    row.asked_in = conversation
    await db.flush()
    return "asked"


async def link(db: AsyncSession, conversation: UUID, person: UUID, now: dt.datetime) -> UUID | None:
    """What the conversation was asked, agreed to: the other person's things become this one's.

    Both must be locked (`lock_with_others`). Returns the conversation that gave the code, to be
    told; None when the code has expired meanwhile.
    """
    giver = await db.scalar(
        select(LinkCode.conversation_id)
        .where(LinkCode.asked_in == conversation, LinkCode.expires_at > now)
        .order_by(LinkCode.expires_at.desc())
        .limit(1)
    )
    await decline(db, conversation)
    if giver is None:
        return None
    other = (await db.get_one(Conversation, giver, populate_existing=True)).person_id
    if other != person:
        await _join(db, other, person)
    return giver


async def decline(db: AsyncSession, conversation: UUID) -> None:
    await db.execute(delete(LinkCode).where(LinkCode.asked_in == conversation))


async def is_linked(db: AsyncSession, person: UUID) -> bool:
    count = select(func.count()).where(Conversation.person_id == person)
    return (await db.scalar(count) or 0) > 1


async def unlink(db: AsyncSession, conversation: UUID, person: UUID) -> UUID:
    """The conversation is a person's of its own again, with what was made in it; returns who that
    is. Messages kept to learn from do not say where they were written: they are deleted."""
    fresh = await new_person(db, conversation)
    here = update(Nomination).where(Nomination.conversation_id == conversation)
    photos = await db.scalars(here.values(person_id=fresh).returning(Nomination.photo_id))
    state = select(cast(Conversation.state, Text)).where(Conversation.id == conversation)
    in_drafts = func.strpos(state.scalar_subquery(), cast(Photo.id, Text)) > 0
    await db.execute(
        update(Photo)
        .where(Photo.person_id == person, Photo.id.in_(filter(None, photos)) | in_drafts)
        .values(person_id=fresh)
    )
    for table in (Sub, models.Consent):
        await db.execute(
            update(table)
            .where(table.conversation_id == conversation, table.person_id == person)
            .values(person_id=fresh)
        )
    await db.execute(delete(models.Review).where(models.Review.person_id == person))
    return fresh


async def new_person(db: AsyncSession, conversation: UUID) -> UUID:
    """Gives a conversation a person of its own, who has nothing."""
    person = Person(id=uuid4())
    db.add(person)
    await db.flush()
    await db.execute(
        update(Conversation).where(Conversation.id == conversation).values(person_id=person.id)
    )
    return person.id


async def _join(db: AsyncSession, gone: UUID, kept: UUID) -> None:
    """
    Each story is read once, and the newest subscription stands. The people are locked first, in
    one order: a broadcast (`data.broadcasts.still_subscribed`) holds them too.
    """
    both = (gone, kept)
    await db.execute(
        select(Person.id).where(Person.id.in_(both)).order_by(Person.id).with_for_update()
    )
    read = insert(StoryRead).from_select(
        ["person_id", "story_id", "at"],
        select(literal(kept), StoryRead.story_id, StoryRead.at).where(StoryRead.person_id == gone),
    )
    await db.execute(
        read.on_conflict_do_update(
            index_elements=["person_id", "story_id"],
            set_={"at": func.greatest(StoryRead.at, read.excluded.at)},
        )
    )
    await db.execute(delete(StoryRead).where(StoryRead.person_id == gone))
    active = Sub.person_id.in_(both) & Sub.active
    newest = select(Sub.conversation_id).where(active).order_by(Sub.since.desc()).limit(1)
    await db.execute(
        update(Sub)
        .where(active, Sub.conversation_id != newest.scalar_subquery())
        .values(active=False, since=NOW)
    )
    for table in OF_PERSON:
        await db.execute(update(table).where(table.person_id == gone).values(person_id=kept))
    await db.execute(delete(Person).where(Person.id == gone))


async def lock_with_others(db: AsyncSession, conversation: UUID) -> Conversation | None:
    """As `data.inbox.lock_conversation`, with all that the person linked, and all that the person
    has whose code waits to be agreed to there.

    Always in the order of their ids, and by whoever holds none yet: so nobody waits in a circle.
    None when more of them were linked meanwhile: to be tried again.
    """
    rows = await db.scalars(
        select(Conversation)
        .where(Conversation.id.in_(_concerned(conversation)))
        .order_by(Conversation.id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
    locked = {row.id: row for row in rows}
    if not set(await db.scalars(_concerned(conversation))) <= set(locked):
        return None
    return locked.get(conversation)


def _concerned(conversation: UUID) -> Select[UUID]:
    codes = select(LinkCode.conversation_id).where(LinkCode.asked_in == conversation)
    one = aliased(Conversation)
    people = select(one.person_id).where(or_(one.id == conversation, one.id.in_(codes)))
    return select(Conversation.id).where(Conversation.person_id.in_(people))
