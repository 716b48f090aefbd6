"""Whose turn it is when something comes in between: an earlier message, the echo of a reply."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from actions.understanding import Understanding
from bot.channels.contract import Sent
from bot.outbox import sending
from bot.simulators.faults import Faults
from bot.simulators.people import Said
from tests.gateway.gateway import VENDORS, Gateway, SaidNlu
from tests.gateway.scripted import Scripted, one_reply, send

LATE = 1_000_000.0  # seconds at the vendor


class Meanwhile(SaidNlu):
    """While the first message is being understood, what the vendor held back comes."""

    def __init__(self, gateway: Gateway) -> None:
        super().__init__()
        self.gateway = gateway

    async def understand(self, text: str) -> Understanding:
        if not self.asked:
            self.gateway.simulators.world.pace.advance(LATE)
            await self.gateway.arrive()
        return await super().understand(text)


@pytest.mark.parametrize("name", VENDORS)
async def test_a_message_that_comes_while_a_later_one_is_understood_goes_first(
    gateway: Gateway, name: str
) -> None:
    person = gateway.person(name)
    person.account.faults = Faults(late=1.0, late_seconds=LATE)
    person.writes("câu thứ nhất")
    person.account.faults = Faults()
    await asyncio.sleep(0.005)  # the vendors tell the order by milliseconds
    person.writes("câu thứ hai")
    while not await gateway.with_events():
        await gateway.simulators.settle(0.05)
    gateway.nlu = Meanwhile(gateway)
    await gateway.handle()
    handled = [event.payload["text"] for event in await gateway.events(name)]
    assert handled == ["câu thứ nhất", "câu thứ hai"]
    assert gateway.nlu.asked == ["câu thứ hai", "câu thứ nhất", "câu thứ hai"]


async def test_a_bubble_is_not_sent_again_before_an_echo_that_has_come_is_looked_at(
    gateway: Gateway,
) -> None:
    message = await one_reply(gateway)
    channel = Scripted("messenger", Sent("ambiguous", reason="ReadTimeout"))
    await send(gateway, channel)
    page, person = gateway.vendor("messenger"), gateway.person("messenger")
    said = replace(Said("text", channel.sent[0].text), marker=f"{message.id}.0")
    bubble = person.add("account", "m_da-den", said, gateway.simulators.world.pace.now())
    echo = page.echo(page.account, person, bubble)
    assert echo is not None
    page.deliver(page.account, echo)
    await gateway.arrive()
    await gateway.time_passes("messenger")
    assert await send(gateway, channel) == sending.TOLD_WAIT
    await gateway.handle()
    assert await send(gateway, channel) is None
    assert len(channel.sent) == 1
    assert (await gateway.last("messenger")).state == "sent"
