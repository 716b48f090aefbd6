"""Handles the waiting messages of one conversation, in order, each in one transaction.

State, what the action wrote, the replies and "handled" commit together or not at all; a message
handled twice because a process died commits once. What must always work does not wait behind a
message that cannot be answered now.
"""

from __future__ import annotations

import datetime as dt
from contextlib import nullcontext
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

import structlog
from procrastinate import App
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession

from actions.reply import Reply
from actions.state import State
from actions.turn import Limits, Turn
from actions.understanding import Understanding
from bot.clock import Clock
from bot.dialogue.always import must_be_heard
from bot.dialogue.nlu import Nlu, NluUnavailable
from bot.dialogue.router import needs_understanding, remember, respond
from bot.inbox.arriving import Arriving, NotFetched, answer
from bot.inbox.locking import lock
from bot.inbox.showing import Showing
from bot.inbox.urgent import CAME, SAID, is_urgent, said, tapped
from bot.jobs import wake_sender
from bot.logs import without_words
from data.database import Sessions, reading
from data.handoffs import lapsed, person_answers
from data.inbox import (
    claim,
    events_behind,
    give_up,
    handled_lately,
    next_event,
    record_failure,
    they_wrote,
)
from data.masking import mask_phones
from data.models import Conversation, InboundEvent
from data.outbox import notify_handled, put_notice, put_replies
from data.plans.catalogue import Catalogue

log = structlog.get_logger()

WAITING = Reply(
    text="Trợ lý đang khởi động lại, sẽ trả lời tin này sau ít phút. Anh/chị không cần gửi lại ạ.",
    topic="help",
)
FAILED = Reply(
    text="Xin lỗi, trợ lý gặp trục trặc với tin vừa rồi. Những gì anh/chị đã gửi trước đó vẫn còn. "
    "Anh/chị thử viết lại cách khác, hoặc nhắn “gặp cán bộ” ạ.",
    topic="fallback",
)
BACK = Reply(
    text="Cán bộ đã ngừng trả lời một lúc, nên trợ lý tự động trả lời tiếp. Cần gặp lại cán bộ, "
    "anh/chị nhắn “gặp cán bộ” ạ.",
    topic="handoff",
)
TOO_FAST = Reply(
    text="Anh/chị nhắn nhanh quá, trợ lý đọc dần từng tin và trả lời sau ít phút ạ.",
    topic="help",
)
LATE = dt.timedelta(seconds=10)
TOLD = dt.timedelta(minutes=10)  # in which it is not told again
BEHIND = 100  # messages looked through for what is urgent
PASSING = frozenset({"contact", "latitude", "longitude"})  # not kept of a message once handled
WEB = "web"


class Hopeless(Exception):
    """Tried as often as a message may be."""


class TooFast(Exception):
    """The conversation has had its share of this minute; its messages wait."""


@dataclass(frozen=True)
class _Beforehand:
    """What is known of a message before anything is asked or locked for it."""

    too_fast: bool
    silent: bool  # an official answers there


