"""A vendor that takes whatever it is sent: `python -m tests.bench.gateway.vendor PORT [SECONDS]`.

Its one answer is a success to every channel of ours, to Rasa and to opsdroid, after so many
SECONDS. It does next to nothing, and so it also is what the sender's own cost is measured against.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import sys
from typing import cast

import httptools
import uvloop

HEAD = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n"


def answer(number: int) -> bytes:
    """Of Zalo, Graph and Telegram at once."""
    chat = {"id": 1, "type": "private"}
    told = {
        "error": 0,
        "data": {"message_id": f"z{number}"},
        "recipient_id": "1",
        "message_id": f"m_{number}",
        "ok": True,
        "result": {"message_id": number, "date": 1_800_000_000, "chat": chat},
    }
    body = json.dumps(told, separators=(",", ":")).encode()
    return HEAD.format(len(body)).encode() + body


class Vendor(asyncio.Protocol):
    def __init__(self, seconds: float, numbers: itertools.count[int]) -> None:
        self._seconds, self._numbers = seconds, numbers
        self._parser = httptools.HttpRequestParser(self)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)

    def data_received(self, data: bytes) -> None:
        self._parser.feed_data(data)

    def on_message_complete(self) -> None:
        body = answer(next(self._numbers))
        if self._seconds:
            asyncio.get_running_loop().call_later(self._seconds, self._transport.write, body)
        else:
            self._transport.write(body)


async def serve(port: int, seconds: float) -> None:
    numbers = itertools.count(1)
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Vendor(seconds, numbers), "127.0.0.1", port)
    await server.serve_forever()


if __name__ == "__main__":
    uvloop.run(serve(int(sys.argv[1]), float(sys.argv[2]) if len(sys.argv) > 2 else 0.0))
