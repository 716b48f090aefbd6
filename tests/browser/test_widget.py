"""The button a portal puts on its own pages."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest_asyncio
from playwright.async_api import expect

from bot.web.pages import assets

PORTAL = """<!doctype html><html lang="vi"><title>Cổng thông tin xã</title>
<style>* {{ color: lime !important; font-size: 7px !important }} button {{ display: none }}</style>
<h1>Cổng thông tin</h1><a href="#x">Một liên kết</a>
<script src="{url}/widget.js" data-xa="binh-luong" defer></script>"""


@pytest_asyncio.fixture(loop_scope="session")
async def portal(live_url: str) -> AsyncIterator[str]:
    """A page of another site, with styles that must not reach the widget."""
    body = PORTAL.format(url=live_url.rstrip("/")).encode()
    head = (
        f"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: {len(body)}"
    )

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(head.encode() + b"\r\nConnection: close\r\n\r\n" + body)
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/"
    server.close()


async def test_the_widget_opens_answers_and_closes_by_keyboard(visit: Any, portal: str) -> None:
    page = visit.page
    await page.goto(portal)
    launcher = page.get_by_role("button", name="Hỏi Gương Sáng")
    await expect(launcher).to_be_visible()
    await launcher.focus()
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("dialog")).to_be_visible()
    frame = page.frame_locator("iframe")
    await expect(frame.locator(".row.theirs").first).to_be_visible()
    await expect(frame.locator("#tin")).to_be_focused()
    await page.keyboard.type("Tiêu chuẩn chung là gì?")
    await page.keyboard.press("Enter")
    await expect(frame.locator(".row.mine")).to_contain_text("Tiêu chuẩn chung là gì?")
    await expect(frame.locator(".sources a").first).to_have_attribute("target", "_blank")
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("dialog")).to_be_hidden()
    await expect(launcher).to_be_visible()
    focused = "() => document.activeElement.shadowRoot?.activeElement?.className"
    assert await page.evaluate(focused) == "open"


async def test_reopening_the_widget_keeps_the_conversation(visit: Any, portal: str) -> None:
    page = visit.page
    await page.goto(portal)
    await page.get_by_role("button", name="Hỏi Gương Sáng").click()
    frame = page.frame_locator("iframe")
    await expect(frame.locator(".row.theirs").first).to_be_visible()
    await page.get_by_role("button", name="Đóng cuộc trò chuyện").click()
    await page.get_by_role("button", name="Hỏi Gương Sáng").click()
    await expect(frame.locator(".row.theirs").first).to_be_visible()
    assert len(page.frames) == 2


async def test_styles_of_the_portal_do_not_reach_the_widget(visit: Any, portal: str) -> None:
    await visit.page.goto(portal)
    launcher = visit.page.get_by_role("button", name="Hỏi Gương Sáng")
    box = await launcher.bounding_box()
    assert box is not None
    assert box["height"] >= 44
    color = await launcher.evaluate("it => getComputedStyle(it).color")
    assert color == "rgb(255, 255, 255)"


async def test_only_the_embedded_chat_may_be_framed(visit: Any) -> None:
    for path, framed in (("/", False), ("/?embed=1", True), ("/cau-chuyen", False)):
        response = await visit.page.request.get(visit.url + path)
        policy = response.headers["content-security-policy"]
        assert ("frame-ancestors *" in policy) is framed, path
        assert ("x-frame-options" in response.headers) is not framed, path


def test_the_widget_is_small() -> None:
    assert len((Path(assets.STATIC) / "widget.js").read_bytes()) < 6 * 1024
