"""An official answers: what goes out, who is silent, who may not."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID, uuid4

import httpx
import pytest
from sqlalchemy import text, update

from bot.dialogue.nlu import Nlu
from bot.inbox.handling import Handling
from bot.web.desk.answering import BACK, BACK_UNANSWERED
from data.erasure import erase_person
from data.handoffs import person_answers
from data.inbox import store
from data.models import ChannelAccount, Conversation
from data.outbox import to_push
from data.sending import next_to_send
from tests.desk.world import Browser, World, page_of


async def answer(browser: Browser, resident: UUID, words: str) -> httpx.Response:
    await browser.get(page_of(resident))
    return await browser.submit(f"{page_of(resident)}/tra-loi", tin=words)


async def give_back(browser: Browser, resident: UUID) -> httpx.Response:
    await browser.get(page_of(resident))
    return await browser.submit(f"{page_of(resident)}/tra-lai")


def handling(world: World) -> Handling:
    """What a worker does, with an understanding that says hello to everything."""

    def parse(request: httpx.Request) -> httpx.Response:
        ranking = [{"name": "greet", "confidence": 0.99}]
        return httpx.Response(200, json={"text": "", "intent_ranking": ranking, "entities": []})

    client = httpx.AsyncClient(transport=httpx.MockTransport(parse))
    services = replace(world.services, nlu=Nlu(client, "http://nlu", 1.0), clock=world.time)
    return services.handling


async def says(world: World, resident: UUID, **said: str) -> list[str]:
    """What the assistant answers to it."""
    before = {message.id for message in await world.sent(resident)}
    async with world.sessions.begin() as session:
        await store(session, "web", uuid4().hex, resident, said)
    await handling(world).conversation(resident)
    return [
        str(message.body["text"])
        for message in await world.sent(resident)
        if message.id not in before
    ]


async def test_an_answer_goes_out_as_a_persons_words(world: World, hoa: Browser) -> None:
    resident = await world.resident()
    answered = await answer(hoa, resident, "Chào bác.\r\nMời bác ra trụ sở ạ.")
    assert answered.status_code == 303
    (message,) = await world.sent(resident)
    assert hoa.official
    assert (message.purpose, message.state, message.author) == (
        "human",
        "pending",
        hoa.official.login,
    )
    assert message.body["text"] == "Cán bộ xã Bình Lương:\nChào bác.\nMời bác ra trụ sở ạ."
    async with world.sessions() as session:  # as an open page is told by its events
        assert [body for _, body in await to_push(session, resident, 0)] == [message.body]
    page = (await hoa.get(answered.headers["location"])).text
    assert "Mời bác ra trụ sở ạ." in page
    assert "Cán bộ · Trần Thị Hoa" in page
    assert "chờ người dân mở trang" in page


async def test_it_silences_the_assistant_for_an_hour(world: World, hoa: Browser) -> None:
    resident = await world.resident()
    assert await says(world, resident, text="xin chào")
    await answer(hoa, resident, "Tôi nghe đây ạ.")
    async with world.sessions() as session:
        assert await person_answers(session, resident, world.time())
    (handoff,) = await world.handoffs(resident)
    assert hoa.official
    assert (handoff.answered_by, handoff.ended_at) == (hoa.official.login, None)
    assert await says(world, resident, text="mỗi năm mấy gương ạ") == []
    world.time.passes(minutes=61)
    back, *_ = await says(world, resident, text="xin chào")
    assert "trợ lý tự động trả lời tiếp" in back


async def test_what_must_always_work_works_beside_a_person(world: World, hoa: Browser) -> None:
    resident = await world.resident()
    await answer(hoa, resident, "Tôi nghe đây ạ.")
    (stopped,) = await says(world, resident, text="dừng")
    assert "không đăng ký nhận tin" in stopped
    (erased,) = await says(world, resident, payload="ask:intent=privacy_erase")
    assert "bấm nút" in erased
    assert await says(world, resident, payload="ask:intent=help") == []
    (done,) = await says(world, resident, payload="erase:do=confirm")
    assert "Đã xóa xong" in done
    assert (await hoa.get(page_of(resident))).status_code == 404


async def test_asking_again_tells_how_it_stands(world: World, hoa: Browser) -> None:
    resident = await world.resident()
    (handoff,) = await world.handoffs(resident)
    began = handoff.started_at.astimezone(world.time().tzinfo)
    (waiting,) = await says(world, resident, text="gặp cán bộ")
    assert f"ghi lại lúc {began:%H:%M}" in waiting
    world.time.passes(days=1)
    (waiting,) = await says(world, resident, text="gặp cán bộ")
    assert f"lúc {began:%H:%M} ngày {began.day}/{began.month}/{began.year} và đang chờ" in waiting
    hoa = await world.at_desk()
    await answer(hoa, resident, "Tôi nghe đây ạ.")
    (answering,) = await says(world, resident, text="gặp cán bộ")
    assert "Cán bộ đang trả lời" in answering
    assert "đang chờ" not in answering


async def test_a_form_can_be_dropped_beside_a_person(world: World, hoa: Browser) -> None:
    resident = await world.resident()
    await answer(hoa, resident, "Tôi nghe đây ạ.")
    assert await says(world, resident, payload="form:do=skip") == []
    assert await says(world, resident, payload="form:do=abandon") != []


async def test_a_person_who_comes_back_finds_the_answer(world: World, hoa: Browser) -> None:
    resident = await world.resident()
    await answer(hoa, resident, "Xin mời.")
    (message,) = await world.sent(resident)
    async with world.sessions() as session:
        assert [number for number, _ in await to_push(session, resident, 0)] == [message.id]


async def test_at_a_vendor_the_sender_is_woken(world: World, hoa: Browser) -> None:
    resident = await world.at_vendor("telegram")
    assert (await answer(hoa, resident, "Chào bác.")).status_code == 303
    async with world.sessions() as session:
        waiting = await next_to_send(session, resident)
        jobs = await session.execute(
            text("SELECT count(*) FROM procrastinate_jobs WHERE lock = :lock"),
            {"lock": f"sender:{resident}"},
        )
        assert jobs.scalar_one() >= 1
    assert waiting is not None
    assert waiting.message.purpose == "human"


async def test_past_the_vendors_window_nothing_is_kept_and_the_words_stay(
    world: World, hoa: Browser
) -> None:
    resident = await world.at_vendor("messenger", hours_ago=24 * 8)
    refused = await answer(hoa, resident, "Chào bác, tôi trả lời muộn.")
    assert refused.status_code == 422
    assert "đã quá lâu" in refused.text
    assert "Chào bác, tôi trả lời muộn.</textarea>" in refused.text
    assert await world.sent(resident) == []
    assert [each.answered_at for each in await world.handoffs(resident)] == [None]


async def test_a_persons_words_may_go_out_for_seven_days(world: World, hoa: Browser) -> None:
    resident = await world.at_vendor("messenger", hours_ago=24 * 6)
    assert (await answer(hoa, resident, "Chào bác.")).status_code == 303


@pytest.mark.parametrize("words", ["", "   \n ", "a" * 2001])
async def test_nothing_and_too_much_are_told(world: World, hoa: Browser, words: str) -> None:
    resident = await world.resident()
    assert (await answer(hoa, resident, words)).status_code == 422
    assert await world.sent(resident) == []


async def test_a_form_sent_twice_says_it_once(world: World, hoa: Browser) -> None:
    resident = await world.resident()
    await answer(hoa, resident, "Vâng ạ.")
    await answer(hoa, resident, "Vâng ạ.")
    assert len(await world.sent(resident)) == 1
    world.time.passes(seconds=15)
    await answer(hoa, resident, "Vâng ạ.")
    assert len(await world.sent(resident)) == 2


async def test_giving_back_ends_it_and_says_so(world: World, hoa: Browser) -> None:
    resident = await world.resident()
    await answer(hoa, resident, "Xin mời.")
    ended = await give_back(hoa, resident)
    assert ended.status_code == 303
    (handoff,) = await world.handoffs(resident)
    assert hoa.official
    assert handoff.ended_by == hoa.official.login
    assert [m.body["text"] for m in await world.sent(resident)][-1] == BACK
    assert (await world.sent(resident))[-1].purpose == "service"
    assert "đã trả lời lại" in (await hoa.get(page_of(resident))).text
    assert await says(world, resident, text="xin chào") != []


async def test_words_not_sent_yet_are_not_lost_by_giving_back(world: World, hoa: Browser) -> None:
    resident = await world.resident()
    await hoa.get(page_of(resident))
    refused = await hoa.submit(f"{page_of(resident)}/tra-lai", tin=" Chưa gửi mà. ")
    assert refused.status_code == 422
    assert "Chưa gửi mà.</textarea>" in refused.text
    assert [each.ended_at for each in await world.handoffs(resident)] == [None]
    assert await world.sent(resident) == []


async def test_giving_back_twice_says_it_once(world: World, hoa: Browser) -> None:
    resident = await world.resident()
    await hoa.get(page_of(resident))
    first = hoa.seen
    await hoa.submit(f"{page_of(resident)}/tra-lai")
    hoa.seen = first
    await hoa.submit(f"{page_of(resident)}/tra-lai")
    assert [m.body["text"] for m in await world.sent(resident)] == [BACK_UNANSWERED]


async def test_an_official_may_take_it_up_again(world: World, hoa: Browser) -> None:
    resident = await world.resident()
    await give_back(hoa, resident)
    await answer(hoa, resident, "Tôi quên nói thêm.")
    assert [each.ended_at is None for each in await world.handoffs(resident)] == [False, True]
    assert (await world.handoffs(resident))[-1].locality == "binh-luong"


async def test_what_was_not_sent_is_told_on_the_page(world: World, hoa: Browser) -> None:
    resident = await world.at_vendor("telegram")
    await answer(hoa, resident, "Chào bác.")
    async with world.sessions.begin() as session:
        await session.execute(
            text("UPDATE outbox SET state = 'failed', error = 'window' WHERE conversation_id = :c"),
            {"c": resident},
        )
    assert "không gửi được: đã quá lâu" in (await hoa.get(page_of(resident))).text


async def test_a_stopped_account_is_told_before_writing(world: World, hoa: Browser) -> None:
    resident = await world.at_vendor("telegram")
    async with world.sessions.begin() as session:
        slug = (await world.conversation(resident)).account
        await session.execute(
            update(ChannelAccount).where(ChannelAccount.slug == slug).values(state="paused")
        )
    assert "Kênh này đang dừng gửi" in (await hoa.get(page_of(resident))).text


async def test_erasing_takes_the_officials_words_and_the_request(
    world: World, hoa: Browser
) -> None:
    resident = await world.resident("Nhà bà Dấu Vết ở thôn 5")
    await answer(hoa, resident, "Cảm ơn bà Dấu Vết.")
    async with world.sessions.begin() as session:
        kept = await session.get(Conversation, resident)
        assert kept is not None
        await erase_person(session, kept.person_id)
    assert await world.sent(resident) == []
    assert await world.handoffs(resident) == []
    await hoa.get()
    late = await hoa.submit(f"{page_of(resident)}/tra-loi", tin="Bác còn đó không?")
    assert late.status_code == 404
    assert await world.sent(resident) == []
    assert "Dấu Vết" not in (await hoa.get()).text


async def test_words_from_the_vendors_own_inbox_are_shown_once(world: World, hoa: Browser) -> None:
    resident = await world.at_vendor("messenger")
    await answer(hoa, resident, "Tin của bàn làm việc.")
    async with world.sessions.begin() as session:
        await session.execute(
            text("UPDATE outbox SET provider_ids = '[\"m1\"]' WHERE conversation_id = :c"),
            {"c": resident},
        )
        for number, said in (("m1", "Tin của bàn làm việc."), ("m2", "Tin từ hộp thư Trang.")):
            await session.execute(
                text(
                    "INSERT INTO inbound_event (channel, account, external_id, kind, "
                    "conversation_id, payload) SELECT channel, account, :n, 'echo', id, "
                    "jsonb_build_object('text', cast(:said as text), 'by_person', true, "
                    "'message_ids', jsonb_build_array(cast(:n as text))) "
                    "FROM conversation WHERE id = :c"
                ),
                {"n": number, "said": said, "c": resident},
            )
    page = (await hoa.get(page_of(resident))).text
    assert page.count("Tin của bàn làm việc.") == 1
    assert "Tin từ hộp thư Trang." in page
    assert "hộp thư của kênh" in page


async def test_only_the_last_fifty_are_shown(world: World, hoa: Browser) -> None:
    resident = await world.resident("tin đầu tiên")
    async with world.sessions.begin() as session:
        for n in range(60):
            await store(session, "web", f"{resident}-{n}", resident, {"text": f"tin số {n}."})
    page = (await hoa.get(page_of(resident))).text
    assert page.count('class="said person') == 50
    assert "tin số 59." in page
    assert "tin số 9." not in page
    assert page.index("tin số 58.") < page.index("tin số 59.")
