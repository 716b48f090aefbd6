"""That a tap was heard and that an answer is coming; and that no secret is told to a log."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from typing import Any

import httpx
import pytest
import structlog

from bot.channels.registry import CHANNELS
from bot.dialogue.nlu import NluUnavailable
from bot.inbox import showing
from bot.inbox.arriving import NotFetched
from bot.inbox.handling import TooFast
from bot.inbox.showing import Showing
from bot.logs import configure_logs
from tests.gateway.gateway import VENDORS, Gateway

typing_shows = pytest.mark.parametrize("name", ["messenger", "telegram"])


@pytest.fixture(autouse=True)
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(showing, "SOON", 0.1)


async def handled(gateway: Gateway, name: str, seconds: float) -> bool:
    """Whether typing showed while a question took so long."""
    person = gateway.person(name)
    gateway.nlu.seconds = seconds
    person.writes("cảm ơn")
    await gateway.arrive()
    await gateway.handle()
    await asyncio.sleep(0.1)
    return person.typing_until is not None


@typing_shows
async def test_typing_shows_when_an_answer_takes_long(gateway: Gateway, name: str) -> None:
    assert await handled(gateway, name, 0.4)


@pytest.mark.parametrize("name", VENDORS)
async def test_and_not_when_it_comes_at_once(gateway: Gateway, name: str) -> None:
    assert not await handled(gateway, name, 0.0)


async def test_nor_where_there_is_no_such_thing(gateway: Gateway) -> None:
    assert not await handled(gateway, "zalo", 0.4)


@typing_shows
async def test_typing_shows_once_when_the_model_is_away(gateway: Gateway, name: str) -> None:
    person = gateway.person(name)
    gateway.nlu.away = True
    person.writes("hỏi")
    await gateway.arrive()
    with pytest.raises(NluUnavailable):
        await gateway.handle()
    await asyncio.sleep(0.2)
    assert person.typing_until is not None
    person.typing_until = None
    with pytest.raises(NluUnavailable):
        await gateway.handle()
    await asyncio.sleep(0.2)
    assert person.typing_until is None, "asked of the vendor every second"


async def test_a_tap_is_acknowledged(gateway: Gateway) -> None:
    gateway.nlu.intent = "subscribe"
    person = await gateway.says("telegram", "cho tôi đăng ký")
    person.taps("Thôi")
    await gateway.arrive()
    taps = gateway.vendor("telegram").account.taps
    assert taps
    await gateway.handle()
    await asyncio.sleep(0.2)
    assert not taps


async def test_also_one_that_is_not_answered(gateway: Gateway) -> None:
    """The button turns for ever else."""
    person = await gateway.says("telegram", "cảm ơn")
    gateway.messages_per_minute = 0
    person.does("tap", text="Cũ", payload="ask:intent=thanks", message=person.heard[0].id)
    await gateway.arrive()
    with pytest.raises(TooFast):
        await gateway.handle()
    await asyncio.sleep(0.2)
    assert not gateway.vendor("telegram").account.taps


@pytest.mark.parametrize("trouble", ["error", "slow"])
async def test_nobody_waits_for_it_and_no_error_of_it_matters(
    gateway: Gateway, monkeypatch: pytest.MonkeyPatch, trouble: str
) -> None:
    person = await gateway.says("telegram", "cảm ơn")

    async def goes_wrong(*_: Any) -> None:
        if trouble == "slow":
            await asyncio.sleep(30)
        raise RuntimeError("?")

    monkeypatch.setattr(CHANNELS["telegram"], "acknowledge", goes_wrong)
    monkeypatch.setattr(CHANNELS["telegram"], "typing", goes_wrong)
    gateway.nlu.seconds = 0.3
    person.does("tap", text="Cũ", payload="ask:intent=thanks", message=person.heard[0].id)
    person.writes("cảm ơn")
    began = time.monotonic()
    await gateway.settle()
    assert time.monotonic() - began < 3
    assert len(person.heard) == 3


async def test_a_paused_account_shows_nothing(gateway: Gateway) -> None:
    await gateway.says("telegram", "cảm ơn")
    await gateway.set_account("telegram", state="paused")
    services = gateway.services
    shows = Showing(services.sessions, gateway.to_vendors, services.seal, CHANNELS)
    shows.typing(await gateway.conversation("telegram"))
    await asyncio.sleep(0.2)
    assert gateway.person("telegram").typing_until is None


# --- logs


async def test_no_token_address_or_word_reaches_a_log(
    gateway: Gateway, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    """Whatever goes wrong on the way out and in, also where all loggers are told to say more."""
    caplog.set_level(logging.INFO)
    before = {name: logging.getLogger(name).level for name in ("httpx", "httpcore")}
    written = structlog.get_config()
    configure_logs()
    try:
        person = await gateway.says("telegram", "số tôi là 0912345678")
        person.does("image")
        await gateway.arrive()
        with contextlib.suppress(NotFetched):
            await gateway.settle()
        for code in ("429", "403:blocked", "http:502:html", "cut", "401"):
            gateway.vendor("telegram").set_next_error(person, code)
            await gateway.set_account("telegram", state="active")
            await gateway.set_conversation("telegram", unreachable=None)
            await gateway.push("telegram", "service", "Tin riêng của bà Lan")
            await gateway.send()
            await gateway.time_passes("telegram")
        async with httpx.AsyncClient(transport=gateway.simulators.transport()) as http:
            await http.get("https://api.telegram.org/bot7001002003:ma-bot-mo-phong/getMe")
    finally:
        structlog.configure(**written)
        for name, level in before.items():
            logging.getLogger(name).setLevel(level)
    told = "".join(capfd.readouterr()) + caplog.text
    assert "not sent" in told
    for secret in ("ma-bot-mo-phong", "ma-bi-mat", "0912345678", "bà Lan", "api.telegram.org"):
        assert secret not in told, secret
