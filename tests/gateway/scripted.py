"""A channel that answers as the test has it."""

from __future__ import annotations

import asyncio
from typing import Any

from bot.channels.contract import Part, Sent
from bot.channels.registry import CHANNELS
from bot.outbox.sending import NotYet, Sender
from data.models import OutboxMessage
from tests.gateway.gateway import Gateway


class Scripted:
    def __init__(self, name: str, *answers: Sent) -> None:
        real = CHANNELS[name]
        self.name, self.title, self.capabilities = real.name, real.title, real.capabilities
        self.answers = list(answers)  # then everything is sent
        self.sent: list[Part] = []
        self.options: list[dict[str, str]] = []
        self.purposes: list[str] = []

    async def send(
        self, http: Any, account: Any, address: str, part: Part, *, purpose: str, marker: str
    ) -> Sent:
        self.sent.append(part)
        self.options.append(dict(account.options))
        self.purposes.append(purpose)
        await asyncio.sleep(0)
        return self.answers.pop(0) if self.answers else Sent("sent", f"id{len(self.sent)}")


def sender(gateway: Gateway, channel: Scripted) -> Sender:
    services = gateway.services
    channels: Any = {channel.name: channel}
    return Sender(
        services.sessions, gateway.to_vendors, services.seal, channels, chance=lambda: 1.0
    )


async def send(gateway: Gateway, channel: Scripted) -> float | None:
    """Sends; the seconds until the next may leave, if one waits."""
    waiting = await gateway.with_messages()
    if not waiting:
        return None
    (conversation,) = waiting
    try:
        await sender(gateway, channel).conversation(conversation)
    except NotYet as not_yet:
        return not_yet.seconds
    return None


async def one_reply(gateway: Gateway, name: str = "messenger") -> OutboxMessage:
    """Somebody wrote, and the answer has not left."""
    gateway.person(name).writes("cảm ơn")
    await gateway.arrive()
    await gateway.handle()
    return await gateway.last(name)
