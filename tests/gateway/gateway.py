"""What the tests of the gateway work it by."""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import httpx
from sqlalchemy import func, select, text, update

from actions.reply import Choice, Reply
from actions.turn import Limits
from actions.understanding import Understanding
from bot.accounts import as_account
from bot.channels.contract import Account
from bot.channels.registry import CHANNELS
from bot.dialogue.nlu import Nlu, NluUnavailable
from bot.inbox.arriving import Arriving
from bot.inbox.handling import Handling
from bot.inbox.showing import Showing
from bot.outbox.sending import NotYet, Sender
from bot.services import Services
from bot.simulators.accounts import CHAT, PSID, ZALO_PERSON
from bot.simulators.app import Simulators
from bot.simulators.engine import Simulator
from bot.simulators.people import Person
from data.accounts import find_account, put_account
from data.models import ChannelAccount, Conversation, InboundEvent, OutboxMessage
from data.outbox import put_push
from data.subscriptions import set_subscription

PRODUCT = "http://product.test"
VENDORS = ("zalo", "messenger", "telegram")
PEOPLE = {"zalo": ZALO_PERSON, "messenger": PSID, "telegram": CHAT}
OF_CONVERSATION = ("delivery", "subscription", "handoff", "nomination", "outbox")
VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")


class SaidNlu(Nlu):
    """Understands what the test says it does; `away` as long as the test wants."""

    def __init__(self) -> None:
        self.intent, self.away, self.seconds = "thanks", False, 0.0
        self.asked: list[str] = []

    async def understand(self, text: str) -> Understanding:
        self.asked.append(text)
        await asyncio.sleep(self.seconds)
        if self.away:
            raise NluUnavailable("away")
        return Understanding(intent=self.intent, confidence=0.99, ranking=((self.intent, 0.99),))


