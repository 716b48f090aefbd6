"""The server around the simulators: control, files, the web chat's calls, addresses."""

from __future__ import annotations

import asyncio
import io
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from PIL import Image

from bot.simulators.accounts import CHAT, PSID, ZALO_PERSON
from bot.simulators.app import Simulators, SimulatorSettings, create_simulators
from tests.simulators.conftest import Product

ZALO = "/control/zalo/1234567890123456789"
AN = f"{ZALO}/people/{ZALO_PERSON}"


@pytest.fixture
async def server(simulators: Simulators) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(simulators.app)
    async with httpx.AsyncClient(transport=transport, base_url="http://sim.test") as http:
        yield http


async def test_control_writes_reads_and_counts(
    simulators: Simulators, product: Product, server: httpx.AsyncClient
) -> None:
    assert (await server.post(f"{AN}/acts", json={"kind": "text", "text": "Xin chào"})).json()["id"]
    await simulators.settle()
    found = (await server.get(AN)).json()
    assert [(each["by"], each["text"]) for each in found["bubbles"]] == [("person", "Xin chào")]
    state = (await server.get("/control/state")).json()
    zalo = next(each for each in state["vendors"] if each["name"] == "zalo")
    counts = zalo["accounts"][0]["counts"]
    assert (counts["events"], counts["acknowledged"]) == (1, 1)
    assert counts["answer_p99"] > 0
    await server.post(f"{ZALO}/repeat")
    await simulators.settle()
    assert len(product.got) == 2


async def test_control_misbehaves(simulators: Simulators, server: httpx.AsyncClient) -> None:
    error = {"code": "-230", "person": ZALO_PERSON, "delivered": True, "times": 2}
    assert (await server.post(f"{ZALO}/errors", json=error)).status_code == 200
    an = simulators.zalo.person(ZALO_PERSON)
    assert [each.code for each in an.next_errors] == ["-230", "-230"]
    assert (await server.post(f"{ZALO}/errors", json={"code": "-999"})).status_code == 422
    assert (await server.put(f"{ZALO}/faults", json={"late": 0.5})).json()["late"] == 0.5
    assert (await server.put(f"{ZALO}/faults", json={"late": 2})).status_code == 422
    assert (await server.put(f"{ZALO}/faults", json={"moods": 1})).status_code == 422
    assert simulators.zalo.account.faults.late == 0.5
    await server.post(f"{ZALO}/token", json={"state": "expired"})
    assert simulators.zalo.account.tokens.access_until <= simulators.world.pace.now()
    await server.post(f"{ZALO}/webhook", json={"on": False})
    assert not simulators.zalo.account.mail.on
    await server.post(f"{ZALO}/webhook", json={"on": True})
    assert simulators.zalo.account.mail.on


async def test_a_page_switched_off_by_hand_gets_its_fields_back(
    simulators: Simulators, server: httpx.AsyncClient
) -> None:
    page = simulators.graph.account
    before = page.subscribed
    await server.post(f"/control/messenger/{page.id}/webhook", json={"on": False})
    assert not page.subscribed
    await server.post(f"/control/messenger/{page.id}/webhook", json={"on": True})
    assert page.subscribed == before


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("GET", "/control/viber/1/people/2", None, 404),
        ("GET", "/control/zalo/1/people/2", None, 404),
        ("POST", f"{AN}/acts", {"kind": "opt_in"}, 422),
        ("POST", f"{AN}/acts", {"kind": "levitate"}, 422),
        ("POST", f"{AN}/staff", {"text": ""}, 422),
        ("POST", "/control/time", {"seconds": -1}, 422),
        ("POST", f"{ZALO}/repeat", None, 409),
    ],
)
async def test_control_refuses_what_makes_no_sense(
    server: httpx.AsyncClient, method: str, path: str, body: Any, status: int
) -> None:
    assert (await server.request(method, path, json=body)).status_code == status


async def test_changes_are_told_at_once(simulators: Simulators, server: httpx.AsyncClient) -> None:
    now = (await server.get("/control/changes")).json()["change"]
    waiting = asyncio.create_task(server.get(f"/control/changes?after={now}"))
    await asyncio.sleep(0.05)
    assert not waiting.done()
    simulators.zalo.person(ZALO_PERSON).writes("Xin chào")
    assert (await asyncio.wait_for(waiting, 2)).json()["change"] > now


async def test_time_can_be_let_pass(simulators: Simulators, server: httpx.AsyncClient) -> None:
    before = simulators.world.pace.now()
    await server.post("/control/time", json={"seconds": 3600})
    assert (simulators.world.pace.now() - before).total_seconds() >= 3600


async def test_the_page_loads_and_its_pictures_are_sent(
    simulators: Simulators, product: Product, server: httpx.AsyncClient
) -> None:
    page = await server.get("/")
    assert page.status_code == 200
    assert "Mô phỏng bốn kênh" in page.text
    files = {"file": ("a.png", b"PNG", "image/png")}
    url = (await server.post("/control/pictures", files=files)).json()["url"]
    await server.post(f"{AN}/acts", json={"kind": "image", "url": url})
    await simulators.settle()
    sent = product.got[0].json["message"]["attachments"][0]["payload"]["url"]
    assert sent.endswith(url)
    assert (await server.get(url)).content == b"PNG"


