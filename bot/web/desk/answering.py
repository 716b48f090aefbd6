"""An official's words to a person, and giving the conversation back to the assistant."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from actions.reply import Reply
from bot.channels.contract import Purpose
from bot.jobs import wake_sender
from bot.outbox.policy import Blocked, Decision, decide
from bot.services import Services
from bot.web.desk.access import Desk, not_theirs
from bot.web.desk.requests import place_of
from data.desk import Request, find_request
from data.handoffs import end_handoff, person_wrote
from data.inbox import lock_conversation
from data.models import Conversation
from data.outbox import put_push
from data.transcripts import said_lately

log = structlog.get_logger()
LONGEST = 2000  # letters of one answer
TWICE = dt.timedelta(seconds=10)  # the same again within it is a form sent twice

BACK = (
    "Cán bộ đã trả lời xong. Từ đây trợ lý tự động trả lời tiếp. Cần gặp lại cán bộ, anh/chị "
    "nhắn “gặp cán bộ” ạ."
)
BACK_UNANSWERED = (
    "Cán bộ đã xem yêu cầu của anh/chị và chuyển lại cho trợ lý tự động. Cần gặp cán bộ, "
    "anh/chị nhắn “gặp cán bộ” ạ."
)


class NotSendable(Exception):
    """The vendor lets nothing through to this person now."""

    def __init__(self, blocked: Blocked) -> None:
        super().__init__(blocked.reason)
        self.blocked = blocked


@dataclass(frozen=True)
class Answering:
    """What an official does in one conversation; each act is one transaction.

    Both raise `Refused` (404) when the conversation is not theirs.
    """

    services: Services
    desk: Desk
    conversation: UUID
    now: dt.datetime

    async def answer(self, text: str) -> None:
        """
        Raises:
            NotSendable: nothing was kept.
        """
        async with self.services.sessions.begin() as session:
            conversation, request = await self._locked(session)
            decision = may_send(conversation, "human", self.now)
            if isinstance(decision, Blocked):
                raise NotSendable(decision)
            body = self._body(f"{signature(self.services, request)}\n{text}")
            login = self.desk.login
            if await said_lately(session, conversation.id, login, body, self.now - TWICE):
                return
            await put_push(session, conversation.id, "human", body, author=login)
            await person_wrote(session, conversation.id, self.now, login)
            await self._wake(session, conversation)

    async def give_back(self) -> bool:
        """False when the assistant was answering already."""
        async with self.services.sessions.begin() as session:
            conversation, request = await self._locked(session)
            if not await end_handoff(session, conversation.id, self.now, self.desk.login):
                return False
            if not isinstance(may_send(conversation, "service", self.now), Blocked):
                text = BACK if request.answered_at else BACK_UNANSWERED
                await put_push(session, conversation.id, "service", self._body(text))
                await self._wake(session, conversation)
            return True

    async def _locked(self, session: AsyncSession) -> tuple[Conversation, Request]:
        """No message of theirs is handled meanwhile."""
        conversation = await lock_conversation(session, self.conversation)
        request = await find_request(session, self.conversation, self.desk.scope, self.now)
        if conversation is None or request is None:
            raise not_theirs()
        return conversation, request

    async def _wake(self, session: AsyncSession, conversation: Conversation) -> None:
        if conversation.account:
            await wake_sender(self.services.queue, session, conversation.id)

    def _body(self, text: str) -> dict[str, object]:
        return Reply(text=text, topic="handoff").model_dump(mode="json")


def may_send(conversation: Conversation, purpose: Purpose, now: dt.datetime) -> Decision:
    return decide(
        conversation.channel,
        purpose,
        conversation.last_inbound_at,
        False,
        now,
        blocked=conversation.unreachable is not None,
        window_ends=conversation.window_ends,
    )


def signature(services: Services, request: Request) -> str:
    """Tells the person that it is not the machine who speaks."""
    known = services.plans.get(request.locality) is not None
    return f"Cán bộ {place_of(services.plans, request.locality)}:" if known else "Cán bộ:"


def unsigned(text: str) -> str:
    """An official's words as they were typed."""
    first, _, rest = text.partition("\n")
    return rest if first.startswith("Cán bộ") and first.endswith(":") and rest else text
