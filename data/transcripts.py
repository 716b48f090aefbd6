"""What was said in a conversation, as an official reads it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from data.desk import SPOKEN
from data.linking import hide_codes
from data.masking import mask_phones
from data.models import InboundEvent, Official, OutboxMessage
from data.photos import still_kept

Who = Literal["person", "assistant", "official"]


@dataclass(frozen=True)
class Line:
    """One thing said. `state` and `error` are the outbox's; `author` is the official's name;
    `photo` is kept (data.photos)."""

    id: str
    who: Who
    at: dt.datetime
    text: str
    kind: str = "text"
    author: str | None = None
    state: str = "sent"
    error: str | None = None
    purpose: str = ""
    choices: tuple[str, ...] = ()
    photo: str | None = None


async def transcript(session: AsyncSession, conversation: UUID, limit: int) -> list[Line]:
    """The last things said, oldest first. Phone numbers people wrote are masked, also in what has
    not been handled yet, and the codes they were given to link their accounts."""
    outgoing = (
        await session.execute(
            select(OutboxMessage, Official.name)
            .outerjoin(Official, Official.login == OutboxMessage.author)
            .where(OutboxMessage.conversation_id == conversation)
            .order_by(OutboxMessage.id.desc())
            .limit(limit)
        )
    ).all()
    incoming = await session.scalars(
        select(InboundEvent)
        .where(
            InboundEvent.conversation_id == conversation,
            InboundEvent.kind.in_((*SPOKEN, "echo")),
            InboundEvent.payload != {},  # erased
        )
        .order_by(InboundEvent.id.desc())
        .limit(limit)
    )
    ours = {number for message, _ in outgoing for number in message.provider_ids}
    lines = [_said(message, name) for message, name in outgoing]
    for event in incoming:
        if event.kind != "echo":
            lines.append(_heard(event))
        elif _by_person(event, ours):
            lines.append(_echoed(event))
    kept = await still_kept(session, {line.photo for line in lines if line.photo})
    lines = [line if line.photo in kept else replace(line, photo=None) for line in lines]
    return sorted(lines, key=lambda line: line.at)[-limit:]


async def said_lately(
    session: AsyncSession, conversation: UUID, author: str, body: dict[str, Any], since: dt.datetime
) -> bool:
    """Whether the official has just said the very same: a form sent twice."""
    found = await session.scalar(
        select(OutboxMessage.id)
        .where(
            OutboxMessage.conversation_id == conversation,
            OutboxMessage.purpose == "human",
            OutboxMessage.author == author,
            OutboxMessage.body == body,
            OutboxMessage.created_at > since,
        )
        .limit(1)
    )
    return found is not None


def _said(message: OutboxMessage, name: str | None) -> Line:
    body = message.body
    return Line(
        id=f"ra-{message.id}",
        who="official" if message.purpose == "human" else "assistant",
        at=message.created_at,
        text=hide_codes(str(body.get("text") or "")),
        author=name or message.author,
        state=message.state,
        error=message.error,
        purpose=message.purpose,
        choices=tuple(str(choice.get("title", "")) for choice in body.get("choices", ())),
    )


def _heard(event: InboundEvent) -> Line:
    said = str(event.payload.get("text") or event.payload.get("title") or "")
    return Line(
        id=f"vao-{event.id}",
        who="person",
        at=event.received_at,
        text=mask_phones(said),
        kind=heard_kind(event.kind, event.payload),
        photo=_photo(event.payload),
    )


def heard_kind(kind: str, payload: dict[str, Any]) -> str:
    """On the web page a picture comes as the payload of one kept before."""
    return "image" if _photo(payload) else kind


def _photo(payload: dict[str, Any]) -> str | None:
    named, _, number = str(payload.get("payload") or "").partition(":id=")
    return number if named == "photo" else None


def _by_person(event: InboundEvent, ours: set[Any]) -> bool:
    """Written at the vendor's own inbox, not by us."""
    said = event.payload
    if not said.get("text") or said.get("marker") or ours & set(said.get("message_ids", ())):
        return False
    return bool(said.get("by_person")) or event.channel == "zalo"


def _echoed(event: InboundEvent) -> Line:
    return Line(
        id=f"vao-{event.id}",
        who="official",
        at=event.received_at,
        text=str(event.payload["text"]),
        purpose="human",
    )
