"""Fetches what a person sent, from the vendor's own hosts only.

An address in a webhook is somebody else's word: only hosts that the channel names are asked, none
of them may lead to an inner network, no redirect is followed, and no more is read than a picture
may have.
"""

from __future__ import annotations

import asyncio
import ipaddress
import re
import socket
from collections.abc import Sequence

import httpx

from bot.channels.contract import Account, Attachment, Channel
from data.photos import MOST_BYTES

TIMEOUT = httpx.Timeout(10.0, connect=5.0)
_HOST = re.compile(r"[a-z0-9][a-z0-9.:-]*")
LONGEST = 30.0  # seconds for the whole of it: a server may send a byte now and then for ever


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
    if attachment.size is not None and attachment.size > MOST_BYTES:
        raise FetchError("too large")
    try:
        async with asyncio.timeout(LONGEST):
            return await _fetch(http, channel, account, attachment)
    except TimeoutError as error:
        raise FetchError("too slow", again=True) from error
    except httpx.HTTPError as error:
        raise FetchError(type(error).__name__, again=True) from error
    except (httpx.InvalidURL, ValueError) as error:  # no text of theirs: it may have the token
        raise FetchError("not an address") from error


async def _fetch(
    http: httpx.AsyncClient, channel: Channel, account: Account, attachment: Attachment
) -> bytes:
    address = await channel.locate(http, account, attachment)
    if address is None:
        raise FetchError("the vendor does not say where it is", again=True)
    hosts = channel.media_hosts(account)
    url = httpx.URL(address)  # as it will be asked: two readers of one address may differ
    if url.scheme not in ("http", "https") or not _allowed(url.host, hosts):
        raise FetchError("not an address of the vendor")
    if not _named(url.host, hosts):
        port = url.port or (443 if url.scheme == "https" else 80)
        if port not in (80, 443):
            raise FetchError("not an address of the vendor")
        await _check_outer(url.host, port)
    async with http.stream(
        "GET",
        url,
        headers={"accept-encoding": "identity"},
        timeout=TIMEOUT,
        follow_redirects=False,
    ) as response:
        if response.status_code != httpx.codes.OK:
            again = response.status_code >= 500 or response.status_code == 429
            raise FetchError(f"HTTP {response.status_code}", again=again)
        return await _read(response)


async def _read(response: httpx.Response) -> bytes:
    """Not packed: a small file could hold a very large one."""
    declared = response.headers.get("content-length", "")
    packed = response.headers.get("content-encoding", "identity") != "identity"
    if packed or (declared.isascii() and declared.isdigit() and int(declared) > MOST_BYTES):
        raise FetchError("packed" if packed else "too large")
    read = bytearray()
    async for piece in response.aiter_bytes():
        read += piece
        if len(read) > MOST_BYTES:
            raise FetchError("too large")
    return bytes(read)


def _allowed(host: str, hosts: Sequence[str]) -> bool:
    return _HOST.fullmatch(host) is not None and any(
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
