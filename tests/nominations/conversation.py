"""Drives the nomination flow as the router does; only what Rasa would say is given by hand."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from actions.nominations import attaching, filling, starting, status, withdrawal
from actions.registry import action_for_intent, action_for_payload, parse_payload
from actions.reply import Choice, Reply
from actions.state import State
from actions.turn import Limits, Outcome, Turn
from actions.understanding import Understanding
from data.models import Conversation, Person
from data.plans.catalogue import load_catalogue

REGISTERED = (attaching, filling, starting, status, withdrawal)
ZONE = ZoneInfo("Asia/Ho_Chi_Minh")


class Talk:
    """One person's conversation on one channel."""

    def __init__(self, db: AsyncSession, person: UUID, conversation: UUID) -> None:
        self.db, self.person, self.conversation = db, person, conversation
        self.state = State(locality="binh-luong")
        self.now = dt.datetime.now(ZONE)
        self.limits = Limits()
        self.replies: tuple[Reply, ...] = ()
        self.digressed = False

    @classmethod
    async def begin(cls, db: AsyncSession) -> Talk:
        person = Person(id=uuid4())
        db.add(person)
        await db.flush()
        conversation = Conversation(
            id=uuid4(), person_id=person.id, channel="web", address=uuid4().hex
        )
        db.add(conversation)
        await db.flush()
        return cls(db, person.id, conversation.id)

    @property
    def text(self) -> str:
        return "\n".join(reply.text for reply in self.replies)

    @property
    def choices(self) -> tuple[Choice, ...]:
        return tuple(choice for reply in self.replies for choice in reply.choices)

    @property
    def titles(self) -> list[str]:
        return [choice.title for choice in self.choices]

    def value(self, slot: str) -> str | None:
        return self.state.draft.values.get(slot) if self.state.draft else None

    async def say(self, text: str, intent: str = "inform", confidence: float = 0.9) -> str:
        turn = self._turn(text, Understanding(intent=intent, confidence=confidence))
        outcome = await filling.fill(turn) if self.state.draft else None
        self.digressed = self.state.draft is not None and outcome is None
        if outcome is None and (action := action_for_intent(intent)):
            outcome = await action(turn)
        return self._take(outcome)

    async def tap(self, title: str) -> str:
        found = [choice for choice in self.choices if choice.title.startswith(title)]
        assert found, f"{title!r} is not offered: {self.titles}"
        return await self.press(found[0].payload)

    async def press(self, payload: str) -> str:
        name, arguments = parse_payload(payload)
        action = action_for_payload(name)
        assert action is not None, payload
        turn = self._turn("", Understanding(intent="out_of_scope", confidence=0.0))
        return self._take(await action(replace(turn, payload=payload, arguments=arguments)))

    def _take(self, outcome: Outcome | None) -> str:
        self.replies = outcome.replies if outcome else ()
        if outcome:
            self.state = State.model_validate_json(outcome.state.model_dump_json())
        return self.text

    def _turn(self, text: str, understanding: Understanding) -> Turn:
        return Turn(
            text=text,
            state=self.state,
            person=self.person,
            conversation=self.conversation,
            channel="web",
            now=self.now,
            plans=load_catalogue(),
            db=self.db,
            understanding=understanding,
            limits=self.limits,
        )

    async def up_to(self, slot: str) -> None:
        """Answers plainly until `slot` is asked."""
        if self.state.draft is None:
            await self.say("tôi muốn đề cử", "nominate")
        while self.state.draft and self.state.draft.asking != slot:
            asked = self.state.draft.asking
            assert asked is not None, f"{slot} was never asked"
            await self.say(ANSWERS[asked])

    async def complete(self) -> None:
        """Up to the review."""
        await self.say("tôi muốn đề cử", "nominate")
        while self.state.draft and self.state.draft.asking:
            await self.say(ANSWERS[self.state.draft.asking])


ANSWERS = {
    "kind": "cá nhân",
    "name": "Trần Văn Bình",
    "under_16": "không",
    "place": "thôn 2 xã Bình Lương",
    "locality": "xã Bình Lương",
    "deed": "Nhảy xuống sông cứu ba cháu bé khỏi đuối nước giữa mùa lũ",
    "happened": "từ năm ngoái",
    "witness": "trưởng thôn Lê Văn Bảy",
    "field": "an sinh xã hội",
    "photo": "bỏ qua",
    "contact": "đồng ý",
    "nominator_name": "Lê Thị Hoa",
    "nominator_phone": "0912 345 678",
}
