"""Talking with the assistant on the chat page."""

from __future__ import annotations

import json
import re
from typing import Any

from playwright.async_api import expect

QUESTION = "Tiêu chuẩn chung của điển hình tiên tiến ở xã Bình Lương là gì?"


async def test_a_question_is_asked_by_keyboard_only_and_answered_with_its_source(
    visit: Any,
) -> None:
    await visit.open_chat()
    await visit.tab_to(visit.box)
    await visit.page.keyboard.type(QUESTION)
    await visit.page.keyboard.press("Enter")
    source = visit.page.locator(".sources a").first
    await expect(source).to_be_visible()
    await expect(source).to_have_attribute("href", re.compile(r"^/ke-hoach/binh-luong#muc-"))
    await expect(visit.box).to_have_value("")
    await expect(visit.mine).to_have_count(1)


async def test_a_source_leads_to_the_place_in_the_plan(visit: Any) -> None:
    await visit.open_chat()
    await visit.ask(QUESTION)
    source = visit.page.locator(".sources a").first
    anchor = (await source.get_attribute("href") or "").partition("#")[2]
    await source.press("Enter")
    await visit.page.wait_for_url("**/ke-hoach/binh-luong#*")
    await expect(visit.page.locator(f'[id="{anchor}"]')).to_have_count(1)


async def test_shift_enter_makes_a_new_line_and_sends_nothing(visit: Any) -> None:
    await visit.open_chat()
    await visit.box.fill("dòng một")
    await visit.box.press("Shift+Enter")
    await visit.page.keyboard.type("dòng hai")
    await expect(visit.box).to_have_value("dòng một\ndòng hai")
    await expect(visit.mine).to_have_count(0)


async def test_a_tapped_choice_is_sent_and_answered(new_visit: Any) -> None:
    visit = await new_visit(has_touch=True)
    await visit.open_chat()
    choice = visit.page.locator(".choice").first
    title = await choice.inner_text()
    before = await visit.theirs.count()
    await choice.tap()
    await expect(visit.mine).to_contain_text(title)
    await expect(visit.theirs.nth(before)).to_be_visible()
    await expect(visit.mine.locator(".state")).to_contain_text("Đã gửi")


async def test_an_old_choice_can_still_be_used(visit: Any) -> None:
    await visit.open_chat()
    await visit.page.locator(".choice").first.click()
    await expect(visit.mine).to_have_count(1)
    await expect(visit.mine.first.locator(".state")).to_contain_text("Đã gửi")
    await visit.page.locator(".choice").first.click()
    await expect(visit.mine).to_have_count(2)


async def test_what_people_write_is_text_never_markup(visit: Any) -> None:
    await visit.open_chat()
    await visit.ask('<img src=x onerror="window.bad=1"><b>đậm</b>')
    await expect(visit.mine).to_contain_text("<b>đậm</b>")
    await expect(visit.mine.locator(".state")).to_contain_text("Đã gửi")
    assert await visit.page.evaluate("() => window.bad") is None
    assert await visit.mine.locator("img, b").count() == 0


async def test_a_reload_shows_the_conversation_again_once(visit: Any) -> None:
    await visit.open_chat()
    await visit.ask(QUESTION)
    await expect(visit.page.locator(".sources").first).to_be_visible()
    answers = await visit.theirs.all_inner_texts()
    await visit.page.reload()
    await expect(visit.mine).to_have_count(1)
    await expect(visit.mine).to_contain_text(QUESTION)
    assert await visit.theirs.all_inner_texts() == answers


async def test_the_conversation_can_be_cleared_on_this_machine(visit: Any) -> None:
    await visit.open_chat()
    greeting = await visit.theirs.count()
    await visit.ask(QUESTION)
    await expect(visit.page.locator(".sources").first).to_be_visible()
    await visit.page.locator("#menu summary").click()
    await visit.page.locator("#clear").click()
    await visit.page.get_by_role("button", name="Xóa trên máy này").click()
    await expect(visit.mine).to_have_count(0)
    await expect(visit.theirs).to_have_count(greeting)
    await visit.page.reload()
    await expect(visit.theirs).to_have_count(greeting)
    await expect(visit.mine).to_have_count(0)


async def test_the_page_works_where_storage_is_blocked(visit: Any) -> None:
    await visit.context.add_init_script(
        "Object.defineProperty(window, 'localStorage', {get() { throw new Error('blocked'); }})"
    )
    await visit.open_chat()
    await visit.ask(QUESTION)
    await expect(visit.page.locator(".sources").first).to_be_visible()
    assert visit.complaints == []


async def test_without_javascript_the_page_points_to_plans_and_stories(new_visit: Any) -> None:
    visit = await new_visit(java_script_enabled=False)
    await visit.page.goto(visit.url + "/?xa=binh-luong")
    await expect(visit.page.locator(".plain")).to_contain_text("cần JavaScript")
    html = await visit.page.content()
    assert 'href="/ke-hoach/binh-luong"' in html
    assert 'href="/cau-chuyen"' in html


async def test_a_new_answer_comes_into_sight_from_its_beginning(visit: Any) -> None:
    await visit.open_chat()
    for text in (QUESTION, "Thời hạn báo cáo sơ kết là khi nào?", "Ai được giới thiệu?"):
        before = await visit.theirs.count()
        await visit.ask(text)
        answer = visit.theirs.nth(before)
        await expect(answer).to_be_visible()
        await expect(answer.locator(".bubble")).to_be_in_viewport()
        top = await answer.evaluate("it => it.offsetTop - it.closest('.log').scrollTop")
        assert top >= 0


async def test_one_who_reads_further_up_is_not_carried_away(visit: Any) -> None:
    await visit.open_chat()
    for _ in range(2):
        await visit.ask(QUESTION)
        await expect(visit.mine.last.locator(".state")).to_contain_text("Đã gửi")
    log = visit.page.get_by_role("log")
    await log.evaluate("it => { it.scrollTop = 0; }")
    reply = {"text": "Tin của cán bộ.", "topic": "handoff", "choices": []}
    await visit.page.route(
        "**/api/chat/events**",
        lambda route: route.fulfill(
            content_type="text/event-stream",
            body=f"id: 900002\nevent: reply\ndata: {json.dumps(reply)}\n\n",
        ),
    )
    await visit.page.evaluate("() => dispatchEvent(new Event('online'))")
    await expect(visit.page.get_by_role("button", name="Tin mới")).to_be_visible()
    assert await log.evaluate("it => it.scrollTop") == 0
    await visit.page.get_by_role("button", name="Tin mới").click()
    await expect(visit.theirs.filter(has_text="Tin của cán bộ.")).to_be_in_viewport()
