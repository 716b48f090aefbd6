"""Sends what waits in one conversation, in order: decide, lay out, send, note what became of it.

A bubble is marked as leaving before the call and as sent after it; while it leaves it is one
worker's alone (`LEASE`). Whatever dies in between leaves it marked: it may have arrived. A chat
reply is then sent once more (and counted as doubtful), a story never.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from uuid import UUID

import httpx
import structlog

from bot.accounts import as_account
from bot.channels.contract import Account, Channel, Part, Sent
from bot.logs import without_words
from bot.outbox.laying_out import Laid, lay_out
from bot.outbox.leaving import may_leave, outside_window, purpose_of
from bot.outbox.outcomes import RENEWED, Noting
from bot.outbox.policy import Blocked, Later
from bot.outbox.rates import RATES, UNKNOWN
from bot.outbox.tokens import refresh_token
from data.accounts import halt, hold, take_token
from data.database import Sessions, reading
from data.inbox import echo_waits
from data.sealing import Seal, UnsealError
from data.sending import (
    BULK,
    Bubble,
    Waiting,
    begin_part,
    end_sending,
    next_to_send,
    put_off,
)

log = structlog.get_logger()
RESERVED = 0.3  # share of a full bucket that bulk leaves to replies
HALTED_WAIT = 60.0  # seconds; an account that does not run is looked at again then
LONGEST_CALL = 20.0  # seconds of one call: the channels' own limit is 15
LEASE = 25.0
RENEWING = 60.0  # seconds in which a token is renewed, or never
TOLD_WAIT = 2.0  # seconds; an echo that has come is handled first
NAPPED = 2.0  # seconds; whoever has to wait longer is put off, and found again


class NotYet(Exception):
    """The conversation's next message leaves after `seconds`."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"{seconds:.1f} s")
        self.seconds = seconds


