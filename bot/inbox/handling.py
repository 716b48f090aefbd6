"""Handles the waiting messages of one conversation, in order, each in one transaction.

State, what the action wrote, the replies and "handled" commit together or not at all; a message
handled twice because a process died commits once.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

import structlog
from procrastinate import App
from sqlalchemy.ext.asyncio import AsyncSession

from actions.reply import Reply
from actions.state import State
from actions.turn import Limits, Turn
from actions.understanding import Understanding
from bot.clock import Clock
from bot.dialogue.always import always_intent
from bot.dialogue.nlu import Nlu, NluUnavailable
from bot.dialogue.router import needs_understanding, remember, respond
from bot.inbox.arriving import SAID, Arriving, Fetched, NotFetched, answer, note
from bot.jobs import wake_sender
from bot.logs import without_words
from data.database import Sessions
from data.handoffs import lapsed, person_answers
from data.inbox import (
    claim,
    give_up,
    handled_lately,
    lock_conversation,
    next_event,
    record_failure,
)
from data.masking import mask_phones
from data.models import Conversation, InboundEvent
from data.outbox import put_notice, put_replies
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


LATE = dt.timedelta(seconds=10)


WEB = "web"
BACK = Reply(
    text="Cán bộ đã ngừng trả lời một lúc, nên trợ lý tự động trả lời tiếp. Cần gặp lại cán bộ, "
    "anh/chị nhắn “gặp cán bộ” ạ.",
    topic="handoff",
)
TOO_FAST = Reply(
    text="Anh/chị nhắn nhanh quá, trợ lý đọc dần từng tin và trả lời sau ít phút ạ.",
    topic="help",
)


class Hopeless(Exception):
    """Tried as often as a message may be."""


class TooFast(Exception):
    """The conversation has had its share of this minute; its messages wait."""


@dataclass(frozen=True)
class Handling:
    sessions: Sessions
    nlu: Nlu
    plans: Catalogue
    clock: Clock
    limits: Limits
    queue: App
    arriving: Arriving
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

    async def _next(self, conversation: UUID) -> bool:
        async with self.sessions() as session:
            await session.connection(execution_options={"isolation_level": "AUTOCOMMIT"})
            found = await next_event(session, conversation)
        if found is None:
            return False
        event, state = found[0], State.model_validate(found[1])
        try:
            await self._handle(event, state)
        except NluUnavailable:
            await self._notice(event, WAITING)
            raise
        except TooFast:
            await self._notice(event, TOO_FAST)
            raise
        except NotFetched:
            async with self.sessions.begin() as session:
                await record_failure(session, event.id, "NotFetched")
            raise
        except Exception as error:
            log.error("message failed", event_id=event.id, **without_words(error))
            async with self.sessions.begin() as session:
                final = await record_failure(session, event.id, type(error).__name__)
                if final:
                    await give_up(session, event.id, _masked(event.payload))
                    await put_replies(
                        session, conversation, event.id, [FAILED.model_dump(mode="json")]
                    )
                    await self._wake_sender(session, event)
            if not final:
                raise
        return True

    async def _handle(self, event: InboundEvent, state: State) -> None:
        await self._not_too_fast(event)
        fetched = await self.arriving.prepare(event)
        understanding = await self._understand(event, state)
        if await self._hopeless(event):
            raise Hopeless
        async with self.sessions.begin() as session:
            conversation = await lock_conversation(session, event.conversation_id)
            if conversation is None or not await claim(session, event.id, _masked(event.payload)):
                return
            turn = self._turn(session, conversation, event)
            if understanding is not None:
                turn = replace(turn, understanding=understanding)
            await note(session, conversation, event)
            replies = await self._answer(turn, conversation, event, fetched)
            conversation.version += 1
            await put_replies(
                session,
                conversation.id,
                event.id,
                [reply.model_dump(mode="json") for reply in replies],
            )
            await self._wake_sender(session, event)

    async def _answer(
        self, turn: Turn, conversation: Conversation, event: InboundEvent, fetched: Fetched | None
    ) -> tuple[Reply, ...]:
        """The replies, and the state kept with the conversation; none while a person answers."""
        back: tuple[Reply, ...] = ()
        if event.kind in SAID and event.channel != WEB:
            if await person_answers(turn.db, turn.conversation, turn.now):
                if always_intent(turn.text) is None:
                    return ()
            elif await lapsed(turn.db, turn.conversation, turn.now):
                back = (BACK,)
        found = await answer(turn, event, fetched)
        if found is None:
            return ()
        outcome = await respond(found) if isinstance(found, Turn) else remember(found)
        conversation.state = outcome.state.model_dump(mode="json")
        return back + outcome.replies

    async def _wake_sender(self, session: AsyncSession, event: InboundEvent) -> None:
        if event.channel != WEB:
            await wake_sender(self.queue, session, event.conversation_id)

    async def _notice(self, event: InboundEvent, reply: Reply) -> None:
        async with self.sessions.begin() as session:
            await put_notice(
                session, event.conversation_id, event.id, reply.model_dump(mode="json")
            )
            await self._wake_sender(session, event)

    async def _not_too_fast(self, event: InboundEvent) -> None:
        """The web page refuses at the door; a vendor's messages are taken and wait their turn."""
        if event.channel == WEB:
            return
        async with self.sessions() as session:
            handled = await handled_lately(session, event.conversation_id)
        if handled >= self.messages_per_minute:
            raise TooFast

    async def _hopeless(self, event: InboundEvent) -> bool:
        """A message that took its worker down with it raises nothing: late ones are counted
        before they are tried, so that they are given up too."""
        if self.clock() - event.received_at < LATE:
            return False
        async with self.sessions.begin() as session:
            return await record_failure(session, event.id, "tried again")

    async def _understand(self, event: InboundEvent, state: State) -> Understanding | None:
        """Asked before the transaction, so that no row is locked while Rasa thinks."""
        text, payload = _said(event)
        if event.kind != "text":
            return None
        if not needs_understanding(text, payload, state, self.limits):
            return None
        return await self.nlu.understand(text)

    def _turn(self, session: AsyncSession, conversation: Conversation, event: InboundEvent) -> Turn:
        text, payload = _said(event)
        return Turn(
            text=text,
            payload=payload,
            state=State.model_validate(conversation.state),
            person=conversation.person_id,
            conversation=conversation.id,
            channel=conversation.channel,
            now=self.clock(),
            plans=self.plans,
            db=session,
            limits=self.limits,
        )


def _said(event: InboundEvent) -> tuple[str, str | None]:
    return str(event.payload.get("text") or ""), event.payload.get("payload")


def _masked(payload: dict[str, Any]) -> dict[str, Any]:
    said = {key: payload[key] for key in ("text", "title") if isinstance(payload.get(key), str)}
    return {**payload, **{key: mask_phones(value) for key, value in said.items()}}
