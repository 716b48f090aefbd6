"""What a vendor answers, a little changed, and what no vendor answers: nothing that is asked of it
raises but what its contract says, and whatever comes of it can be kept."""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import socket
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.channels.bot_api import Answer as Told
from bot.channels.bot_api import BotApi
from bot.channels.contract import Account, Attachment, Channel
from bot.channels.registry import CHANNELS
from bot.channels.zalo import tokens
from bot.inbox.fetching import FetchError, fetch
from bot.outbox.tokens import keep_pair
from bot.web.desk.account_facts import asked
from data.models import ChannelAccount
from data.sealing import Seal
from tests.channels.cases import told
from tests.channels.fuzz import ODD, json_values, swapped
from tests.channels.judging import PERSON, is_told_well

EVERYDAY = settings(
    max_examples=30, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck)
)
LONG = settings(EVERYDAY, max_examples=1000, derandomize=False)
NOW = dt.datetime(2026, 11, 20, tzinfo=dt.UTC)
DAY = 86_400.0

PAGES = (
    b"",
    b"<html><h1>502 Bad Gateway</h1>",
    b"\xff\xfe",
    b"[]",
    b"null",
    b"[" * 100_000,
    b"1" * 5000,
    b'{"error": ' + b"9" * 400 + b"}",
    b'{"ok": false, "error_code": 429, "parameters": {"retry_after": ' + b"9" * 400 + b"}}",
    '{"ok": true}'.encode("utf-16"),
    b'{"a": "\xff"}',
)
STATUSES = (200, 200, 200, 201, 204, 302, 400, 401, 403, 404, 413, 429, 500, 502, 503, 599)
HEADERS = (
    *("retry-after", "content-type", "content-encoding", "location", "set-cookie"),
    *("x-app-usage", "x-business-use-case-usage", "x-ratelimit-remain"),
)
SAID = (
    *("", "-1", "nan", "1e400", "9" * 400, "9" * 5000, "{", "²", '{"call_count": null}'),
    *('{"1": [{"estimated_time_to_regain_access": 1e999}]}', "gzip", "br", "text/html; charset=x"),
    "Fri, 31 Dec 1999 23:59:59 GMT",
)
# What is asked of a vendor beside sending: of the account, of a file, of the webhook.
ABOUT: dict[str, Sequence[Any]] = {
    "messenger": (
        {"name": "Trang", "id": "500"},
        {"data": [{"id": "1517776481860111", "subscribed_fields": ["messages"]}]},
        {"success": True},
        {"error": {"code": 190, "error_subcode": 463, "message": "x", "fbtrace_id": "x"}},
    ),
    "telegram": (
        {"ok": True, "result": {"id": 42, "first_name": "An", "username": "an_bot"}},
        {"ok": True, "result": {"file_id": "a", "file_path": "photos/a.jpg", "file_size": 10}},
        {
            "ok": True,
            "result": {
                "url": "https://x.vn/webhooks/telegram/phuong",
                "allowed_updates": ["message"],
                "pending_update_count": 3,
                "last_error_date": 1_700_000_000,
                "last_error_message": "x",
            },
        },
        {"ok": True, "result": True},
        {"ok": False, "error_code": 401, "description": "x", "parameters": {"retry_after": 3}},
    ),
    "zalo": (
        {
            "error": 0,
            "data": {
                "oaid": "500",
                "name": "OA",
                "oa_type": 4,
                "package_name": "x",
                "package_valid_through_date": "1/1/2027",
                "is_verified": True,
                "num_follower": 10,
            },
        },
        {"error": -216, "message": "x"},
    ),
    "zalo_bot": (
        {"ok": True, "result": {"id": "77", "account_name": "x", "account_type": "BASIC"}},
        {"ok": True, "result": {"url": "https://x.vn/webhooks/zalo_bot/phuong"}},
        {"ok": False, "error_code": 401, "description": "x"},
    ),
}
PAIR = (
    {"access_token": "A", "refresh_token": "R", "expires_in": "90000"},
    {"error": -14014, "error_name": "x", "error_reason": "y"},
)

Said = tuple[int, bytes, dict[str, bytes]]


@st.composite
def answers(draw: st.DrawFn, bodies: Sequence[Any]) -> Said:
    headers = st.dictionaries(st.sampled_from(HEADERS), st.sampled_from(SAID), max_size=2)
    body = draw(
        st.sampled_from(PAGES)
        | st.binary(max_size=40)
        | json_values.map(lambda value: json.dumps(value).encode())
        | st.sampled_from(bodies).flatmap(swapped).map(lambda value: json.dumps(value).encode())
        | st.sampled_from(bodies).map(lambda value: json.dumps(value).encode())
    )
    said = {name: value.encode() for name, value in draw(headers).items()}
    return draw(st.sampled_from(STATUSES)), body, said


class Vendor(httpx.AsyncClient):
    """Says each in turn, the last for ever."""

    def __init__(self, *said: Said) -> None:
        self.said = list(said)
        super().__init__(transport=httpx.MockTransport(self._answer))

    def _answer(self, request: httpx.Request) -> httpx.Response:
        status, body, headers = self.said.pop(0) if len(self.said) > 1 else self.said[0]
        told = [(name.encode(), value) for name, value in headers.items()]
        return httpx.Response(status, stream=httpx.ByteStream(body), headers=told)


@pytest.fixture(params=list(CHANNELS))
def channel(request: pytest.FixtureRequest) -> Channel:
    return CHANNELS[request.param]


