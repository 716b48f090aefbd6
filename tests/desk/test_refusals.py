"""What an official may not do in a conversation, and finds no trace of."""

from __future__ import annotations

import pytest

from tests.desk.world import HOME, Browser, World, page_of

NOBODYS = "0bd36d56-055a-40c4-8978-3f5ac428ff61"


async def test_without_the_token_nothing_happens(world: World, hoa: Browser) -> None:
    resident = await world.resident()
    for path in ("tra-loi", "tra-lai"):
        for fields in ({"tin": "x"}, {"tin": "x", "csrf": ""}, {"tin": "x", "csrf": "sai"}):
            refused = await hoa.http.post(f"{page_of(resident)}/{path}", data=fields)
            assert refused.status_code == 403
    assert await world.sent(resident) == []
    assert [each.ended_at for each in await world.handoffs(resident)] == [None]


async def test_another_localitys_official_finds_nothing_there(world: World) -> None:
    resident = await world.resident(locality="binh-luong")
    neighbour = await world.at_desk(locality="cam-ngoc")
    assert (await neighbour.get(page_of(resident))).status_code == 404
    for path in ("tra-loi", "tra-lai"):
        await neighbour.get()
        answered = await neighbour.submit(f"{page_of(resident)}/{path}", tin="Chào bác")
        assert answered.status_code == 404
    assert await world.sent(resident) == []
    assert [each.ended_at for each in await world.handoffs(resident)] == [None]


async def test_a_forms_address_leads_to_its_page(world: World, hoa: Browser) -> None:
    resident = await world.resident()
    for act in ("tra-loi", "tra-lai"):
        answer = await hoa.get(f"{page_of(resident)}/{act}")
        assert (answer.status_code, answer.headers["location"]) == (303, page_of(resident))
    answer = await hoa.get(f"{HOME}/kenh/zalo/oa/hoi")
    assert answer.headers["location"] == f"{HOME}/kenh"
    assert (await hoa.get(f"{page_of('x')}/tra-loi")).status_code == 404  # type: ignore[arg-type]


async def test_whoever_was_signed_out_by_a_form_comes_back_to_its_page(
    world: World, hoa: Browser
) -> None:
    resident = await world.resident()
    await hoa.get(page_of(resident))
    world.time.passes(minutes=31)
    answer = await hoa.submit(f"{page_of(resident)}/tra-loi", tin="x")
    assert answer.headers["location"].endswith(f"tro-chuyen%2F{resident}%2Ftra-loi")


@pytest.mark.parametrize("number", [NOBODYS, "khong-phai-ma", "1"])
async def test_what_there_is_not_looks_the_same(hoa: Browser, number: str) -> None:
    found = await hoa.get(page_of(number))  # type: ignore[arg-type]
    assert found.status_code == 404
    assert "Không mở được" in found.text


async def test_a_conversation_nobody_asked_about_is_nobodys_to_read(
    world: World, administrator: Browser
) -> None:
    resident = await world.resident(asked=False)
    assert (await administrator.get(page_of(resident))).status_code == 404