async def test_the_web_chat_goes_to_the_product(product: Product) -> None:
    async def answer(request: httpx.Request) -> httpx.Response:
        told = {"path": request.url.path, "asked": request.content.decode()}
        return httpx.Response(201, json=told)

    async with httpx.AsyncClient(transport=httpx.MockTransport(answer)) as http:
        simulators = create_simulators(SimulatorSettings("http://product.test"), http)
        transport = httpx.ASGITransport(simulators.app)
        async with httpx.AsyncClient(transport=transport, base_url="http://sim.test") as server:
            got = await server.post("/api/chat/sessions", json={"locality": None})
    assert got.status_code == 201
    assert got.json() == {"path": "/api/chat/sessions", "asked": '{"locality":null}'}


async def test_a_product_that_is_away_is_said_to_be(server: httpx.AsyncClient) -> None:
    simulators = create_simulators(SimulatorSettings("http://127.0.0.1:1"))
    transport = httpx.ASGITransport(simulators.app)
    async with httpx.AsyncClient(transport=transport, base_url="http://sim.test") as http:
        got = await http.get("/api/chat/history", params={"session": "x"})
    assert got.status_code == 502
    assert "Hãy chạy trợ lý" in got.json()["error"]["message"]
    await simulators.world.http.aclose()


async def test_attachments_are_served_where_the_product_reaches_us(product: Product) -> None:
    transport = httpx.ASGITransport(product.app())
    async with httpx.AsyncClient(transport=transport) as http:
        settings = SimulatorSettings("http://product.test", "http://127.0.0.1:8100/")
        simulators = create_simulators(settings, http)
        simulators.zalo.person(ZALO_PERSON).does("image")
        simulators.graph.person(PSID).does("image")
        await simulators.settle()
    zalo = product.got[0].json["message"]["attachments"][0]["payload"]["url"]
    assert zalo.startswith("http://127.0.0.1:8100/media/")
    assert simulators.for_product()[0].options["api_base"] == "http://127.0.0.1:8100/zalo"


@pytest.mark.parametrize(
    ("trick", "status", "type"),
    [
        ("missing", 404, None),
        ("expired", 403, "text/plain; charset=utf-8"),
        ("page", 200, "text/html; charset=utf-8"),
        ("redirect", 302, None),
        ("huge", 200, "image/jpeg"),
    ],
)
async def test_files_can_be_dangerous(
    simulators: Simulators, server: httpx.AsyncClient, trick: Any, status: int, type: str | None
) -> None:
    file = simulators.world.media.put(b"JPEG", "image/jpeg", "anh.jpg", trick)
    got = await server.get(file.path)
    assert (got.status_code, got.headers.get("content-type")) == (status, type)
    assert "content-length" not in got.headers or trick != "huge"
    assert len(got.content) >= 64 * 1024 * 1024 or trick != "huge"
    assert "169.254" in got.headers.get("location", "169.254")


async def test_the_sample_picture_says_where_it_was_taken(simulators: Simulators) -> None:
    image = Image.open(io.BytesIO(simulators.world.media.sample("image").body))
    assert image.getexif().get_ifd(0x8825)


async def test_other_hosts_are_not_reached(vendor: httpx.AsyncClient) -> None:
    with pytest.raises(httpx.ConnectError):
        await vendor.get("https://example.com")


async def test_all_of_it_can_be_mounted_by_path(
    simulators: Simulators, server: httpx.AsyncClient
) -> None:
    token = simulators.telegram.account.token
    assert (await server.get(f"/telegram/bot{token}/getMe")).json()["ok"]
    headers = {"access_token": simulators.zalo.account.tokens.access}
    assert (await server.get("/zalo/v2.0/oa/getoa", headers=headers)).json()["error"] == 0
    page = simulators.graph.account
    params = {"access_token": page.page_token}
    got = await server.get(f"/graph/v25.0/{page.id}", params=params)
    assert got.json()["id"] == page.id
    asked = {"app_id": simulators.zalo.account.app_id, "redirect_uri": "https://a.vn"}
    assert (await server.get("/zalo-oauth/v4/oa/permission", params=asked)).status_code == 200
    assert CHAT in simulators.telegram.account.people


async def test_a_product_that_stops_ends_the_waiting_for_events() -> None:
    class Story(httpx.AsyncByteStream):
        async def __aiter__(self) -> AsyncIterator[bytes]:
            yield b"retry: 2000\n\n"
            raise httpx.ReadError("gone")

    async def answer(request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, stream=Story(), headers={"content-type": "text/event-stream"})

    async with httpx.AsyncClient(transport=httpx.MockTransport(answer)) as http:
        simulators = create_simulators(SimulatorSettings("http://product.test"), http)
        transport = httpx.ASGITransport(simulators.app)
        async with httpx.AsyncClient(transport=transport, base_url="http://sim.test") as server:
            got = await server.get("/api/chat/events", params={"session": "x"})
    assert got.text == "retry: 2000\n\n"
