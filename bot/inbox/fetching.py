"""Fetches what a person sent, from the vendor's own hosts only.

An address in a webhook is somebody else's word: only hosts that the channel names are asked, none
of them may lead to an inner network, no redirect is followed, and no more is read than a picture
may have.
"""

from __future__ import annotations

import asyncio
import ipaddress
import socket
from collections.abc import Sequence
from urllib.parse import urlsplit

import httpx

from bot.channels.contract import Account, Attachment, Channel
from data.photos import MOST_BYTES

TIMEOUT = httpx.Timeout(10.0, connect=5.0)


class FetchError(Exception):
    """Why a file was not fetched; `again` when a later try may succeed."""

    def __init__(self, reason: str, again: bool = False) -> None:
        super().__init__(reason)
        self.again = again


async def fetch(
    http: httpx.AsyncClient, channel: Channel, account: Account, attachment: Attachment
) -> bytes:
    """
    Raises:
        FetchError: not from the vendor's hosts, too large, not there, or not now.
    """
    address = await channel.locate(http, account, attachment)
    if address is None:
        raise FetchError("the vendor does not say where it is", again=True)
    hosts = channel.media_hosts(account)
    parts = urlsplit(address)
    host = parts.hostname or ""
    if parts.scheme not in ("http", "https") or not _allowed(host, hosts):
        raise FetchError("not an address of the vendor")
    if not _named(host, hosts):
        await _check_outer(host, parts.port or (443 if parts.scheme == "https" else 80))
    try:
        async with http.stream("GET", address, timeout=TIMEOUT, follow_redirects=False) as response:
            if response.status_code != httpx.codes.OK:
                again = response.status_code >= 500 or response.status_code == 429
                raise FetchError(f"HTTP {response.status_code}", again=again)
            return await _read(response)
    except httpx.HTTPError as error:
        raise FetchError(type(error).__name__, again=True) from error


async def _read(response: httpx.Response) -> bytes:
    read = bytearray()
    async for piece in response.aiter_bytes():
        read += piece
        if len(read) > MOST_BYTES:
            raise FetchError("too large")
    return bytes(read)


def _allowed(host: str, hosts: Sequence[str]) -> bool:
    return any(
        host == each or (each.startswith(".") and (host.endswith(each) or host == each[1:]))
        for each in hosts
    )


def _named(host: str, hosts: Sequence[str]) -> bool:
    """Whether the operator set this very host: a simulator on this machine."""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return host == "localhost" and host in hosts
    return host in hosts


async def _check_outer(host: str, port: int) -> None:
    """A vendor's name that points into a private network is not asked."""
    loop = asyncio.get_running_loop()
    try:
        found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError as error:
        raise FetchError("host not found", again=True) from error
    for *_, address in found:
        if not ipaddress.ip_address(str(address[0]).split("%")[0]).is_global:
            raise FetchError("host leads into a private network")
