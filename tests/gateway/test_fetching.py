"""Fetching what a person sent: from the vendor's own hosts, and no more than a picture may have."""

from __future__ import annotations

import asyncio
import socket
from typing import Any

import httpx
import pytest

from bot.channels.contract import Account, Attachment
from bot.inbox import fetching
from bot.inbox.fetching import FetchError, fetch
from data.photos import MOST_BYTES

ACCOUNT = Account("thu", "thu", "1")
OUTER = "1.1.1.1"


class Vendor:
    """Tells any address it is asked for; its media lie on .vendor.vn."""

    def __init__(self, *hosts: str) -> None:
        self.hosts = hosts or (".vendor.vn",)

    async def locate(self, http: Any, account: Account, attachment: Attachment) -> str | None:
        return attachment.reference or None

    def media_hosts(self, account: Account) -> Any:
        return self.hosts


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """What each host's name leads to; the outer world unless a test says else."""
    known: dict[str, str] = {}

    def look_up(host: str, port: int, *_: Any, **__: Any) -> list[Any]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (known.get(host, OUTER), port))]

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    return known


async def get(
    reference: str, answer: Any = b"anh", vendor: Vendor | None = None, size: int | None = None
) -> bytes:
    async def handle(request: httpx.Request) -> httpx.Response:
        asked.append(str(request.url))
        found = answer(request) if callable(answer) else answer
        return found if isinstance(found, httpx.Response) else httpx.Response(200, content=found)

    asked: list[str] = []
    async with httpx.AsyncClient(transport=httpx.MockTransport(handle)) as http:
        found: Any = vendor or Vendor()
        try:
            return await fetch(http, found, ACCOUNT, Attachment("image", reference, size))
        except FetchError:
            if answer == b"secret":
                assert not asked, "it was asked"
            raise


async def test_from_the_vendor(names: dict[str, str]) -> None:
    assert await get("https://photo.vendor.vn/a.jpg") == b"anh"
    assert await get("http://vendor.vn/a.jpg") == b"anh"


@pytest.mark.parametrize(
    "address",
    [
        "https://evil.vn/a.jpg",
        "https://vendor.vn.evil.vn/a.jpg",
        "https://notvendor.vn/a.jpg",
        "https://evil.vn/?x=.vendor.vn",
        "https://evil.vn#.vendor.vn",
        "https://photo.vendor.vn@evil.vn/a.jpg",
        "https://evil.vn\\.vendor.vn/a.jpg",
        "http://169.254.169.254/latest/meta-data/",
        "http://[::1]/a.jpg",
        "http://[::1.vendor.vn/a.jpg",
        "http://photo.vendor.vn:99999999/a.jpg",
        "http://.vendor.vn/a.jpg",
        "file:///etc/passwd",
        "gopher://photo.vendor.vn/a",
        "data:image/png;base64,AAAA",
        "//photo.vendor.vn/a.jpg",
        "photo.vendor.vn",
        "https://xn--\ud800.vendor.vn/",
        "https://a b.vendor.vn/",
        "",
    ],
)
async def test_nothing_else_is_asked(names: dict[str, str], address: str) -> None:
    names[".vendor.vn"] = "127.0.0.1"
    with pytest.raises(FetchError):
        await get(address, b"secret")


@pytest.mark.parametrize(
    "inner",
    ["127.0.0.1", "10.0.0.5", "192.168.1.1", "172.16.0.1", "169.254.169.254", "0.0.0.0",
     "100.64.0.1", "::1", "fe80::1%eth0", "fd00::1", "::ffff:127.0.0.1"],
)  # fmt: skip
async def test_a_vendor_s_name_that_leads_inside_is_not_asked(
    names: dict[str, str], inner: str
) -> None:
    names["photo.vendor.vn"] = inner
    with pytest.raises(FetchError, match="private"):
        await get("https://photo.vendor.vn/a.jpg", b"secret")


async def test_a_simulator_on_this_machine_is_named_by_the_operator() -> None:
    address = "http://127.0.0.1:8100/media/a.jpg"
    assert await get(address, vendor=Vendor("127.0.0.1")) == b"anh"
    with pytest.raises(FetchError):
        await get("http://127.0.0.2:8100/a.jpg", b"secret", Vendor("127.0.0.1"))


async def test_no_redirect_is_followed(names: dict[str, str]) -> None:
    def away(request: httpx.Request) -> httpx.Response:
        assert request.url.host == "photo.vendor.vn"
        return httpx.Response(302, headers={"location": "http://169.254.169.254/"})

    with pytest.raises(FetchError) as caught:
        await get("https://photo.vendor.vn/a.jpg", away)
    assert not caught.value.again


@pytest.mark.parametrize(
    ("status", "again"), [(404, False), (403, False), (429, True), (500, True), (503, True)]
)
async def test_what_may_come_later_is_tried_again(
    names: dict[str, str], status: int, again: bool
) -> None:
    with pytest.raises(FetchError) as caught:
        await get("https://photo.vendor.vn/a.jpg", lambda _: httpx.Response(status))
    assert caught.value.again is again


async def test_no_more_is_read_than_a_picture_may_have(names: dict[str, str]) -> None:
    read = 0

    async def endless() -> Any:
        nonlocal read
        while True:
            read += 65_536
            yield b"x" * 65_536

    address = "https://photo.vendor.vn/a.jpg"
    with pytest.raises(FetchError, match="too large"):
        await get(address, lambda _: httpx.Response(200, content=endless()))
    assert read < MOST_BYTES + 1_000_000
    with pytest.raises(FetchError, match="too large"):
        await get(address, b"secret", size=MOST_BYTES + 1)
    declared = {"content-length": str(MOST_BYTES + 1)}
    with pytest.raises(FetchError, match="too large"):
        await get(address, lambda _: httpx.Response(200, headers=declared, content=endless()))


async def test_nothing_packed_is_unpacked(names: dict[str, str]) -> None:
    packed = {"content-encoding": "gzip"}

    def answer(request: httpx.Request) -> httpx.Response:
        assert request.headers["accept-encoding"] == "identity"
        return httpx.Response(200, headers=packed, content=b"")

    with pytest.raises(FetchError, match="packed"):
        await get("https://photo.vendor.vn/a.jpg", answer)


async def test_a_server_that_drips_is_left(
    names: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetching, "LONGEST", 0.2)

    async def drips() -> Any:
        while True:
            await asyncio.sleep(0.05)
            yield b"x"

    with pytest.raises(FetchError, match="slow") as caught:
        await get("https://photo.vendor.vn/a.jpg", lambda _: httpx.Response(200, content=drips()))
    assert caught.value.again


async def test_no_reason_tells_the_address(names: dict[str, str]) -> None:
    """Telegram's has the bot's token in it."""
    for address in ("https://photo.vendor.vn:99999999/bot123:token/a", "https://photo.vendor.vn/t"):
        with pytest.raises(FetchError) as caught:
            await get(address, lambda _: httpx.Response(404))
        assert "token" not in str(caught.value)
        assert "photo" not in str(caught.value)
