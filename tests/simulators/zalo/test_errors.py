"""What Zalo refuses, cuts and slows."""

from __future__ import annotations

import asyncio

import httpx
import pytest

from bot.simulators.app import Simulators
from bot.simulators.faults import Faults
from bot.simulators.people import Person
from bot.simulators.rates import Rate
from bot.simulators.zalo_account import ZaloAccount
from tests.simulators.zalo.client import API, CS, Oa


async def test_every_error_of_the_table_can_be_had(
    simulators: Simulators, an: Person, send: Oa
) -> None:
    an.writes("Xin chào")
    for code in simulators.zalo.codes:
        simulators.zalo.set_next_error(an, code)
        assert (await send.send())["error"] == int(code)
        assert (await send.send())["error"] == 0
        an.writes("lại")


async def test_an_error_may_be_told_though_the_message_arrived(
    simulators: Simulators, oa: ZaloAccount, an: Person, send: Oa
) -> None:
    an.writes("Xin chào")
    simulators.zalo.set_next_error(oa, "-200", delivered=True)
    assert (await send.send(text="Tới rồi"))["error"] == -200
    assert [each.text for each in an.heard] == ["Tới rồi"]


async def test_an_unknown_code_cannot_be_asked_for(simulators: Simulators, an: Person) -> None:
    with pytest.raises(KeyError):
        simulators.zalo.set_next_error(an, "-99999")


@pytest.mark.parametrize("delivered", [True, False])
async def test_a_connection_can_end_before_or_after_delivery(
    simulators: Simulators, an: Person, send: Oa, delivered: bool
) -> None:
    an.writes("Xin chào")
    simulators.zalo.set_next_error(an, "cut", delivered=delivered)
    with pytest.raises(httpx.RemoteProtocolError):
        await send.send()
    assert len(an.heard) == delivered


async def test_a_sick_gateway_answers_502(
    simulators: Simulators, vendor: httpx.AsyncClient, oa: ZaloAccount, an: Person
) -> None:
    an.writes("Xin chào")
    body = {"recipient": {"user_id": an.id}, "message": {"text": "a"}}
    headers = {"access_token": oa.tokens.access}
    for code, type in (("http:502:html", "text/html"), ("http:500", "application/json")):
        simulators.zalo.set_next_error(oa, code)
        answer = await vendor.post(CS, json=body, headers=headers)
        assert answer.status_code == int(code.split(":")[1])
        assert answer.headers["content-type"].startswith(type)


async def test_slow_answers_are_slow_and_then_good(
    simulators: Simulators, an: Person, send: Oa
) -> None:
    an.writes("Xin chào")
    simulators.zalo.set_next_error(an, "slow:0.2")
    began = asyncio.get_running_loop().time()
    assert (await send.send())["error"] == 0
    assert asyncio.get_running_loop().time() - began >= 0.19


async def test_chance_refuses_and_cuts(oa: ZaloAccount, an: Person, send: Oa) -> None:
    an.writes("Xin chào")
    oa.faults = Faults(refused=1.0, errors=("-32",))
    assert (await send.send())["error"] == -32
    oa.faults = Faults(cut_after=1.0)
    with pytest.raises(httpx.RemoteProtocolError):
        await send.send(text="Tới rồi")
    assert [each.text for each in an.heard] == ["Tới rồi"]


async def test_the_limit_of_calls_is_told_in_headers_and_then_kept(
    simulators: Simulators, vendor: httpx.AsyncClient, oa: ZaloAccount, an: Person, send: Oa
) -> None:
    an.writes("Xin chào")
    simulators.zalo.calls = Rate(3, 60, simulators.world.pace.seconds)
    answer = await vendor.get(f"{API}/v2.0/oa/getoa", headers={"access_token": oa.tokens.access})
    assert answer.headers["x-ratelimit-limit"] == "3"
    assert answer.headers["x-ratelimit-remain"] == "2"
    await send.send()
    await send.send()
    got = await send.send()
    assert (got["error"], got["message"]) == (-32, "App reached limit call api")
    simulators.world.pace.advance(61)
    assert (await send.send())["error"] == 0
    oa.calls = Rate(0, 60, simulators.world.pace.seconds)
    assert (await send.send())["message"] == "OA reached limit call api"


async def test_package_proof_and_token_are_checked(
    vendor: httpx.AsyncClient, oa: ZaloAccount, an: Person, send: Oa
) -> None:
    an.writes("Xin chào")
    oa.needs_proof = True
    assert (await send.send())["error"] == -242
    headers = {"access_token": oa.tokens.access, "appsecret_proof": oa.proof()}
    answer = await vendor.get(f"{API}/v2.0/oa/getoa", headers=headers)
    assert answer.json()["data"]["oa_type"] == 2
    oa.needs_proof, oa.package = False, "Cơ bản"
    assert (await send.send())["error"] == -224
    answer = await vendor.get(f"{API}/v2.0/oa/getoa", headers={"access_token": "none"})
    assert answer.json()["error"] == -216


def test_appsecret_proof_is_the_one_of_the_vector(oa: ZaloAccount) -> None:
    oa.app_secret, oa.tokens.access = "s3cr3t", "TOKEN123"
    digest = "31fa78489b3b182820fb8100e34652a7052c617116aac3ac5b320e5af0c1804c"
    assert oa.proof() == digest
