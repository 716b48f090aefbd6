"""What officials see: who waits for a person, and what was said in those conversations.

`locality` below is whose officials look: None sees every place, those without one too.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, false, func, select, true
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from data.models import ChannelAccount, Conversation, Handoff, InboundEvent, Official

SPOKEN = ("text", "choice", "image", "location", "sticker", "voice", "file", "contact")
READABLE = dt.timedelta(days=7)  # after a request has ended
MOST = 200  # requests on one page
LATELY = 3  # the person's last messages told with a request

_PLACE = func.coalesce(
    Handoff.locality, ChannelAccount.locality, Conversation.state["locality"].astext
)


@dataclass(frozen=True)
class Words:
    """A message of the person, as kept."""

    kind: str
    payload: dict[str, Any]
    at: dt.datetime

    @property
    def text(self) -> str:
        return str(self.payload.get("text") or self.payload.get("title") or "")


@dataclass(frozen=True)
class Request:
    """Somebody who asked for a person, or whom an official wrote to."""

    conversation: UUID
    channel: str
    account: str
    account_title: str
    account_state: str | None  # None: our own web page
    locality: str | None
    started_at: dt.datetime
    answered_at: dt.datetime | None
    answered_by: str | None  # login, or "vendor": from the vendor's own inbox
    official: str | None  # their name
    last_at: dt.datetime | None  # an official's last words
    ended_at: dt.datetime | None
    ended_by: str | None
    unanswered_since: dt.datetime | None  # the person's first words after those
    last_words: tuple[Words, ...]  # the last one first

    @property
    def waits_since(self) -> dt.datetime | None:
        """None while the last word is the official's."""
        if self.ended_at is not None:
            return None
        return self.started_at if self.last_at is None else self.unanswered_since


async def open_requests(session: AsyncSession, locality: str | None) -> list[Request]:
    """Those who wait longest first, then those who have been answered."""
    rows = await session.execute(
        _requests(locality)
        .where(Handoff.ended_at.is_(None))
        .order_by(Handoff.started_at)
        .limit(MOST)
    )
    found = [_request(row) for row in rows]
    never = dt.datetime.max.replace(tzinfo=dt.UTC)
    return sorted(found, key=lambda each: each.waits_since or never)


async def count_waiting(session: AsyncSession, locality: str | None) -> int:
    """How many wait for an official's words."""
    answered = Handoff.last_at.is_not(None) & ~(
        select(InboundEvent.id)
        .where(_spoken(), InboundEvent.happened_at > Handoff.last_at)
        .exists()
    )
    found = await session.scalar(
        _joined(select(func.count())).where(
            _theirs(locality), Handoff.ended_at.is_(None), ~answered
        )
    )
    return found or 0


async def ended_requests(
    session: AsyncSession, locality: str | None, now: dt.datetime
) -> list[Request]:
    """Ended lately, the last one first; each conversation once, and none that is open again."""
    again = aliased(Handoff)
    later = select(again.id).where(
        again.conversation_id == Handoff.conversation_id,
        again.id > Handoff.id,
        again.reason.in_(("asked", "answered")),
    )
    rows = await session.execute(
        _requests(locality)
        .where(Handoff.ended_at > now - READABLE, ~later.exists())
        .order_by(Handoff.ended_at.desc())
        .limit(30)
    )
    return [_request(row) for row in rows]


async def find_request(
    session: AsyncSession, conversation: UUID, locality: str | None, now: dt.datetime
) -> Request | None:
    """The conversation's last request; None when it is not theirs to read, or no longer."""
    row = (
        await session.execute(
            _requests(locality)
            .where(
                Handoff.conversation_id == conversation,
                Handoff.ended_at.is_(None) | (Handoff.ended_at > now - READABLE),
            )
            .order_by(Handoff.id.desc())
            .limit(1)
        )
    ).first()
    return _request(row) if row else None


def _requests(locality: str | None) -> Select[Any]:
    lately = (
        select(InboundEvent.kind, InboundEvent.payload, InboundEvent.received_at)
        .where(_spoken())
        .order_by(InboundEvent.id.desc())
        .limit(LATELY)
        .correlate(Handoff)
        .subquery("lately")
    )
    words = select(
        func.jsonb_agg(
            func.jsonb_build_array(lately.c.kind, lately.c.payload, lately.c.received_at)
        )
    ).scalar_subquery()
    since = (
        select(func.min(InboundEvent.happened_at))
        .where(_spoken(), InboundEvent.happened_at > Handoff.last_at)
        .scalar_subquery()
    )
    return _joined(
        select(
            Handoff,
            Conversation.channel,
            Conversation.account,
            ChannelAccount.title,
            ChannelAccount.state.label("account_state"),
            Official.name.label("official"),
            _PLACE.label("place"),
            since.label("since"),
            words.label("words"),
        )
    ).where(_theirs(locality))


def _joined(asked: Select[Any]) -> Select[Any]:
    """Requests, with whom they came from and who answers."""
    return (
        asked.select_from(Handoff)
        .join(Conversation, Conversation.id == Handoff.conversation_id)
        .outerjoin(
            ChannelAccount,
            (ChannelAccount.channel == Conversation.channel)
            & (ChannelAccount.slug == Conversation.account),
        )
        .outerjoin(Official, Official.login == Handoff.answered_by)
        .where(Handoff.reason.in_(("asked", "answered")))
    )


def _spoken() -> ColumnElement[bool]:
    """Said by the person of a request, and not erased."""
    return (
        (InboundEvent.conversation_id == Handoff.conversation_id)
        & InboundEvent.kind.in_(SPOKEN)
        & (InboundEvent.payload != {})
    )


def _theirs(locality: str | None) -> ColumnElement[bool]:
    return true() if locality is None else func.coalesce(locality == _PLACE, false())


def _request(row: Row[Any]) -> Request:
    handoff: Handoff = row.Handoff
    words = (
        Words(kind, payload, dt.datetime.fromisoformat(at)) for kind, payload, at in row.words or ()
    )
    return Request(
        conversation=handoff.conversation_id,
        channel=row.channel,
        account=row.account,
        account_title=row.title or row.account,
        account_state=row.account_state,
        locality=row.place,
        started_at=handoff.started_at,
        answered_at=handoff.answered_at,
        answered_by=handoff.answered_by,
        official=row.official,
        last_at=handoff.last_at,
        ended_at=handoff.ended_at,
        ended_by=handoff.ended_by,
        unanswered_since=row.since,
        last_words=tuple(words),
    )
