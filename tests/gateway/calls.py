"""Calls and events made by hand."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID

from bot.channels.contract import Event
from bot.inbox.accepting import Call
from tests.gateway.gateway import Gateway

NOON = dt.datetime(2026, 11, 20, 5, tzinfo=dt.UTC)


def event(number: int | str, words: str = "Xin chào", **changed: Any) -> Event:
    given: dict[str, Any] = {
        "kind": "text",
        "external_id": f"e{number}",
        "address": "an",
        "at": NOON,
        "text": words,
    }
    return Event(**given | changed)


async def call(gateway: Gateway, *events: Event, channel: str = "messenger") -> Call:
    account: UUID = (await gateway.account(channel)).id
    return Call(account, channel, gateway.slug, b'{"thu": 1}', events)