@dataclass(frozen=True)
class Handling:
    sessions: Sessions
    nlu: Nlu
    plans: Catalogue
    clock: Clock
    limits: Limits
    queue: App
    arriving: Arriving
    showing: Showing
    messages_per_minute: int

    async def conversation(self, conversation: UUID) -> None:
        """
        Raises:
            NluUnavailable: Rasa is away; the person has been told, the message waits.
            NotFetched: a picture cannot be fetched now; the message waits.
            TooFast: too many messages in a minute; told once, the others wait.
            Exception: whatever a handler raised; counted, and given up after a few attempts.
        """
        while await self._next(conversation):
            pass

    async def _next(self, number: UUID) -> bool:
        async with reading(self.sessions) as session:
            found = await next_event(session, number)
            if found is None:
                return False
            event, conversation = found
            beforehand = await self._beforehand(session, event, conversation)
        self.showing.acknowledge(event)
        try:
            await self._handle(event, conversation, beforehand)
        except NluUnavailable:
            if await self._notice(event, WAITING):
                self.showing.typing(conversation)
            await self._urgent(event, conversation)
            raise
        except TooFast:
            await self._notice(event, TOO_FAST)
            await self._urgent(event, conversation)
            raise
        except NotFetched:
            async with self.sessions.begin() as session:
                await record_failure(session, event.id, "NotFetched")
            await self._urgent(event, conversation)
            raise
        except Exception as error:
            log.error("message failed", event_id=event.id, **without_words(error))
            if isinstance(error, DBAPIError) and error.connection_invalidated:
                raise  # the database went away: no fault of the message
            if not await self._failed(event, error):
                await self._urgent(event, conversation)
                raise
        return True

    async def _failed(self, event: InboundEvent, error: Exception) -> bool:
        """Whether it was the last attempt: the message is parked, the conversation goes on."""
        async with self.sessions.begin() as session:
            final = await record_failure(session, event.id, type(error).__name__)
            if final:
                await give_up(session, event.id, _masked(event.payload))
                replies = [FAILED.model_dump(mode="json")] if event.kind in SAID else []
                await put_replies(session, event.conversation_id, event.id, replies)
                if replies:
                    await they_wrote(session, event)
                if event.channel == WEB or replies:
                    await self._tell(session, event)
        return final

    async def _urgent(self, first: InboundEvent, conversation: Conversation) -> None:
        """What must always work, while the first message waits."""
        async with reading(self.sessions) as session:
            behind = await events_behind(session, first.conversation_id, first.id, BEHIND)
        for event in behind:
            if is_urgent(event, conversation):
                self.showing.acknowledge(event)
                try:
                    async with reading(self.sessions) as session:
                        beforehand = await self._beforehand(session, event, conversation)
                    await self._handle(event, conversation, beforehand, out_of_turn=True)
                except Exception as error:  # its turn comes
                    log.error("message failed", event_id=event.id, **without_words(error))
                    return

    async def _beforehand(
        self, session: AsyncSession, event: InboundEvent, conversation: Conversation
    ) -> _Beforehand:
        return _Beforehand(
            too_fast=not is_urgent(event, conversation) and await self._too_fast(session, event),
            silent=await self._is_silent(session, event, conversation),
        )

    async def _handle(
        self,
        event: InboundEvent,
        before: Conversation,
        beforehand: _Beforehand,
        *,
        out_of_turn: bool = False,
    ) -> None:
        """`before`: the conversation as it was read, not locked. Unless it goes `out_of_turn`, an
        event waits for an earlier one that came while this one was being understood."""
        if beforehand.too_fast:
            raise TooFast
        silent = beforehand.silent
        understanding = None
        async with nullcontext() if silent else self.showing.typing_later(before):
            if not silent:
                understanding = await self._understand(event, before)
            if await self._hopeless(event):
                raise Hopeless
            fetched = await self.arriving.prepare(event)
        async with self.sessions.begin() as session:
            conversation = await lock(session, event, before)
            if conversation is None:
                return
            still = await self._is_silent(session, event, conversation)
            if silent and not still:
                return  # the official's hour has just ended: once more, with ears
            first_of = None if out_of_turn else conversation.id
            if not await claim(session, event.id, _masked(event.payload), first_of):
                return
            turn = self._turn(session, conversation, event)
            if understanding is not None:
                turn = replace(turn, understanding=understanding)
            free = await self.arriving.note(session, conversation, event)
            photo = await self.arriving.keep(session, event, conversation.person_id, fetched)
            replies = () if still else await self._answer(turn, conversation, event, photo)
            conversation.version += 1
            await put_replies(
                session,
                conversation.id,
                event.id,
                [reply.model_dump(mode="json") for reply in replies],
            )
            if event.channel == WEB or replies or free:
                await self._tell(session, event)

    async def _is_silent(
        self, session: AsyncSession, event: InboundEvent, conversation: Conversation
    ) -> bool:
        """Whether an official answers there, and it is nothing that must be heard all the same."""
        if event.kind not in SAID | CAME:
            return False
        if must_be_heard(said(event), tapped(event, conversation)):
            return False
        return await person_answers(session, conversation.id, self.clock())

    async def _answer(
        self, turn: Turn, conversation: Conversation, event: InboundEvent, photo: str | None
    ) -> tuple[Reply, ...]:
        """The replies, and the state kept with the conversation."""
        back: tuple[Reply, ...] = ()
        if event.kind in SAID and await lapsed(turn.db, turn.conversation, turn.now):
            back = (BACK,)
        found = await answer(turn, event, photo)
        if found is None:
            return ()
        outcome = await respond(found) if isinstance(found, Turn) else remember(found)
        conversation.state = outcome.state.model_dump(mode="json")
        return back + outcome.replies

    async def _tell(self, session: AsyncSession, event: InboundEvent) -> None:
        """Whoever brings what is said now to the person."""
        if event.channel == WEB:
            await notify_handled(session, event.id)
        else:
            await wake_sender(self.queue, session, event.conversation_id)

    async def _notice(self, event: InboundEvent, reply: Reply) -> bool:
        """Whether it was told now, and not lately."""
        async with self.sessions.begin() as session:
            body = reply.model_dump(mode="json")
            told = await put_notice(session, event.conversation_id, event.id, body, TOLD)
            if told:
                await they_wrote(session, event)
                if event.channel != WEB:
                    await wake_sender(self.queue, session, event.conversation_id)
        return told

    async def _too_fast(self, session: AsyncSession, event: InboundEvent) -> bool:
        """The web page refuses at the door; a vendor's messages are taken and wait their turn."""
        if event.channel == WEB:
            return False
        handled = await handled_lately(session, event.conversation_id, SAID | CAME)
        return handled >= self.messages_per_minute

    async def _hopeless(self, event: InboundEvent) -> bool:
        """A message that took its worker down with it raises nothing: late ones are counted
        before they are tried, so that they are given up too."""
        if self.clock() - event.received_at < LATE:
            return False
        async with self.sessions.begin() as session:
            return await record_failure(session, event.id, "tried again")

    async def _understand(self, event: InboundEvent, before: Conversation) -> Understanding | None:
        """Asked before the transaction, so that no row is locked while Rasa thinks."""
        if event.kind != "text":
            return None
        state, payload = State.model_validate(before.state), tapped(event, before)
        if not needs_understanding(said(event), payload, state, self.limits):
            return None
        return await self.nlu.understand(said(event))

    def _turn(self, session: AsyncSession, conversation: Conversation, event: InboundEvent) -> Turn:
        return Turn(
            text=said(event),
            payload=tapped(event, conversation),
            state=State.model_validate(conversation.state),
            person=conversation.person_id,
            conversation=conversation.id,
            channel=conversation.channel,
            now=self.clock(),
            plans=self.plans,
            db=session,
            limits=self.limits,
        )


def _masked(payload: dict[str, Any]) -> dict[str, Any]:
    kept = {key: payload[key] for key in payload if key not in PASSING}
    words = {key: kept[key] for key in ("text", "title") if isinstance(kept.get(key), str)}
    return {**kept, **{key: mask_phones(value) for key, value in words.items()}}
