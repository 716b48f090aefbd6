"""Pictures a person sent: seen where they were sent on the web page, by whoever may read it."""

from __future__ import annotations

import io
from uuid import UUID, uuid4

import pytest
from PIL import Image

from data.inbox import claim, store
from data.models import InboundEvent
from data.photos import discard, read_photo
from data.photos import store as keep
from tests.desk.world import Browser, World, page_of


async def picture(world: World, resident: UUID) -> str:
    """Sent as the chat page sends it; its path at the desk."""
    raw = io.BytesIO()
    Image.new("RGB", (40, 30), "red").save(raw, "JPEG")
    person = (await world.conversation(resident)).person_id
    async with world.sessions.begin() as session:
        photo = await keep(session, person, read_photo(raw.getvalue()))
        said = {"payload": f"photo:id={photo.id}", "title": "Ảnh"}
        stored = await store(session, "web", uuid4().hex, resident, said)
        await claim(session, stored.id, said)
    return f"{page_of(resident)}/anh/{photo.id}"


async def test_a_picture_is_seen_in_its_conversation(world: World, hoa: Browser) -> None:
    resident = await world.resident()
    path = await picture(world, resident)
    assert f'<img src="{path}"' in (await hoa.get(page_of(resident))).text
    answer = await hoa.get(path)
    assert answer.headers["content-type"] == "image/jpeg"
    assert answer.headers["cache-control"] == "no-store"
    assert Image.open(io.BytesIO(answer.content)).size == (40, 30)


async def test_one_that_has_been_deleted_is_no_broken_picture(world: World, hoa: Browser) -> None:
    resident = await world.resident()
    path = await picture(world, resident)
    person = (await world.conversation(resident)).person_id
    async with world.sessions.begin() as session:
        await discard(session, person, UUID(path.rpartition("/")[2]))
    page = (await hoa.get(page_of(resident))).text
    assert path not in page
    assert "chưa xem được ở đây" in page


async def test_nobody_else_sees_it(world: World, hoa: Browser) -> None:
    resident, another = await world.resident(), await world.resident()
    path = await picture(world, resident)
    neighbour = await world.at_desk(locality="cam-ngoc")
    assert (await neighbour.get(path)).status_code == 404
    assert (await world.browser().get(path)).status_code == 303
    assert (await hoa.get(path.replace(str(resident), str(another)))).status_code == 404
    for number in (uuid4(), "x"):
        assert (await hoa.get(f"{page_of(resident)}/anh/{number}")).status_code == 404


@pytest.mark.parametrize("kind", ["image", "voice", "file"])
async def test_what_is_only_at_the_vendor_is_told(world: World, hoa: Browser, kind: str) -> None:
    resident = await world.at_vendor("zalo")
    async with world.sessions.begin() as session:
        session.add(
            InboundEvent(
                channel="zalo",
                external_id=uuid4().hex,
                kind=kind,
                conversation_id=resident,
                payload={"attachments": [{"kind": kind, "url": "https://zalo.example/1"}]},
            )
        )
    page = (await hoa.get(page_of(resident))).text
    assert "chưa xem được ở đây" in page
    assert "zalo.example" not in page
