"""What the tests of linked accounts do."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from actions.linking import LINKED
from bot.simulators.people import Person as Someone
from data import consents, nominations
from data.broadcasts import begin, snapshot
from data.linking import CODE
from data.models import (
    Nomination,
    Photo,
    Story,
)
from tests.gateway.gateway import Gateway

JOIN, NOT_JOIN, LEAVE = "Gộp hai tài khoản", "Không gộp", "Tách ra"


async def asks_for_code(gateway: Gateway, channel: str, words: str = "liên kết tài khoản") -> str:
    an = await gateway.says(channel, words)
    found = CODE.search(an.heard[-1].text)
    assert found, an.heard[-1].text
    return found[0]


async def links(gateway: Gateway, giver: str, taker: str) -> Someone:
    code = await asks_for_code(gateway, giver)
    an = await gateway.says(taker, f"liên kết {code}")
    an.taps(JOIN)
    await gateway.settle()
    assert an.heard[-1].text == LINKED
    return an


async def status(gateway: Gateway, channel: str) -> str:
    gateway.nlu.intent = "nomination_status"
    an = await gateway.says(channel, "đề cử của tôi tới đâu rồi")
    gateway.nlu.intent = "thanks"
    return an.heard[-1].text


async def nominates(gateway: Gateway, channel: str, name: str = "bà Hoa") -> Nomination:
    conversation = await gateway.conversation(channel)
    async with gateway.services.sessions.begin() as session:
        photo = Photo(
            person_id=conversation.person_id,
            content_type="image/jpeg",
            width=1,
            height=1,
            content=b"1",
        )
        session.add(photo)
        await session.flush()
        return await nominations.submit(
            session,
            nominations.Submission(
                person_id=conversation.person_id,
                conversation_id=conversation.id,
                kind="person",
                name=name,
                place="thôn 2",
                deed="giúp người",
                under_16="no",
                photo_id=photo.id,
            ),
        )


async def agrees(gateway: Gateway, channel: str, purpose: str, given: bool) -> None:
    conversation = await gateway.conversation(channel)
    async with gateway.services.sessions.begin() as session:
        await consents.append(
            session,
            conversation.person_id,
            purpose,
            given=given,
            text_version="thu-1",
            how="button",
            channel=channel,
            conversation=conversation.id,
        )


async def a_story(session: AsyncSession) -> Story:
    """Not published: no broadcast but this test's takes it."""
    story = Story(slug=f"chuyen-{uuid4().hex}", title="…", summary="…", body="…")
    session.add(story)
    await session.flush()
    return story


async def begins_a_broadcast(gateway: Gateway) -> UUID:
    async with gateway.services.sessions.begin() as session:
        story = await a_story(session)
        broadcast = await begin(session, f"thu:{gateway.slug}", story.id)
        assert broadcast
        assert await snapshot(session, broadcast, f"noi-{gateway.slug}") == 2
    return broadcast


async def people(gateway: Gateway, *channels: str) -> list[UUID]:
    return [(await gateway.conversation(channel)).person_id for channel in channels]


async def rows(gateway: Gateway, table: type[Any], person: UUID) -> list[Any]:
    async with gateway.services.sessions() as session:
        return list(await session.scalars(select(table).where(table.person_id == person)))
