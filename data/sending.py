"""What waits to be sent to the vendors, and what became of it.

Rows are locked in one order everywhere, so that no two transactions wait for each other: the
conversation, then its messages, then the account.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, case, cast, false, func, null, select, update
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, JSONPATH
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.types import Text

from data.inbox import without_job
from data.models import NOW, ChannelAccount, Conversation, OutboxMessage, Subscription

OPEN = ("pending", "sending")
BULK = ("story", "reminder")  # unasked: whatever else is to be said goes before it
SUPERSEDED = "thay bằng câu chuyện mới hơn"


@dataclass(frozen=True)
class Waiting:
    """The next message of a conversation, and all that decides whether it may leave."""

    message: OutboxMessage
    conversation: Conversation
    account: ChannelAccount
    subscribed: bool
    now: dt.datetime


@dataclass(frozen=True)
class Bubble:
    """One bubble of a message, `place` from 0; `lease`: until when it is ours alone to send."""

    message: int
    place: int
    lease: dt.datetime | None = None

    @property
    def _row(self) -> ColumnElement[bool]:
        return (OutboxMessage.id == self.message) & (OutboxMessage.parts_sent == self.place)

    @property
    def may_still_come(self) -> ColumnElement[bool]:
        """That nobody has noted its arrival yet."""
        return self._row & OutboxMessage.state.in_((*OPEN, "unsure"))

    @property
    def held(self) -> ColumnElement[bool]:
        """That no other worker has taken it meanwhile."""
        if self.lease is None:
            return self._row & (OutboxMessage.state == "pending")
        leased = OutboxMessage.next_at == self.lease
        return self._row & (OutboxMessage.state == "sending") & leased


async def next_to_send(session: AsyncSession, conversation: UUID) -> Waiting | None:
    """What is leaving, else the first that is open and was asked for, else the first story: what
    comes after it waits for it."""
    row = (
        await session.execute(
            select(OutboxMessage, Conversation, ChannelAccount, Subscription.active, NOW)
            .join(Conversation, Conversation.id == OutboxMessage.conversation_id)
            .join(ChannelAccount, _their_account())
            .outerjoin(Subscription, Subscription.conversation_id == Conversation.id)
            .where(OutboxMessage.conversation_id == conversation, OutboxMessage.state.in_(OPEN))
            .order_by(
                OutboxMessage.state != "sending", OutboxMessage.purpose.in_(BULK), OutboxMessage.id
            )
            .limit(1)
        )
    ).first()
    if row is None:
        return None
    return Waiting(row[0], row[1], row[2], bool(row[3]), row[4])


async def begin_part(session: AsyncSession, bubble: Bubble, seconds: float) -> Bubble | None:
    """Says that a bubble is leaving now, and is this worker's for so long; None when another
    worker has moved on meanwhile."""
    lease = await session.scalar(
        update(OutboxMessage)
        .where(bubble.held)
        .values(state="sending", next_at=NOW + dt.timedelta(seconds=seconds))
        .returning(OutboxMessage.next_at)
    )
    return Bubble(bubble.message, bubble.place, lease) if lease else None


async def part_sent(
    session: AsyncSession, bubble: Bubble, provider_ids: Sequence[str], last: bool
) -> bool:
    """Whether this was the first to say that it has arrived."""
    values: dict[str, Any] = {
        "parts_sent": bubble.place + 1,
        "state": "sent" if last else "pending",
        "attempts": 0,
        "repeats": 0,
        "next_at": None,
        "error": None,
    }
    if provider_ids:
        known = cast(list(provider_ids), JSONB)
        values["provider_ids"] = OutboxMessage.provider_ids.op("||")(known)
    if last:
        values["sent_at"] = NOW
    return await _set(session, bubble.may_still_come, **values)


async def put_off(
    session: AsyncSession,
    bubble: Bubble,
    until: dt.datetime | float,
    error: str,
    *,
    failed: bool = False,
    doubtful: bool = False,
) -> None:
    """To be tried not before `until`, or so many seconds from now; `failed`: one attempt more is
    used up, `doubtful`: it may have arrived."""
    when = NOW + dt.timedelta(seconds=until) if isinstance(until, int | float) else until
    values: dict[str, Any] = {"state": "pending", "next_at": when, "error": error[:500]}
    if failed:
        values["attempts"] = OutboxMessage.attempts + 1
    if doubtful:
        values |= {"doubtful": True, "repeats": OutboxMessage.repeats + 1}
    await _set(session, bubble.held, **values)


async def go_plain(session: AsyncSession, bubble: Bubble, error: str) -> None:
    """From this bubble on, without what the vendor refused."""
    values = {"plain_from": bubble.place, "next_at": None, "error": error[:500]}
    await _set(session, bubble.held, state="pending", **values)


async def end_sending(session: AsyncSession, bubble: Bubble, state: str, error: str) -> None:
    """`state`: failed, waiting (for the person to write) or unsure (it may have arrived)."""
    await _set(session, bubble.held, state=state, next_at=None, error=error[:500])


async def _set(session: AsyncSession, where: ColumnElement[bool], **values: Any) -> bool:
    changed = await session.scalar(
        update(OutboxMessage).where(where).values(**values).returning(OutboxMessage.id)
    )
    return changed is not None


async def remember_numbers(
    session: AsyncSession, conversation: UUID, choices: Sequence[dict[str, Any]]
) -> None:
    """What a number means from now on; nothing when there are none. Before the message is noted
    as sent: see above."""
    kept = cast(list(choices), JSONB) if choices else null()
    await session.execute(
        update(Conversation)
        .where(Conversation.id == conversation, Conversation.numbered.is_distinct_from(kept))
        .values(numbered=kept)
    )


async def know_by_ids(session: AsyncSession, conversation: UUID, ids: Sequence[str]) -> bool:
    """Whether the vendor gave one of these ids to something we sent there."""
    found = await session.scalar(
        select(OutboxMessage.id)
        .where(
            OutboxMessage.conversation_id == conversation,
            OutboxMessage.provider_ids.op("?|")(cast(list(ids), ARRAY(Text))),
        )
        .limit(1)
    )
    return found is not None


async def said_lately(session: AsyncSession, conversation: UUID) -> Sequence[OutboxMessage]:
    """The last messages that have left or may have, those of which nothing is known yet first."""
    gone = (OutboxMessage.parts_sent > 0) | OutboxMessage.state.in_(("sending", "unsure"))
    rows = await session.scalars(
        select(OutboxMessage)
        .where(OutboxMessage.conversation_id == conversation, gone | OutboxMessage.doubtful)
        .order_by(case((OutboxMessage.state == "sent", 1), else_=0), OutboxMessage.id.desc())
        .limit(20)
    )
    return rows.all()


async def ever_offered(session: AsyncSession, conversation: UUID) -> Sequence[str]:
    """The payloads of all choices there have been, each once: what a tapped key may stand for.
    Buttons stay where they are for years, and so does what was sent, until it is erased."""
    path = cast("$.choices[*].payload", JSONPATH)
    payloads = await session.scalars(
        select(func.jsonb_path_query(OutboxMessage.body, path, type_=JSONB))
        .where(OutboxMessage.conversation_id == conversation)
        .distinct()
    )
    return payloads.all()


async def set_unreachable(
    session: AsyncSession, conversation: UUID, why: str | None, gone: bool = False
) -> None:
    """Nothing can be sent until they write again (None: they did); `gone` ends what they get."""
    await session.execute(
        update(Conversation).where(Conversation.id == conversation).values(unreachable=why)
    )
    if gone:
        await session.execute(
            update(Subscription)
            .where(Subscription.conversation_id == conversation)
            .values(active=False, since=NOW)
        )


async def close_window(session: AsyncSession, conversation: UUID) -> None:
    """The vendor says that they wrote too long ago, whatever we had counted."""
    await session.execute(
        update(Conversation).where(Conversation.id == conversation).values(window_ends=NOW)
    )


async def let_waiting_go(session: AsyncSession, conversation: UUID) -> bool:
    """The person wrote: the newest story that waited for it may be sent now, the older ones stay
    on our pages. Whether there was one."""
    newest = await session.scalar(
        select(func.max(OutboxMessage.id)).where(
            OutboxMessage.conversation_id == conversation, OutboxMessage.state == "waiting"
        )
    )
    if newest is None:
        return False
    is_newest = OutboxMessage.id == newest
    await session.execute(
        update(OutboxMessage)
        .where(OutboxMessage.conversation_id == conversation, OutboxMessage.state == "waiting")
        .values(
            state=case((is_newest, "pending"), else_="failed"),
            error=case((is_newest, null()), else_=SUPERSEDED),
            next_at=null(),
        )
    )
    return True


async def conversations_to_send(
    session: AsyncSession, older_than: float, lock: str, bulk_lock: str
) -> list[tuple[UUID, bool]]:
    """Conversations with something that should have left by now and that no job is about, those
    that wait longest first; and whether it is only stories. `lock` and `bulk_lock` begin the names
    of the jobs' locks."""
    bulk = func.bool_and(OutboxMessage.purpose.in_(BULK))
    old = OutboxMessage.created_at < NOW - dt.timedelta(seconds=older_than)
    due = case((OutboxMessage.next_at.is_(None), old), else_=OutboxMessage.next_at < NOW)
    held = func.coalesce(ChannelAccount.held_until > NOW, false())
    first = func.min(func.coalesce(OutboxMessage.next_at, OutboxMessage.created_at))
    rows = await session.execute(
        select(OutboxMessage.conversation_id, bulk)
        .join(Conversation, Conversation.id == OutboxMessage.conversation_id)
        .join(ChannelAccount, _their_account())
        .where(OutboxMessage.state.in_(OPEN), due, ChannelAccount.state == "active", ~held)
        .where(
            without_job(OutboxMessage.conversation_id, lock),
            OutboxMessage.purpose.not_in(BULK)
            | without_job(OutboxMessage.conversation_id, bulk_lock),
        )
        .group_by(OutboxMessage.conversation_id)
        .order_by(first)
        .limit(1000)
    )
    return [(row[0], row[1]) for row in rows]


def _their_account() -> ColumnElement[bool]:
    return (ChannelAccount.channel == Conversation.channel) & (
        ChannelAccount.slug == Conversation.account
    )
