"""Our channels and the simulators understand each other: what is delivered is verified and read,
what is sent arrives, what goes wrong is told apart."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import httpx
import pytest

from bot.channels.contract import Account, Button, Channel, Event, Part, Sent, Verified, Webhook
from bot.channels.registry import CHANNELS
from bot.channels.zalo import tokens
from bot.simulators.accounts import CHAT, PSID, ZALO_PERSON
from bot.simulators.app import Simulators
from bot.simulators.people import Person
from bot.simulators.zalo_account import STATE, Signing
from tests.simulators.conftest import Delivered, Product

PEOPLE = {"zalo": ZALO_PERSON, "messenger": PSID, "telegram": CHAT}
WORDS = Part("Chào bà con, xã mình có bác nào hay giúp xóm giềng không ạ?")


class Pair:
    """A channel of ours and its vendor."""

    def __init__(self, name: str, simulators: Simulators, http: httpx.AsyncClient) -> None:
        self.channel: Channel = CHANNELS[name]
        self.simulator = simulators.vendors[name]
        self.an: Person = self.simulator.person(PEOPLE[name])
        self.http = http
        given = next(each for each in simulators.for_product("") if each.channel == name)
        self.account = Account(name, given.slug, given.vendor_id, None, given.secrets)

    def read(self, delivered: Delivered) -> list[Event]:
        headers = {name.lower(): value for name, value in delivered.headers.items()}
        webhook = Webhook("POST", delivered.body, headers, {})
        assert isinstance(self.channel.verify(webhook, self.account), Verified)
        return self.channel.parse(delivered.body, self.account, headers)

    async def send(self, part: Part = WORDS) -> Sent:
        return await self.channel.send(
            self.http, self.account, self.an.id, part, purpose="reply", marker="out:1"
        )


@pytest.fixture(params=["zalo", "messenger", "telegram"])
def pair(request: pytest.FixtureRequest, simulators: Simulators, vendor: httpx.AsyncClient) -> Pair:
    return Pair(request.param, simulators, vendor)


@pytest.mark.parametrize(
    ("act", "kind"),
    [
        ("text", "text"),
        ("image", "image"),
        ("location", "location"),
        ("sticker", "sticker"),
        ("voice", "voice"),
        ("file", "file"),
        ("follow", "follow"),
        ("unknown", "unknown"),
    ],
)
async def test_every_act_is_read(
    simulators: Simulators, product: Product, pair: Pair, act: Any, kind: str
) -> None:
    pair.an.does(act, text="Xin chào" if act == "text" else "", latitude=19.6, longitude=105.4)
    assert await simulators.settle()
    (event,) = pair.read(product.got[-1])
    assert event.kind == kind
    if kind == "text":
        assert (event.text, event.address) == ("Xin chào", pair.an.id)
    if kind == "location":
        assert (event.latitude, event.longitude) == (19.6, 105.4)


async def test_pictures_are_located_and_fetched(
    simulators: Simulators, product: Product, pair: Pair
) -> None:
    pair.an.does("image")
    await simulators.settle()
    (event,) = pair.read(product.got[-1])
    url = await pair.channel.locate(pair.http, pair.account, event.attachments[0])
    assert url is not None
    host = httpx.URL(url).host
    assert any(
        host == each or (each.startswith(".") and host.endswith(each))
        for each in pair.channel.media_hosts(pair.account)
    )
    assert (await pair.http.get(url)).headers["content-type"] == "image/jpeg"


async def test_a_repeat_has_the_same_id(
    simulators: Simulators, product: Product, pair: Pair
) -> None:
    product.answers = [500]
    pair.an.writes("Xin chào")
    simulators.world.pace.advance(60)
    await simulators.settle(0.2)
    simulators.world.pace.advance(60)
    assert await simulators.settle()
    first, again = (pair.read(each)[0] for each in product.got[:2])
    assert first.external_id == again.external_id


async def test_text_and_choices_arrive_and_taps_come_back(
    simulators: Simulators, product: Product, pair: Pair
) -> None:
    pair.an.writes("Xin chào")
    button = Button("Thời hạn", "#vc:thoi-han")
    sent = await pair.send(Part("Bà con hỏi gì?", buttons=(button,)))
    assert (sent.status, sent.provider_id) == ("sent", pair.an.heard[-1].id)
    await simulators.settle()
    pair.an.taps("Thời hạn")
    await simulators.settle()
    event = next(
        each for got in reversed(product.got) for each in pair.read(got) if each.kind != "echo"
    )
    assert event.payload == "#vc:thoi-han" or event.text == "#vc:thoi-han"
    await pair.channel.acknowledge(pair.http, pair.account, event)
    assert not getattr(pair.an.account, "taps", {})


async def test_typing_shows(pair: Pair) -> None:
    pair.an.writes("Xin chào")
    await pair.channel.typing(pair.http, pair.account, pair.an.id)
    assert (pair.an.typing_until is not None) == pair.channel.capabilities.typing


@pytest.mark.parametrize("pair", ["zalo", "messenger"], indirect=True)
async def test_an_echo_settles_our_send_and_staff_are_seen(
    simulators: Simulators, product: Product, pair: Pair
) -> None:
    pair.an.writes("Xin chào")
    await simulators.settle()
    product.got.clear()
    sent = await pair.send()
    await simulators.settle()
    (echo,) = pair.read(product.got[-1])
    assert echo.kind == "echo"
    assert echo.message_ids == (sent.provider_id,)
    assert echo.marker == ("out:1" if pair.channel.capabilities.marker else None)
    assert not echo.by_person
    pair.simulator.staff_writes(pair.an, "Cán bộ đây")
    await simulators.settle()
    (theirs,) = pair.read(product.got[-1])
    assert theirs.kind == "echo"
    assert theirs.address == pair.an.id


@pytest.mark.parametrize(
    ("name", "code", "status"),
    [
        ("zalo", "-32", "throttled"),
        ("zalo", "-200", "ambiguous"),
        ("zalo", "-201", "permanent"),
        ("zalo", "-216", "config"),
        ("zalo", "-220", "config"),
        ("zalo", "-213", "unreachable"),
        ("zalo", "-230", "unreachable"),
        ("zalo", "-232", "unreachable"),
        ("zalo", "http:502:html", "ambiguous"),
        ("zalo", "cut", "ambiguous"),
        ("messenger", "613", "throttled"),
        ("messenger", "2", "retry"),
        ("messenger", "10/2018278", "unreachable"),
        ("messenger", "551", "unreachable"),
        ("messenger", "190", "config"),
        ("messenger", "100", "permanent"),
        ("messenger", "cut", "ambiguous"),
        ("telegram", "429", "throttled"),
        ("telegram", "403:blocked", "unreachable"),
        ("telegram", "400:long", "permanent"),
        ("telegram", "401", "config"),
        ("telegram", "cut", "ambiguous"),
    ],
)
async def test_errors_are_told_apart(
    simulators: Simulators, vendor: httpx.AsyncClient, name: str, code: str, status: str
) -> None:
    pair = Pair(name, simulators, vendor)
    pair.an.writes("Xin chào")
    pair.simulator.set_next_error(pair.an, code)
    assert (await pair.send()).status == status
    assert (await pair.send()).status == "sent"


async def test_a_state_oa_is_found_out_in_one_send(
    simulators: Simulators, vendor: httpx.AsyncClient
) -> None:
    pair = Pair("zalo", simulators, vendor)
    simulators.zalo.account.oa_type = STATE
    pair.an.writes("Xin chào")
    sent = await pair.send()
    assert sent.status == "sent"
    assert sent.learnt
    assert len(pair.an.heard) == 1


@pytest.mark.parametrize("first", ["app_id", "oa_id"])
@pytest.mark.parametrize("timestamp", ["body", "header"])
async def test_every_variant_of_zalos_signature_is_found_and_kept(
    simulators: Simulators,
    product: Product,
    vendor: httpx.AsyncClient,
    first: Any,
    timestamp: Any,
) -> None:
    pair = Pair("zalo", simulators, vendor)
    simulators.zalo.account.signing = Signing(first=first, timestamp=timestamp)
    pair.an.writes("Xin chào")
    await simulators.settle()
    got = product.got[-1]
    webhook = Webhook("POST", got.body, dict(got.headers), {})
    found = pair.channel.verify(webhook, pair.account)
    assert isinstance(found, Verified)
    assert found.learnt
    pinned = replace(pair.account, options=found.learnt)
    assert pair.channel.verify(webhook, pinned) == Verified()


async def test_forged_webhooks_are_told(
    simulators: Simulators, product: Product, vendor: httpx.AsyncClient
) -> None:
    pair = Pair("zalo", simulators, vendor)
    for form in ("wrong", "missing", "hmac"):
        simulators.zalo.account.signing = Signing(form=form)
        pair.an.writes("Xin chào")
        await simulators.settle()
        got = product.got[-1]
        answer = pair.channel.verify(Webhook("POST", got.body, dict(got.headers), {}), pair.account)
        assert not isinstance(answer, Verified)
        assert answer.forged


async def test_zalos_tokens_are_refreshed(
    simulators: Simulators, vendor: httpx.AsyncClient
) -> None:
    pair = Pair("zalo", simulators, vendor)
    pair.an.writes("Xin chào")
    oa = simulators.zalo.account
    pair_now = await tokens.refresh(vendor, tokens.App.of(pair.account), oa.tokens.refresh)
    assert isinstance(pair_now, tokens.Tokens)
    assert pair_now.expires_in == 90_000
    assert (await pair.send()).token_dead
    secrets = {**pair.account.secrets, "access_token": pair_now.access_token}
    pair.account = replace(pair.account, secrets=secrets)
    assert (await pair.send()).status == "sent"


async def test_accounts_can_be_checked(pair: Pair) -> None:
    found = await pair.channel.check(pair.http, pair.account)
    assert found["name"] == pair.simulator.account.name
