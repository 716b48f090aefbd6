"""Nothing written is lost and nothing is said twice, whatever the line does."""

from __future__ import annotations

import json
from typing import Any

from playwright.async_api import Route, expect

MESSAGES = "**/api/chat/messages"
QUESTION = "Tiêu chuẩn chung của điển hình tiên tiến là gì?"


async def said_once(visit: Any, text: str) -> None:
    """Here and after a reload: one message, and as many answers as before."""
    await expect(visit.mine.filter(has_text=text)).to_have_count(1)
    await expect(visit.mine.filter(has_text=text).locator(".state")).to_contain_text("Đã gửi")
    answers = await visit.theirs.count()
    await visit.page.reload()
    await expect(visit.mine.filter(has_text=text)).to_have_count(1)
    await expect(visit.theirs).to_have_count(answers)


async def test_what_is_written_offline_is_sent_once_when_the_line_is_back(visit: Any) -> None:
    await visit.open_chat()
    await visit.context.set_offline(True)
    await visit.ask(QUESTION)
    await expect(visit.mine.locator(".state")).to_contain_text("Chưa gửi được")
    await expect(visit.page.get_by_role("button", name="Thử lại")).to_be_visible()
    await visit.context.set_offline(False)
    await expect(visit.page.locator(".sources").first).to_be_visible()
    await said_once(visit, QUESTION)


async def test_a_lost_answer_is_asked_for_again_with_the_same_id(visit: Any) -> None:
    ids: list[str] = []

    async def lose_the_first(route: Route) -> None:
        ids.append(json.loads(route.request.post_data or "{}")["id"])
        if len(ids) == 1:
            await route.fetch()  # the server has it, the page never hears
            await route.abort("connectionreset")
        else:
            await route.continue_()

    await visit.page.route(MESSAGES, lose_the_first)
    await visit.open_chat()
    await visit.ask(QUESTION)
    await expect(visit.page.locator(".sources").first).to_be_visible()
    assert len(ids) == 2
    assert ids[0] == ids[1]
    await said_once(visit, QUESTION)


async def test_a_reload_in_the_middle_of_sending_loses_and_doubles_nothing(visit: Any) -> None:
    held: list[Route] = []

    async def hold_the_first(route: Route) -> None:
        held.append(route)
        if len(held) == 1:
            await route.fetch()  # reaches the server; the page never hears of it
        else:
            await route.continue_()

    await visit.open_chat()
    await visit.page.route(MESSAGES, hold_the_first)
    async with visit.page.expect_request(MESSAGES):
        await visit.ask(QUESTION)
    await visit.page.reload()
    await expect(visit.page.locator(".sources").first).to_be_visible()
    await expect(visit.mine).to_have_count(1)
    await said_once(visit, QUESTION)


async def test_a_sick_server_is_asked_again(visit: Any) -> None:
    tries = 0

    async def sick(route: Route) -> None:
        nonlocal tries
        tries += 1
        if tries == 1:
            await route.fulfill(status=503, json={"error": {"code": "busy", "message": "Bận."}})
        else:
            await route.continue_()

    await visit.page.route(MESSAGES, sick)
    await visit.open_chat()
    await visit.ask(QUESTION)
    await expect(visit.page.locator(".sources").first).to_be_visible()
    await said_once(visit, QUESTION)


async def test_too_many_messages_keeps_the_text_in_the_box(visit: Any) -> None:
    message = "Viết hơi nhanh, xin chờ một phút rồi gửi lại."
    await visit.page.route(
        MESSAGES,
        lambda route: route.fulfill(
            status=429, json={"error": {"code": "rate_limited", "message": message}}
        ),
    )
    await visit.open_chat()
    await visit.ask(QUESTION)
    await expect(visit.page.get_by_role("alert")).to_contain_text(message)
    await expect(visit.box).to_have_value(QUESTION)
    await expect(visit.mine).to_have_count(0)


async def test_a_refused_message_is_told_and_can_be_tried_again(visit: Any) -> None:
    await visit.page.route(
        MESSAGES,
        lambda route: route.fulfill(
            status=422, json={"error": {"code": "invalid", "message": "Tin quá dài."}}
        ),
    )
    await visit.open_chat()
    await visit.ask(QUESTION)
    await expect(visit.page.get_by_role("alert")).to_contain_text("Tin quá dài.")
    await visit.page.unroute(MESSAGES)
    await visit.page.get_by_role("button", name="Thử lại").click()
    await expect(visit.page.locator(".sources").first).to_be_visible()
    await expect(visit.page.get_by_role("alert")).to_be_hidden()


async def test_a_forgotten_session_is_started_anew_and_the_message_sent_again(visit: Any) -> None:
    await visit.open_chat()
    await visit.page.evaluate(
        """() => {
          const key = 'gs.session.binh-luong';
          localStorage.setItem(key, JSON.stringify(
            {...JSON.parse(localStorage.getItem(key)), session: 'khong-con-nua'}));
        }"""
    )
    await visit.page.reload()
    await expect(visit.theirs.first).to_be_visible()
    await visit.ask(QUESTION)
    await expect(visit.page.locator(".sources").first).to_be_visible()
    await said_once(visit, QUESTION)


async def test_what_arrives_later_appears_once_and_goes_on_after_the_last(visit: Any) -> None:
    """The stream breaks after each answer, and the server repeats itself."""
    reply = {"text": "Có câu chuyện mới tuần này.", "topic": "story"}
    reply |= {"choices": [], "media": [], "sources": []}
    event = f"id: 900001\nevent: reply\ndata: {json.dumps(reply)}\n\n"
    asked: list[str] = []

    async def stream(route: Route) -> None:
        asked.append(route.request.url)
        await route.fulfill(content_type="text/event-stream", body=event)

    await visit.page.route("**/api/chat/events**", stream)
    await visit.open_chat()
    story = visit.theirs.filter(has_text="Có câu chuyện mới tuần này.")
    await expect(story).to_have_count(1)
    async with visit.page.expect_request(lambda request: "after=900001" in request.url):
        pass
    await expect(story).to_have_count(1)
    assert len(asked) >= 2


async def test_a_photo_is_sent_and_shown(visit: Any) -> None:
    await visit.open_chat()
    await visit.page.locator("#photo").set_input_files(
        {"name": "anh.png", "mimeType": "image/png", "buffer": PICTURE}
    )
    await expect(visit.mine.locator("img")).to_have_count(1)
    await expect(visit.mine.locator(".state")).to_contain_text("Đã gửi")


async def test_a_file_that_is_no_photo_is_refused_in_words(visit: Any) -> None:
    await visit.open_chat()
    await visit.page.locator("#photo").set_input_files(
        {"name": "tep.txt", "mimeType": "text/plain", "buffer": b"khong phai anh"}
    )
    await expect(visit.page.get_by_role("alert")).not_to_be_empty()
    await expect(visit.mine.locator(".state")).to_contain_text("Chưa gửi được")


def _picture() -> bytes:
    from io import BytesIO

    from PIL import Image

    out = BytesIO()
    Image.new("RGB", (320, 240), (200, 160, 60)).save(out, "PNG")
    return out.getvalue()


PICTURE = _picture()
