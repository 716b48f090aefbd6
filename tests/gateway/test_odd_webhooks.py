"""Signed as the vendor signs, and yet nothing a vendor would send: through the real address into
the database, and what was kept through the worker."""

from __future__ import annotations

import contextlib
import json
import random
import socket
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from bot.channels.contract import Account
from bot.channels.registry import CHANNELS
from bot.inbox.arriving import NotFetched
from bot.web.webhooks import KnownAccounts
from data.accounts import put_account
from tests.channels.cases import Case, cases
from tests.channels.fuzz import changed, swapped
from tests.gateway.gateway import Gateway
from tests.gateway.signing import signed

EVERYDAY = settings(
    max_examples=15, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck)
)
LONG = settings(EVERYDAY, max_examples=1500, derandomize=False)

HELLO = json.dumps({"entry": [], "update_id": 1, "event_name": "user_send_text", "text": "ệ"})
BODIES = {
    "nothing": b"",
    "blanks": b" \r\n\t",
    "no JSON": b"<xml/>",
    "half an object": b'{"update_id": 1, "entry": [',
    "two objects": b"{}{}",
    "a list": b"[1, 2]",
    "a word": b'"user_send_text"',
    "null": b"null",
    "UTF-16": HELLO.encode("utf-16"),
    "UTF-32": HELLO.encode("utf-32-be"),
    "UTF-8 with a mark": HELLO.encode("utf-8-sig"),
    "Windows-1258": '{"event_name": "đ"}'.encode("cp1258"),
    "no UTF-8": b'{"update_id": 1, "message": {"text": "\xff\xfe"}}',
    "NUL": b'{"update_id": 1, "event_name": "a\0b"}',
    "NULs": bytes(1000),
    "lists in lists": b"[" * 100_000,
    "objects in objects": b'{"entry":' * 100_000,
    "a deep event": b'{"update_id": 2, "entry": [' + b"[" * 5000 + b"]" * 5000 + b"]}",
    "a number of 5,000 digits": b'{"update_id": ' + b"9" * 5000 + b"}",
    "a number beyond all": b'{"update_id": 1e999, "entry": [{"time": -1e999}]}',
    "no number": b'{"update_id": NaN, "entry": [{"time": Infinity}], "timestamp": NaN}',
    "a name twice": b'{"update_id": 1, "update_id": 2, "entry": 1, "entry": []}',
    "packed": b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03\xabV*-",
    "a picture": b"\x89PNG\r\n\x1a\n" + bytes(range(256)),
}


def readable(channel: str) -> list[Case]:
    """Of the account that most of the channel's captured webhooks are about."""
    found = [case for case in cases(channel) if case.readable]
    return [case for case in found if case.account.vendor_id == found[0].account.vendor_id]


@dataclass
class Strange:
    """Our account at one vendor, and the vendor gone strange; it has no file for us."""

    gateway: Gateway
    accounts: KnownAccounts
    account: Account

    async def open(self) -> None:
        services = self.gateway.services
        async with services.sessions.begin() as session:
            await put_account(
                session,
                channel=self.account.channel,
                slug=self.account.slug,
                vendor_id=self.account.vendor_id,
                locality=None,
                secrets=services.seal.seal(self.account.secrets),
                options={},
            )
        self.accounts.forget(self.account.channel, self.account.slug)

    async def sends(self, body: bytes, **headers: str) -> httpx.Response:
        return await self.gateway.to_product.post(
            f"/webhooks/{self.account.channel}/{self.account.slug}",
            content=body,
            headers={**signed(self.account, body), **headers},
        )

    async def handles(self) -> None:
        """All that was kept, as often as a picture that is not there is asked for."""
        while waiting := await self.gateway.with_events():
            for conversation in waiting:
                with contextlib.suppress(NotFetched):
                    await self.gateway.handling.conversation(conversation)

    async def takes(self, body: bytes) -> None:
        """It is kept, and what it says is handled; then all is as before, but for the state of
        the conversations."""
        await self.open()
        answer = await self.sends(body)
        assert (answer.status_code, answer.text) == (200, ""), body
        await self.handles()
        channel = self.account.channel
        for event in await self.gateway.events(channel):
            assert event.failed_at is None, (event.error, body)
            assert event.error in (None, "NotFetched"), (event.error, body)
        calls = await self.gateway.calls(channel)
        assert len(calls) == (body.strip() != b"{}"), "it was not believed"
        for call in calls:
            assert bytes(call.body) == body
            assert not (call.problem or "").startswith(("parser:", "not kept:")), (
                call.problem,
                body,
            )
        await self._forget()

    async def _forget(self) -> None:
        """The same ids may come again."""
        async with self.gateway.services.sessions.begin() as session:
            for told in (
                "UPDATE inbound_event SET external_id = 'was:' || id WHERE account = :slug",
                "DELETE FROM webhook_call WHERE account_id IN"
                " (SELECT id FROM channel_account WHERE slug = :slug)",
            ):
                await session.execute(text(told), {"slug": self.account.slug})


