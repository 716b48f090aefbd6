"""Usable by everybody: names, sizes, language, contrast."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from playwright.async_api import Page, Route, expect

PATHS = [
    "/?xa=binh-luong",
    "/cau-chuyen",
    "/ke-hoach",
    "/ke-hoach/binh-luong",
    "/rieng-tu",
    "/nhung",
]

# What has no name a screen reader could say.
NAMELESS = """() => {
  const name = it => (it.getAttribute('aria-label') || it.textContent.trim()
    || [...(it.labels ?? [])].map(label => label.textContent.trim()).join('')
    || [...it.querySelectorAll('img[alt]')].map(img => img.alt).join(''));
  return [...document.querySelectorAll('button, a[href], input, textarea, select, summary')]
    .filter(it => it.type !== 'hidden' && !name(it)).map(it => it.outerHTML);
}"""

# Text whose colour stands out too little from what is behind it (WCAG 2.2, 1.4.3: 4.5 to 1).
FAINT = """() => {
  const parse = color => color.match(/[\\d.]+/g).map(Number);
  const light = ([r, g, b]) => [r, g, b].map(v => v / 255)
    .map(v => v <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4)
    .reduce((sum, v, i) => sum + v * [.2126, .7152, .0722][i], 0);
  const behind = it => {
    for (; it; it = it.parentElement) {
      const color = parse(getComputedStyle(it).backgroundColor);
      if (color.length === 3 || color[3] === 1) return color;
    }
    return [255, 255, 255];
  };
  const faint = [];
  for (const it of document.querySelectorAll('body *')) {
    const own = [...it.childNodes].some(node => node.nodeType === 3 && node.data.trim());
    if (!own || it.closest('noscript, .sr') || !it.getClientRects().length) continue;
    const [a, b] = [light(parse(getComputedStyle(it).color)), light(behind(it))];
    const ratio = (Math.max(a, b) + .05) / (Math.min(a, b) + .05);
    if (ratio < 4.5) faint.push(`${ratio.toFixed(2)} ${it.outerHTML.slice(0, 120)}`);
  }
  return faint;
}"""

# Things to press that a finger could miss. Links within running text are exempt (WCAG 2.5.8).
SMALL = """() => [...document.querySelectorAll('button, summary, .button, .photo, textarea, nav a, '
    + 'input:not([type=hidden], [type=checkbox], .sr), .way a')]
  .filter(it => it.getClientRects().length)
  .filter(it => it.getBoundingClientRect().height < 44 || it.getBoundingClientRect().width < 44)
  .map(it => it.outerHTML.slice(0, 120))"""


@asynccontextmanager
async def answer_held_back(page: Page) -> AsyncIterator[None]:
    """While inside, the assistant is still writing."""
    go_on = asyncio.Event()

    async def hold(route: Route) -> None:
        await go_on.wait()
        await route.continue_()

    await page.route("**/api/chat/messages", hold)
    yield
    go_on.set()


async def opened(visit: Any, path: str) -> None:
    await visit.page.goto(visit.url + path)
    if path.startswith("/?"):
        await expect(visit.theirs.first).to_be_visible()
        await visit.ask("Tiêu chuẩn chung là gì?")
        await expect(visit.page.locator(".sources").first).to_be_visible()


@pytest.mark.parametrize("path", PATHS)
async def test_everything_that_can_be_used_has_a_name(visit: Any, path: str) -> None:
    await opened(visit, path)
    assert await visit.page.evaluate(NAMELESS) == []
    assert await visit.page.evaluate("() => document.documentElement.lang") == "vi"
    assert await visit.page.locator("h1").count() == 1


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", PATHS)
async def test_text_stands_out_from_what_is_behind_it(
    new_visit: Any, path: str, scheme: str
) -> None:
    visit = await new_visit(color_scheme=scheme)
    await opened(visit, path)
    assert await visit.page.evaluate(FAINT) == []


@pytest.mark.parametrize("path", PATHS)
async def test_what_is_pressed_is_big_enough_for_a_finger(visit: Any, path: str) -> None:
    await opened(visit, path)
    assert await visit.page.evaluate(SMALL) == []


async def test_text_is_large_and_grows_with_the_reader_s_setting(visit: Any) -> None:
    await opened(visit, "/?xa=binh-luong")
    size = "() => parseFloat(getComputedStyle(document.querySelector('.bubble')).fontSize)"
    assert await visit.page.evaluate(size) >= 18
    rule = "() => getComputedStyle(document.documentElement).fontSize"
    assert await visit.page.evaluate(rule) == "18px"


async def test_the_conversation_is_announced_and_the_wait_told_once(visit: Any) -> None:
    await visit.open_chat()
    log = visit.page.get_by_role("log")
    await expect(log).to_have_attribute("aria-live", "polite")
    await expect(visit.page.locator(".typing")).to_have_count(0)
    async with answer_held_back(visit.page):
        await visit.ask("Tiêu chuẩn chung là gì?")
        await expect(visit.page.locator("#spoken")).to_have_text("Trợ lý đang soạn câu trả lời")
    await expect(visit.page.locator(".sources").first).to_be_visible()
    await expect(visit.page.locator("#spoken")).to_be_empty()


async def test_nothing_moves_for_those_who_asked_for_stillness(new_visit: Any) -> None:
    visit = await new_visit(reduced_motion="reduce")
    await visit.open_chat()
    async with answer_held_back(visit.page):
        await visit.ask("Tiêu chuẩn chung là gì?")
        dot = visit.page.locator(".typing i").first
        assert await dot.evaluate("it => getComputedStyle(it).animationName") == "none"


async def test_a_reader_without_a_pointer_reaches_choices_and_always_sees_where(visit: Any) -> None:
    await visit.open_chat()
    choice = visit.page.locator(".choice").first
    await visit.tab_to(choice)
    style = await choice.evaluate("it => getComputedStyle(it).outlineStyle")
    assert style == "solid"
    await visit.page.keyboard.press("Enter")
    await expect(visit.mine).to_have_count(1)