@dataclass(frozen=True)
class Sender:
    sessions: Sessions
    http: httpx.AsyncClient
    seal: Seal
    channels: Mapping[str, Channel]
    site: str | None = None
    chance: Callable[[], float] = random.random

    async def conversation(self, conversation: UUID) -> None:
        """
        Raises:
            NotYet: the next message waits for its time, a rate, or the vendor.
        """
        while await self._next(conversation):
            pass

    async def _next(self, conversation: UUID) -> bool:
        async with reading(self.sessions) as session:
            waiting = await next_to_send(session, conversation)
        if waiting is None:
            return False
        message = waiting.message
        if message.next_at is not None and message.next_at > waiting.now:
            raise NotYet((message.next_at - waiting.now).total_seconds())
        if message.state == "sending":  # a worker died while this bubble was leaving
            leaving = Bubble(message.id, message.parts_sent, message.next_at)
            await self._noting.ambiguous(waiting, leaving, "interrupted", 0.0)
            return True
        if waiting.account.state != "active":
            raise NotYet(HALTED_WAIT)
        if message.repeats and await self._may_be_told(conversation):
            raise NotYet(TOLD_WAIT)
        if await self._may_leave(waiting):
            await self._leave(waiting)
        return True

    async def _may_be_told(self, conversation: UUID) -> bool:
        """Whether an echo has come, perhaps of the very bubble that is to be sent again."""
        async with reading(self.sessions) as session:
            return await echo_waits(session, conversation)

    @property
    def _noting(self) -> Noting:
        return Noting(self.sessions, self.chance)

    async def _may_leave(self, waiting: Waiting) -> bool:
        decision = may_leave(waiting)
        bubble = Bubble(waiting.message.id, waiting.message.parts_sent)
        match decision:
            case Later(when):
                async with self.sessions.begin() as session:
                    await put_off(session, bubble, when, "later")
            case Blocked():
                waits = decision.waits and waiting.message.purpose in BULK
                state = "waiting" if waits else "failed"
                async with self.sessions.begin() as session:
                    await end_sending(session, bubble, state, decision.reason)
            case _:
                return True
        return False

    async def _leave(self, waiting: Waiting) -> None:
        message, place = waiting.message, waiting.message.parts_sent
        channel = self.channels[waiting.conversation.channel]
        bubble = Bubble(message.id, place)
        try:
            account = as_account(waiting.account, self.seal)
            laid = lay_out(message, channel.capabilities, account.options, self.site)
        except UnsealError as error:
            async with self.sessions.begin() as session:
                await halt(session, waiting.account.id, str(error))
            return
        except Exception as error:  # of this message alone: the others go on
            log.error("message cannot be laid out", outbox=message.id, **without_words(error))
            async with self.sessions.begin() as session:
                await end_sending(session, bubble, "failed", type(error).__name__)
            return
        if place >= len(laid.parts):
            async with self.sessions.begin() as session:
                await end_sending(session, bubble, "sent" if place else "failed", "")
            return
        leaving = await self._begin(waiting, channel, bubble)
        if leaving is not None:
            await self._send(waiting, channel, account, laid, leaving)

    async def _begin(self, waiting: Waiting, channel: Channel, bubble: Bubble) -> Bubble | None:
        """
        Raises:
            NotYet: the account has used up what it may send now.
        """
        rate, burst = RATES.get(channel.name, UNKNOWN)
        reserve = burst * RESERVED if waiting.message.purpose in BULK else 0.0
        try:
            async with self.sessions.begin() as session:
                leaving = await begin_part(session, bubble, LEASE)
                if leaving is None:
                    return None
                wait = await take_token(session, waiting.account.id, rate, burst, reserve)
                if wait:
                    raise NotYet(wait)  # and nothing has begun
        except NotYet as not_yet:
            if not_yet.seconds > NAPPED:
                async with self.sessions.begin() as session:
                    await put_off(session, bubble, not_yet.seconds, "rate")
            raise
        return leaving

    async def _send(
        self, waiting: Waiting, channel: Channel, account: Account, laid: Laid, leaving: Bubble
    ) -> None:
        part = laid.parts[leaving.place]
        sent = await self._call(waiting, channel, account, part)
        if sent.token_dead and waiting.message.error != RENEWED:
            await self._renew(waiting, account, leaving)
            return
        await self._noting.note(waiting, leaving, laid, sent)

    async def _call(self, waiting: Waiting, channel: Channel, account: Account, part: Part) -> Sent:
        message, conversation = waiting.message, waiting.conversation
        if outside_window(waiting):
            options = {**account.options, "outside_window": "yes"}
            account = replace(account, options=options)
        try:
            async with asyncio.timeout(LONGEST_CALL):
                return await channel.send(
                    self.http,
                    account,
                    conversation.address,
                    part,
                    purpose=purpose_of(message.purpose),
                    marker=f"{message.id}.{message.parts_sent}",
                )
        except TimeoutError:
            return Sent("ambiguous", reason="không trả lời kịp")
        except Exception as error:
            log.error("channel breaks", channel=channel.name, **without_words(error))
            return Sent("ambiguous", reason=type(error).__name__)

    async def _renew(self, waiting: Waiting, account: Account, leaving: Bubble) -> None:
        """The token is renewed once for this bubble, which has not left: it waits meanwhile."""
        async with self.sessions.begin() as session:
            await put_off(session, leaving, RENEWING, RENEWED)
        fresh = await refresh_token(self.sessions, self.http, self.seal, account)
        async with self.sessions.begin() as session:
            if fresh is None:  # not now, or the account has been halted
                await hold(session, waiting.account.id, RENEWING)
            else:
                await put_off(session, Bubble(leaving.message, leaving.place), 0.0, RENEWED)


async def patiently(sender: Sender, conversation: UUID, longest: float) -> None:
    """Short waits are slept through. After a longer one the conversation is woken again: a job
    that waits for its time would hold up those that come later."""
    while True:
        try:
            await sender.conversation(conversation)
        except NotYet as not_yet:
            if not_yet.seconds > longest:
                return
            await asyncio.sleep(not_yet.seconds * random.uniform(1.0, 1.5))
        else:
            return
