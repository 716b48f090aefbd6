"""Whether a file would be fetched: asked of the fetcher itself, with the channel's own hosts."""

from __future__ import annotations

import socket
from typing import Any
from unittest import mock

import httpx

from bot.channels.contract import Account, Attachment, Channel
from bot.inbox.fetching import FetchError, fetch


async def opens(channel: Channel, account: Account, reference: str) -> bool:
    """What is opened has been asked for by that very address; Telegram is asked where it lies."""
    asked: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(str(request.url))
        return httpx.Response(200, content=b"a file")

    def look_up(host: str, port: int, *_: Any, **__: Any) -> list[Any]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("1.1.1.1", port))]

    async with httpx.AsyncClient(transport=httpx.MockTransport(answer)) as http:
        with mock.patch.object(socket, "getaddrinfo", look_up):
            try:
                await fetch(http, channel, account, Attachment("image", reference))
            except FetchError:
                assert reference not in asked
                return False
    assert asked == [reference]
    return True