@pytest.fixture(params=list(CHANNELS))
async def strange(
    request: pytest.FixtureRequest,
    gateway: Gateway,
    web: FastAPI,
    monkeypatch: pytest.MonkeyPatch,
) -> AsyncIterator[Strange]:
    def look_up(host: str, port: int, *_: Any, **__: Any) -> list[Any]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("1.1.1.1", port))]

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    account = replace(readable(request.param)[0].account, slug=gateway.slug)
    nothing = httpx.MockTransport(lambda request: httpx.Response(404))
    async with httpx.AsyncClient(transport=nothing) as http:
        gateway.to_vendors, gateway.messages_per_minute = http, 10**9
        yield Strange(gateway, web.state.accounts, account)


async def test_a_body_that_is_none_is_kept_and_answered_200(strange: Strange) -> None:
    for body in BODIES.values():
        await strange.takes(body)


async def test_whatever_else_comes_along_the_body_counts(strange: Strange) -> None:
    """Headers and query of no meaning, and a type the body does not have."""
    await strange.open()
    body = readable(strange.account.channel)[0].webhook.body
    odd = {
        "content-type": "multipart/form-data",
        "content-encoding": "gzip",
        "x-zevent-server": "ZNS, ZNS",
        "x-forwarded-for": "'; DROP TABLE person; --",
        "cookie": "=;;=",
    }
    assert (await strange.sends(body, **odd)).status_code == 200
    address = f"/webhooks/{strange.account.channel}/{strange.account.slug}"
    for query in ("%ff=%00&&=", "hub.mode=subscribe&hub.challenge=%00&hub.verify_token=%ed%a0%80"):
        found = await strange.gateway.to_product.post(
            f"{address}?{query}", content=body, headers=signed(strange.account, body)
        )
        assert found.status_code == 200
        asked = await strange.gateway.to_product.get(f"{address}?{query}")
        assert asked.status_code in (200, 403, 405)


async def spoilt(strange: Strange, data: st.DataObject) -> None:
    case = data.draw(st.sampled_from(readable(strange.account.channel)))
    value = json.loads(case.webhook.body)
    if data.draw(st.booleans()):
        value = data.draw(swapped(value))
    else:
        for _ in range(data.draw(st.integers(1, 3))):
            value = changed(value, data)
    plain = data.draw(st.booleans())
    raw = json.dumps(value, ensure_ascii=plain).encode("utf-8", "surrogatepass")
    await strange.takes(raw)


@EVERYDAY
@given(data=st.data())
async def test_no_spoilt_webhook_breaks_the_product(strange: Strange, data: st.DataObject) -> None:
    await spoilt(strange, data)


@pytest.mark.fuzz
@LONG
@given(data=st.data())
async def test_no_spoilt_webhook_breaks_the_product_at_length(
    strange: Strange, data: st.DataObject
) -> None:
    await spoilt(strange, data)


@pytest.mark.fuzz
@LONG
@given(body=st.binary(max_size=200))
async def test_no_bytes_break_the_product_at_length(strange: Strange, body: bytes) -> None:
    await strange.takes(body)


# What the search has found.


@pytest.mark.parametrize("strange", ["zalo"], indirect=True)
async def test_somebody_whose_id_no_index_holds_is_nobody(strange: Strange) -> None:
    """It was answered 503, and so were the webhooks kept in the same commit."""
    says = {
        "app_id": "111222333",
        "event_name": "user_send_text",
        "sender": {"id": random.Random(1).randbytes(8000).hex()},
        "recipient": {"id": strange.account.vendor_id},
        "message": {"msg_id": "m1", "text": "Xin chào"},
        "timestamp": "1790000000000",
    }
    for name in ("user_send_text", "anonymous_send_text"):
        await strange.takes(json.dumps({**says, "event_name": name}).encode())


@pytest.mark.parametrize("strange", ["messenger"], indirect=True)
async def test_a_place_no_float_holds_spoils_no_other_message(strange: Strange) -> None:
    """The reader broke, and the neighbour's message waited in vain."""
    page = strange.account.vendor_id
    where = {"type": "location", "payload": {"coordinates": {"lat": 10**400, "long": 1}}}
    items = [
        {
            "sender": {"id": person},
            "recipient": {"id": page},
            "timestamp": 1_790_000_000_000,
            "message": {"mid": f"m_{person}", **message},
        }
        for person, message in (("7", {"attachments": [where]}), ("8", {"text": "Xin chào"}))
    ]
    entry = {"id": page, "time": 1_790_000_000_500, "messaging": items}
    await strange.open()
    body = json.dumps({"object": "page", "entry": [entry]}).encode()
    assert (await strange.sends(body)).status_code == 200
    kept = await strange.gateway.events("messenger")
    assert "Xin chào" in [event.payload.get("text") for event in kept]
