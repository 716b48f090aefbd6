"""Sends what waits in one conversation, in order: decide, render, send, note what became of it.

A bubble is marked as leaving before the call and as sent after it. Whatever dies in between
leaves it marked: it may have arrived. A chat reply is then sent once more (and counted as
doubtful), a story never.
"""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import get_args
from uuid import UUID

import httpx
import structlog

from actions.reply import Reply
from bot.accounts import as_account
from bot.channels.contract import Account, Channel, Part, Purpose, Sent
from bot.outbox import backoff
from bot.outbox.policy import Blocked, Later, decide
from bot.outbox.rates import RATES
from bot.outbox.rendering import render
from bot.outbox.tokens import refresh_token
from data.accounts import halt, hold, learn, note_sent, take_token
from data.database import Sessions
from data.sealing import Seal
from data.sending import (
    Waiting,
    begin_part,
    end_sending,
    next_to_send,
    part_sent,
    put_off,
    set_unreachable,
)

log = structlog.get_logger()
MOST_ATTEMPTS = 12  # of one bubble, when the vendor says each time that nothing arrived
BULK: frozenset[str] = frozenset({"story", "reminder"})
PURPOSES: Mapping[str, Purpose] = {purpose: purpose for purpose in get_args(Purpose)}
RESERVED = 0.3  # share of a full bucket that bulk leaves to replies
HALTED_WAIT = 60.0  # seconds after which a halted account's messages are looked at again


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
        async with self.sessions() as session:
            waiting = await next_to_send(session, conversation)
        if waiting is None:
            return False
        message = waiting.message
        if message.state == "sending":
            await self._interrupted(waiting)
            return True
        if message.next_at is not None and message.next_at > waiting.now:
            raise NotYet((message.next_at - waiting.now).total_seconds())
        if waiting.account.state != "active":
            raise NotYet(HALTED_WAIT)
        if not await self._may_leave(waiting):
            return True
        channel = self.channels[waiting.conversation.channel]
        parts = self._parts(waiting, channel)
        if message.parts_sent >= len(parts):
            async with self.sessions.begin() as session:
                await end_sending(session, message.id, "failed", "nothing to send")
            return True
        await self._send(waiting, channel, parts)
        return True

    def _parts(self, waiting: Waiting, channel: Channel) -> tuple[Part, ...]:
        reply = Reply.model_validate(waiting.message.body)
        return render(reply, channel.capabilities, site=self.site).parts

    async def _may_leave(self, waiting: Waiting) -> bool:
        message, conversation = waiting.message, waiting.conversation
        decision = decide(
            conversation.channel,
            purpose_of(message.purpose),
            conversation.last_inbound_at,
            waiting.subscribed,
            waiting.now,
            blocked=conversation.unreachable is not None,
        )
        if isinstance(decision, Later):
            async with self.sessions.begin() as session:
                await put_off(session, message.id, decision.when, "later")
            return False
        if isinstance(decision, Blocked):
            async with self.sessions.begin() as session:
                state = "waiting" if decision.waits and message.purpose in BULK else "failed"
                await end_sending(session, message.id, state, decision.reason)
            return False
        return True

    async def _send(self, waiting: Waiting, channel: Channel, parts: tuple[Part, ...]) -> None:
        message, account = waiting.message, as_account(waiting.account, self.seal)
        place = message.parts_sent
        async with self.sessions.begin() as session:
            rate, burst = RATES[channel.name]
            reserve = burst * RESERVED if message.purpose in BULK else 0.0
            wait = await take_token(session, waiting.account.id, rate, burst, reserve)
            if not wait and not await begin_part(session, message.id, place):
                return
        if wait:
            raise NotYet(wait)
        sent = await self._call(waiting, channel, account, parts[place])
        await self._note(waiting, sent, last=place + 1 == len(parts))

    async def _call(self, waiting: Waiting, channel: Channel, account: Account, part: Part) -> Sent:
        message = waiting.message

        async def send(account: Account, part: Part) -> Sent:
            return await channel.send(
                self.http,
                account,
                waiting.conversation.address,
                part,
                purpose=purpose_of(message.purpose),
                marker=f"{message.id}.{message.parts_sent}",
            )

        sent = await send(account, part)
        if sent.token_dead and (
            fresh := await refresh_token(self.sessions, self.http, self.seal, account)
        ):
            sent = await send(fresh, part)
        if sent.plain and part.image:
            sent = await send(account, replace(part, image=None, text=part.text or part.alt))
        return sent

    async def _note(self, waiting: Waiting, sent: Sent, last: bool) -> None:
        message, conversation, account = waiting.message, waiting.conversation, waiting.account
        story = message.purpose in BULK
        async with self.sessions.begin() as session:
            await learn(session, account.id, sent.learnt)
            match sent.status:
                case "sent":
                    await part_sent(session, message.id, sent.provider_id, last)
                    await note_sent(session, account.id, sent.quota_left)
                    return
                case "retry" if message.attempts + 1 < MOST_ATTEMPTS:
                    wait = sent.after or backoff.seconds(message.attempts + 1, self.chance)
                    await put_off(session, message.id, _after(waiting, wait), sent.reason)
                case "throttled":
                    until = _after(waiting, sent.after or 30.0)
                    await hold(session, account.id, until)
                    await put_off(session, message.id, until, sent.reason)
                case "config":
                    await halt(session, account.id, sent.reason)
                    await put_off(session, message.id, _after(waiting, HALTED_WAIT), sent.reason)
                case "unreachable":
                    if sent.gone or not sent.window_closed:
                        await set_unreachable(session, conversation.id, sent.reason, sent.gone)
                    waits = sent.window_closed and story
                    await end_sending(
                        session, message.id, "waiting" if waits else "failed", sent.reason
                    )
                case "ambiguous":
                    await self._ambiguous(waiting, sent.reason)
                    return
                case _:
                    await end_sending(session, message.id, "failed", sent.reason)
        log.warning(
            "not sent",
            status=sent.status,
            reason=sent.reason,
            channel=conversation.channel,
            account=conversation.account,
            outbox=message.id,
        )

    async def _interrupted(self, waiting: Waiting) -> None:
        """A worker died while this bubble was leaving."""
        await self._ambiguous(waiting, "interrupted")

    async def _ambiguous(self, waiting: Waiting, reason: str) -> None:
        """A reply is sent once more; a story, or a reply that was in doubt before, is not."""
        message = waiting.message
        async with self.sessions.begin() as session:
            if message.purpose in BULK or message.doubtful:
                await end_sending(session, message.id, "unsure", reason)
            else:
                wait = backoff.seconds(1, self.chance)
                await put_off(session, message.id, _after(waiting, wait), reason, doubtful=True)
        log.warning("may have arrived", reason=reason, outbox=message.id)


def purpose_of(kept: str) -> Purpose:
    """Of an outbox row; what is said at the start of a conversation is a reply."""
    return PURPOSES.get(kept, "reply")


def _after(waiting: Waiting, seconds: float) -> dt.datetime:
    return waiting.now + dt.timedelta(seconds=seconds)