def account_of(channel: Channel) -> Account:
    account = told(channel.name).answers[0].account
    address = f"https://x.vn/webhooks/{channel.name}/{account.slug}"
    return replace(account, options={**account.options, "webhook": address})


def to_sends(channel: Channel) -> Sequence[Any]:
    """What the vendor is known to say to them."""
    found = []
    for answer in told(channel.name).answers:
        for said in answer.said:
            if isinstance(said, httpx.Response) and said.content.startswith(b"{"):
                found.append(json.loads(said.content))
    return found


def is_storable(value: Any) -> None:
    """As JSON in PostgreSQL."""
    text = json.dumps(value, allow_nan=False, ensure_ascii=False)
    assert "\\u0000" not in text
    text.encode()


async def sends(channel: Channel, data: st.DataObject) -> None:
    sample = data.draw(st.sampled_from(told(channel.name).answers))
    said = data.draw(st.lists(answers(to_sends(channel)), min_size=1, max_size=3))
    async with Vendor(*said) as http:
        found = await channel.send(
            http, sample.account, PERSON, sample.part, purpose=sample.purpose, marker="out-1"
        )
        await channel.typing(http, sample.account, PERSON)
    is_told_well(found, sample.account)
    assert found.after is None or found.after <= DAY
    assert found.quota_left is None or found.quota_left >= 0
    is_storable([found.provider_id, found.reason, dict(found.learnt), found.quota_left])


async def asks(channel: Channel, data: st.DataObject) -> None:
    account = account_of(channel)
    said = data.draw(st.lists(answers(ABOUT[channel.name]), min_size=1, max_size=3))
    async with Vendor(*said) as http:
        sent = await channel.subscribe(http, account)
    if sent is not None:
        is_storable(sent.reason)
    async with Vendor(*said) as http:
        try:
            found = await channel.check(http, account)
        except httpx.HTTPError:
            return
    is_storable(found)
    asked(found, NOW)


async def fetches(channel: Channel, data: st.DataObject) -> None:
    said = data.draw(st.lists(answers(ABOUT[channel.name]), min_size=1, max_size=3))
    texts = [odd for odd in ODD if isinstance(odd, str)]
    near = ["https://a.fbcdn.net/x", "http://a.zdn.vn/x", "AgACAgUAAxkBAAI"]
    reference = data.draw(st.sampled_from([*texts, *near]) | st.text(max_size=20))
    size = data.draw(st.sampled_from([None, None, -1, 0, 2**62]))
    async with Vendor(*said) as http:
        with contextlib.suppress(FetchError):
            await fetch(http, channel, account_of(channel), Attachment("image", reference, size))


async def refreshes(data: st.DataObject) -> None:
    app = tokens.App("1", "s")
    said = data.draw(answers(PAIR))
    row = ChannelAccount(channel="zalo", slug="oa", options={})
    async with Vendor(said) as http:
        for found in (await tokens.refresh(http, app, "R0"), await tokens.exchange(http, app, "c")):
            if isinstance(found, tokens.TokenError):
                is_storable(found.reason)
            else:
                keep_pair(row, Seal("khóa"), Account("zalo", "oa", "500"), found)
                assert row.token_until is not None
                assert row.token_until > dt.datetime.now(dt.UTC)


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every name leads out."""

    def look_up(host: str, port: int, *_: Any, **__: Any) -> list[Any]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("1.1.1.1", port))]

    monkeypatch.setattr(socket, "getaddrinfo", look_up)


@EVERYDAY
@given(data=st.data())
async def test_no_answer_breaks_sending(channel: Channel, data: st.DataObject) -> None:
    await sends(channel, data)


@EVERYDAY
@given(data=st.data())
async def test_no_answer_breaks_looking_after_an_account(
    channel: Channel, data: st.DataObject
) -> None:
    await asks(channel, data)


@EVERYDAY
@given(data=st.data())
async def test_no_answer_breaks_fetching(channel: Channel, data: st.DataObject) -> None:
    await fetches(channel, data)


@EVERYDAY
@given(data=st.data())
async def test_no_answer_breaks_refreshing_a_token(data: st.DataObject) -> None:
    await refreshes(data)


@pytest.mark.fuzz
@LONG
@given(data=st.data())
async def test_no_answer_breaks_anything_at_length(channel: Channel, data: st.DataObject) -> None:
    await sends(channel, data)
    await asks(channel, data)
    await fetches(channel, data)
    await refreshes(data)


@pytest.mark.parametrize("life", ["999999999999", 10**12, 10**17, -5, 0, "", "soon", None, [], 1e9])
async def test_a_pair_is_kept_however_long_its_token_is_said_to_live(life: Any) -> None:
    """Zalo has taken the old pair away by then: one that is not kept is lost."""
    body = json.dumps({**PAIR[0], "expires_in": life}).encode()
    async with Vendor((200, body, {})) as http:
        found = await tokens.refresh(http, tokens.App("1", "s"), "R0")
    assert found == tokens.Tokens("A", "R", tokens.ACCESS_SECONDS)
    keep_pair(ChannelAccount(options={}), Seal("khóa"), Account("zalo", "oa", "500"), found)


async def test_a_wait_that_no_float_holds_does_not_end_the_polling() -> None:
    async with Vendor((429, PAGES[8], {})) as http:
        found = await BotApi("https://x.vn", "42:T").call(http, "getUpdates")
    assert found == Told(429)


async def test_meta_s_error_without_a_code_is_an_answer() -> None:
    channel = CHANNELS["messenger"]
    body = json.dumps({"error": {"code": [], "error_subcode": 463}}).encode()
    async with Vendor((200, body, {})) as http:
        assert "error" in await channel.check(http, account_of(channel))
