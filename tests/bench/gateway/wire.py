"""HTTP/1.1 over connections that stay open, and little else: a full client would cost a processor
at the rates that are asked here."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import cast
from urllib.parse import urlsplit

import httptools


def request(url: str, body: bytes, headers: Mapping[str, str]) -> bytes:
    """The bytes of a POST."""
    parts = urlsplit(url)
    given = {"Host": parts.netloc, **headers, "Content-Length": str(len(body))}
    lines = "".join(f"{name}: {value}\r\n" for name, value in given.items())
    return f"POST {parts.path} HTTP/1.1\r\n{lines}\r\n".encode() + body


class Connection(asyncio.Protocol):
    """One request at a time."""

    def __init__(self) -> None:
        self.open = False
        self._transport: asyncio.Transport | None = None
        self._waiting: asyncio.Future[int] | None = None
        self._parser = httptools.HttpResponseParser(self)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport, self.open = cast(asyncio.Transport, transport), True

    def data_received(self, data: bytes) -> None:
        self._parser.feed_data(data)

    def on_message_complete(self) -> None:
        status, keep = self._parser.get_status_code(), self._parser.should_keep_alive()
        if self._waiting and not self._waiting.done():
            self._waiting.set_result(status)
        if not keep:
            self.close()

    def connection_lost(self, error: Exception | None) -> None:
        self.open = False
        if self._waiting and not self._waiting.done():
            self._waiting.set_exception(error or ConnectionResetError())

    def close(self) -> None:
        self.open = False
        if self._transport:
            self._transport.close()

    async def post(self, raw: bytes) -> int:
        """The status of the answer.

        Raises:
            OSError: the connection ended before.
        """
        assert self._transport
        self._waiting = asyncio.get_running_loop().create_future()
        self._transport.write(raw)
        return await self._waiting


class Connections:
    """To one server, at most `most` at once; whoever finds none free waits."""

    def __init__(self, url: str, most: int) -> None:
        parts = urlsplit(url)
        self._host, self._port = parts.hostname or "127.0.0.1", parts.port or 80
        self._places = asyncio.Semaphore(most)
        self._free: list[Connection] = []
        self._all: set[Connection] = set()

    async def post(self, raw: bytes) -> int:
        """
        Raises:
            OSError: no connection, or it ended before the answer.
        """
        async with self._places:
            connection = await self._take()
            try:
                return await connection.post(raw)
            except asyncio.CancelledError:  # its answer would be taken for the next one's
                connection.close()
                raise
            finally:
                if connection.open:
                    self._free.append(connection)
                else:
                    self._all.discard(connection)

    async def _take(self) -> Connection:
        while self._free:
            connection = self._free.pop()
            if connection.open:
                return connection
            self._all.discard(connection)
        loop = asyncio.get_running_loop()
        _, made = await loop.create_connection(Connection, self._host, self._port)
        self._all.add(made)
        return made

    def close(self) -> None:
        for connection in self._all:
            connection.close()
