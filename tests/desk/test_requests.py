"""Who waits for a person: each official sees their own locality's."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import update

from data.handoffs import end_handoff, open_handoff, person_wrote, request_handoff
from data.inbox import store
from data.models import Conversation, Handoff
from tests.desk.world import HOME, Browser, World, page_of


async def test_an_official_sees_who_waits_in_their_locality(world: World, hoa: Browser) -> None:
    here = await world.resident("Tôi hỏi về cụ Tư ở thôn 3", "binh-luong")
    there = await world.resident("Tôi ở nơi khác", "cam-ngoc")
    nowhere = await world.resident("Chưa chọn xã", None)
    page = (await hoa.get()).text
    assert page_of(here) in page
    assert "Tôi hỏi về cụ Tư ở thôn 3" in page
    assert page_of(there) not in page
    assert page_of(nowhere) not in page


async def test_an_administrator_sees_all(world: World, administrator: Browser) -> None:
    found = [await world.resident(locality=place) for place in ("binh-luong", "cam-ngoc", None)]
    page = (await administrator.get()).text
    assert all(page_of(each) in page for each in found)


async def test_an_official_of_no_locality_sees_all(world: World) -> None:
    browser = await world.at_desk(locality=None)
    found = [await world.resident(locality=place) for place in ("binh-luong", None)]
    page = (await browser.get()).text
    assert all(page_of(each) in page for each in found)


async def test_an_account_decides_before_what_was_asked_about(world: World, hoa: Browser) -> None:
    other = await world.at_vendor(locality="cam-ngoc")  # the person asks about Bình Lương there
    mine = await world.at_vendor(locality=None)
    page = (await hoa.get()).text
    assert page_of(mine) in page
    assert page_of(other) not in page
    assert (await hoa.get(page_of(other))).status_code == 404


async def test_it_stays_with_whom_it_was_asked_of(world: World, hoa: Browser) -> None:
    """Asking the assistant about another commune meanwhile hands nothing over to that one."""
    resident = await world.resident(locality="binh-luong")
    async with world.sessions.begin() as session:
        await session.execute(
            update(Conversation)
            .where(Conversation.id == resident)
            .values(state={"locality": "cam-ngoc"})
        )
    neighbour = await world.at_desk(locality="cam-ngoc")
    assert (await hoa.get(page_of(resident))).status_code == 200
    assert (await neighbour.get(page_of(resident))).status_code == 404


async def test_waiting_time_and_channel_are_told(world: World, hoa: Browser) -> None:
    resident = await world.resident()
    async with world.sessions.begin() as session:
        await session.execute(
            update(Handoff)
            .where(Handoff.conversation_id == resident)
            .values(started_at=world.time() - dt.timedelta(hours=3, minutes=20))
        )
    page = (await hoa.get()).text
    assert "Chờ 3 giờ 20 phút" in page
    assert "Trang web" in page
    assert "Chưa ai trả lời" in (await hoa.get(page_of(resident))).text


async def test_the_list_tells_what_they_asked_not_that_they_want_a_person(
    world: World, hoa: Browser
) -> None:
    resident = await world.resident("Hồ sơ cụ Tư xét đến đâu rồi ạ")
    asked = ({"text": "gặp cán bộ"}, {"title": "Gặp cán bộ", "payload": "ask:intent=handoff"})
    for n, said in enumerate(asked):
        async with world.sessions.begin() as session:
            await store(session, "web", f"{resident}-{n}", resident, said)
    row = (await hoa.get()).text.split(f"c-{resident}")[1][:1500]
    assert "Hồ sơ cụ Tư" in row
    only = await world.resident("Cho tôi gặp cán bộ")
    assert "Cho tôi gặp cán bộ" in (await hoa.get()).text.split(f"c-{only}")[1][:1500]


async def test_who_waits_is_counted_in_the_title(world: World) -> None:
    browser = await world.at_desk(locality="tua-chua")
    resident = await world.resident(locality="tua-chua")
    await world.resident(locality="cam-ngoc")
    for path in (HOME, page_of(resident)):
        assert "<title>(1) " in (await browser.get(path)).text
    await browser.submit(f"{page_of(resident)}/tra-loi", tin="Xin mời.")
    assert "<title>Trò chuyện" in (await browser.get(page_of(resident))).text
    world.time.passes(minutes=-1)
    async with world.sessions.begin() as session:
        await store(session, "web", f"{resident}-2", resident, {"text": "Cảm ơn cô"})
        await session.execute(
            update(Handoff)
            .where(Handoff.conversation_id == resident)
            .values(last_at=world.time() - dt.timedelta(minutes=10))
        )
    assert "<title>(1) " in (await browser.get()).text


async def test_one_goes_on_to_who_waits_next(world: World) -> None:
    async with world.sessions.begin() as session:  # nobody from another test waits there
        await session.execute(
            update(Handoff).where(Handoff.ended_at.is_(None)).values(ended_at=world.time())
        )
    browser = await world.at_desk(locality="go-vap")
    first, second = [await world.resident(locality="go-vap") for _ in range(2)]
    elsewhere = await world.resident(locality="cam-ngoc")
    assert f"{HOME}/tiep-theo/{first}" in (await browser.get(page_of(first))).text
    for here, there in ((first, second), (second, first), (elsewhere, first), ("x", first)):
        answer = await browser.get(f"{HOME}/tiep-theo/{here}")
        assert answer.headers["location"] == page_of(there)  # type: ignore[arg-type]
    await browser.get(page_of(second))
    await browser.submit(f"{page_of(second)}/tra-lai")
    assert (await browser.get(f"{HOME}/tiep-theo/{first}")).headers["location"] == HOME
    assert "tiep-theo" not in (await browser.get(page_of(first))).text


async def test_who_answers_is_told_and_who_was_answered_waits_no_more(
    world: World, hoa: Browser
) -> None:
    resident = await world.resident()
    assert hoa.official
    async with world.sessions.begin() as session:
        await person_wrote(session, resident, world.time(), hoa.official.login)
    page = (await hoa.get()).text
    row = page[page.index(f"c-{resident}") :][:1500]
    assert "Trần Thị Hoa trả lời; trợ lý im lặng đến" in row
    assert "Chờ " not in row
    world.time.passes(minutes=1)
    async with world.sessions.begin() as session:
        await store(session, "web", f"{resident}-2", resident, {"text": "Cảm ơn cô"})
        await session.execute(
            update(Handoff)
            .where(Handoff.conversation_id == resident)
            .values(last_at=world.time() - dt.timedelta(minutes=10))
        )
    row = (await hoa.get()).text.split(f"c-{resident}")[1][:1500]
    assert "Cảm ơn cô" in row
    assert "Chờ " in row


async def test_phone_numbers_stay_masked_also_before_a_message_is_handled(
    world: World, hoa: Browser
) -> None:
    resident = await world.resident("Gọi tôi số •••••••678 nhé")
    async with world.sessions.begin() as session:
        await store(session, "web", f"{resident}-2", resident, {"text": "Số tôi 0912345678"})
    page = (await hoa.get()).text + (await hoa.get(page_of(resident))).text
    assert "0912345678" not in page
    assert "•••••••678" in page


async def test_what_people_write_is_never_markup(world: World, hoa: Browser) -> None:
    resident = await world.resident("<script>alert(1)</script> & <b>đậm</b>")
    for page in (await hoa.get(), await hoa.get(page_of(resident))):
        assert "<script>alert" not in page.text
        assert "&lt;script&gt;alert(1)" in page.text


async def test_a_report_of_a_wrong_answer_is_no_request(world: World, hoa: Browser) -> None:
    resident = await world.resident(asked=False)
    async with world.sessions.begin() as session:
        await request_handoff(session, resident, "wrong_answer", "sai")
        assert await open_handoff(session, resident) is None
    assert page_of(resident) not in (await hoa.get()).text
    assert (await hoa.get(page_of(resident))).status_code == 404


async def test_an_ended_one_can_be_read_for_a_week(world: World, hoa: Browser) -> None:
    resident = await world.resident()
    async with world.sessions.begin() as session:
        await end_handoff(session, resident, world.time(), "silence")
    page = (await hoa.get()).text
    assert page_of(resident) in page[page.index("Đã trả lại cho trợ lý") :]
    world.time.passes(days=6)
    again = await world.at_desk()
    assert (await again.get(page_of(resident))).status_code == 200
    world.time.passes(days=2)
    again = await world.at_desk()
    assert page_of(resident) not in (await again.get()).text
    assert (await again.get(page_of(resident))).status_code == 404


async def test_nobody_else_reads_anything(world: World) -> None:
    resident = await world.resident()
    stranger = world.browser()
    for path in (HOME, page_of(resident), f"{HOME}/kenh"):
        assert (await stranger.get(path)).status_code == 303
    for path in (f"{page_of(resident)}/tra-loi", f"{page_of(resident)}/tra-lai"):
        answer = await stranger.http.post(path, data={"tin": "x"})
        assert answer.status_code == 303
        assert "/dang-nhap" in answer.headers["location"]
    assert await world.sent(resident) == []
