"""A real browser on the real product (`live_url`): Debian's Chromium, driven by Playwright."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, BrowserContext, Locator, Page, async_playwright, expect

PHONE = {"width": 360, "height": 720}
expect.set_options(timeout=20_000)  # the product may be busy: understanding takes seconds then


@pytest.fixture(scope="session")
def chromium() -> str:
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if path := shutil.which(name):
            return path
    pytest.fail("Không có Chromium. Cài bằng: apt-get install -y chromium")


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser(chromium: str) -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        found = await playwright.chromium.launch(
            executable_path=chromium, args=["--no-sandbox", "--disable-dev-shm-usage"]
        )
        yield found
        await found.close()


@dataclass
class Visit:
    """One person's browser: a page, and everything it complained of."""

    context: BrowserContext
    page: Page
    url: str
    complaints: list[str]

    @property
    def box(self) -> Locator:
        return self.page.locator("#tin")

    @property
    def mine(self) -> Locator:
        return self.page.locator(".row.mine")

    @property
    def theirs(self) -> Locator:
        return self.page.locator(".row.theirs:not(.typing)")

    async def open_chat(self, query: str = "?xa=binh-luong") -> None:
        await self.page.goto(f"{self.url}/{query}")
        await expect(self.theirs.first).to_be_visible()

    async def ask(self, text: str) -> None:
        await self.box.fill(text)
        await self.box.press("Enter")

    async def tab_to(self, target: Locator) -> None:
        """Moves there as a person without a pointer does."""
        for _ in range(60):
            if await target.evaluate("it => it === document.activeElement"):
                return
            await self.page.keyboard.press("Tab")
        raise AssertionError(f"Tab không tới được {target}")


NewVisit = Callable[..., Awaitable[Visit]]


@asynccontextmanager
async def visits(browser: Browser, url: str) -> AsyncIterator[NewVisit]:
    """Makes visits of that address, each in a browser of its own."""
    contexts: list[BrowserContext] = []

    async def make(**options: Any) -> Visit:
        context = await browser.new_context(**{"viewport": PHONE, "locale": "vi-VN"} | options)
        contexts.append(context)
        page = await context.new_page()
        complaints: list[str] = []
        page.on(
            "console",
            lambda message: (
                complaints.append(message.text) if message.type in ("error", "warning") else None
            ),
        )
        page.on("pageerror", lambda error: complaints.append(str(error)))
        return Visit(context, page, url.rstrip("/"), complaints)

    yield make
    for context in contexts:
        await context.close()


@pytest_asyncio.fixture(loop_scope="session")
async def new_visit(browser: Browser, live_url: str) -> AsyncIterator[NewVisit]:
    async with visits(browser, live_url) as make:
        yield make


@pytest_asyncio.fixture(loop_scope="session")
async def visit(new_visit: NewVisit) -> Visit:
    return await new_visit()