@dataclass
class Gateway:
    services: Services
    simulators: Simulators
    to_product: httpx.AsyncClient
    to_vendors: httpx.AsyncClient
    slug: str
    nlu: SaidNlu = field(default_factory=SaidNlu)
    messages_per_minute: int = 1000
    minutes: float = 0.0  # by which the worker's clock is ahead

    # --- set up

    async def open(self) -> None:
        for given in self.simulators.for_product(""):
            own = {key: value for key, value in given.options.items() if "base" not in key}
            async with self.services.sessions.begin() as session:
                await put_account(
                    session,
                    channel=given.channel,
                    slug=given.slug,
                    vendor_id=given.vendor_id,
                    locality=None,
                    secrets=self.services.seal.seal(given.secrets),
                    options=own,
                )
            await self.set_account(given.channel, tokens=20)

    async def close(self) -> None:
        """Nothing of this test is left for the others."""
        theirs = "SELECT id FROM conversation WHERE account = :slug"
        people = "SELECT person_id FROM conversation WHERE account = :slug"
        async with self.services.sessions.begin() as session:
            for table in (*OF_CONVERSATION, "inbound_event"):
                await session.execute(
                    text(f"DELETE FROM {table} WHERE conversation_id IN ({theirs})"),
                    {"slug": self.slug},
                )
            for table in ("story_read", "consent", "photo", "reviews"):
                await session.execute(
                    text(f"DELETE FROM {table} WHERE person_id IN ({people})"), {"slug": self.slug}
                )
            gone = await session.scalars(
                text("DELETE FROM conversation WHERE account = :slug RETURNING person_id"),
                {"slug": self.slug},
            )
            await session.execute(
                text(
                    "DELETE FROM person p WHERE id = ANY(:people) AND NOT EXISTS"
                    " (SELECT FROM conversation WHERE person_id = p.id)"  # linked to the web page
                ),
                {"people": gone.all()},
            )
            await session.execute(
                text("DELETE FROM channel_account WHERE slug = :slug"), {"slug": self.slug}
            )

    @property
    def handling(self) -> Handling:
        services = self.services
        return Handling(
            services.sessions,
            self.nlu,
            services.plans,
            self.clock,
            Limits(),
            services.queue,
            Arriving(services.sessions, self.to_vendors, services.seal, CHANNELS),
            Showing(services.sessions, self.to_vendors, services.seal, CHANNELS),
            self.messages_per_minute,
        )

    def clock(self) -> dt.datetime:
        return dt.datetime.now(VIETNAM) + dt.timedelta(minutes=self.minutes)

    @property
    def sender(self) -> Sender:
        services = self.services
        return Sender(services.sessions, self.to_vendors, services.seal, CHANNELS)

    # --- people and accounts

    def vendor(self, channel: str) -> Simulator[Any]:
        return self.simulators.vendors[channel]

    def person(self, channel: str) -> Person:
        return self.vendor(channel).person(PEOPLE[channel])

    async def set_account(self, channel: str, **values: Any) -> None:
        async with self.services.sessions.begin() as session:
            await session.execute(
                update(ChannelAccount)
                .where(ChannelAccount.channel == channel, ChannelAccount.slug == self.slug)
                .values(**values)
            )

    async def account(self, channel: str) -> ChannelAccount:
        async with self.services.sessions() as session:
            row = await find_account(session, channel, self.slug)
        assert row is not None
        return row

    async def opened(self, channel: str) -> Account:
        return as_account(await self.account(channel), self.services.seal)

    # --- what the worker does

    async def arrive(self) -> None:
        """All that is on its way from the vendors is kept."""
        assert await self.simulators.settle()

    async def handle(self) -> None:
        """Whatever waits and can be handled; what cannot be is left."""
        for conversation in await self.with_events():
            await self.handling.conversation(conversation)

    async def send(self) -> None:
        """Whatever may leave now."""
        for conversation in await self.with_messages():
            with contextlib.suppress(NotYet):
                await self.sender.conversation(conversation)

    async def settle(self) -> None:
        """As long as anything moves."""
        for _ in range(10):
            await self.arrive()
            if not await self.with_events():
                break
            await self.handle()
            await self.send()

    async def says(self, channel: str, words: str) -> Person:
        """Somebody writes, and has the answer."""
        person = self.person(channel)
        person.writes(words)
        await self.settle()
        return person

    async def with_events(self) -> Sequence[UUID]:
        async with self.services.sessions() as session:
            rows = await session.scalars(
                select(InboundEvent.conversation_id)
                .where(
                    InboundEvent.account == self.slug,
                    InboundEvent.processed_at.is_(None),
                    InboundEvent.failed_at.is_(None),
                )
                .distinct()
            )
            return rows.all()

    async def with_messages(self) -> Sequence[UUID]:
        async with self.services.sessions() as session:
            rows = await session.scalars(
                select(OutboxMessage.conversation_id)
                .join(Conversation, Conversation.id == OutboxMessage.conversation_id)
                .where(
                    Conversation.account == self.slug,
                    OutboxMessage.state.in_(("pending", "sending")),
                )
                .distinct()
            )
            return rows.all()

    # --- what is kept

    async def conversation(self, channel: str) -> Conversation:
        async with self.services.sessions() as session:
            found = await session.scalar(
                select(Conversation).where(
                    Conversation.channel == channel, Conversation.account == self.slug
                )
            )
        assert found is not None
        return found

    async def set_conversation(self, channel: str, **values: Any) -> None:
        async with self.services.sessions.begin() as session:
            await session.execute(
                update(Conversation)
                .where(Conversation.channel == channel, Conversation.account == self.slug)
                .values(**values)
            )

    async def events(self, channel: str) -> Sequence[InboundEvent]:
        async with self.services.sessions() as session:
            rows = await session.scalars(
                select(InboundEvent)
                .where(InboundEvent.channel == channel, InboundEvent.account == self.slug)
                .order_by(InboundEvent.processed_at, InboundEvent.id)
            )
            return rows.all()

    async def outbox(self, channel: str) -> Sequence[OutboxMessage]:
        async with self.services.sessions() as session:
            rows = await session.scalars(
                select(OutboxMessage)
                .join(Conversation, Conversation.id == OutboxMessage.conversation_id)
                .where(Conversation.channel == channel, Conversation.account == self.slug)
                .order_by(OutboxMessage.id)
            )
            return rows.all()

    async def last(self, channel: str) -> OutboxMessage:
        return (await self.outbox(channel))[-1]

    async def calls(self, channel: str) -> Sequence[Any]:
        """What came from the vendor, as it came."""
        account = await self.account(channel)
        async with self.services.sessions() as session:
            rows = await session.execute(
                text(
                    "SELECT id, body, problem FROM webhook_call WHERE account_id = :id"
                    " ORDER BY received_at, id"
                ),
                {"id": account.id},
            )
            return rows.all()

    async def count(self, what: Any, *where: Any) -> int:
        async with self.services.sessions() as session:
            return await session.scalar(select(func.count()).select_from(what).where(*where)) or 0

    # --- what is put in their way

    async def push(self, channel: str, purpose: str, reply: Reply | str, **more: Any) -> int:
        """A message nobody asked for."""
        said = reply if isinstance(reply, Reply) else Reply(text=reply, topic="story")
        conversation = await self.conversation(channel)
        async with self.services.sessions.begin() as session:
            body = said.model_dump(mode="json")
            return await put_push(session, conversation.id, purpose, body, **more)

    async def subscribe(self, channel: str) -> None:
        conversation = await self.conversation(channel)
        async with self.services.sessions.begin() as session:
            await set_subscription(
                session, conversation.id, conversation.person_id, f"noi-{self.slug}", True
            )

    async def is_subscribed(self, channel: str) -> bool:
        conversation = await self.conversation(channel)
        async with self.services.sessions() as session:
            found = await session.scalar(
                text("SELECT active FROM subscription WHERE conversation_id = :id"),
                {"id": conversation.id},
            )
        return bool(found)

    async def silent_for(self, channel: str, **how_long: float) -> None:
        """They last wrote so long ago, for us and for the vendor."""
        self.person(channel).grows_silent(**how_long)
        last = dt.datetime.now(dt.UTC) - dt.timedelta(**how_long)
        await self.set_conversation(channel, last_inbound_at=last)

    async def set_message(self, number: int, **values: Any) -> None:
        async with self.services.sessions.begin() as session:
            await session.execute(
                update(OutboxMessage).where(OutboxMessage.id == number).values(**values)
            )

    async def time_passes(self, channel: str) -> None:
        """What waits for its time need not wait any longer."""
        before = dt.datetime.now(dt.UTC) - dt.timedelta(seconds=1)
        for message in await self.outbox(channel):
            if message.next_at is not None:
                await self.set_message(message.id, next_at=before)
        await self.set_account(channel, held_until=None, tokens=20)


def choices(count: int) -> tuple[Choice, ...]:
    numbers = range(1, count + 1)
    return tuple(Choice(title=f"Mục số {n}", payload=f"ask:intent=i{n}") for n in numbers)


def with_choices(words: str, count: int) -> Reply:
    return Reply(text=words, topic="story", choices=choices(count))
