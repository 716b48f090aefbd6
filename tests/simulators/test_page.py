"""The page in a real browser, on simulators and a stand-in for the product that really listen."""

from __future__ import annotations

import asyncio
import re
import shutil
import socket
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
import pytest_asyncio
import uvicorn
from playwright.async_api import Browser, Page, async_playwright, expect

from bot.simulators.app import Server, Simulators, SimulatorSettings, create_simulators
from tests.browser.test_accessibility import FAINT, NAMELESS, SMALL
from tests.simulators.stand_in import StandIn

PHONE, DESK = {"width": 360, "height": 720}, {"width": 1280, "height": 800}


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


async def serve(server: uvicorn.Server) -> tuple[uvicorn.Server, asyncio.Task[None]]:
    task = asyncio.create_task(server.serve())
    for _ in range(500):
        if server.started:
            return server, task
        await asyncio.sleep(0.01)
    raise TimeoutError("máy chủ không chạy lên")


@pytest_asyncio.fixture(loop_scope="session", scope="module")
async def running() -> AsyncIterator[tuple[Simulators, str]]:
    """The simulators and their address."""
    ours, theirs = free_port(), free_port()
    product, address = f"http://127.0.0.1:{theirs}", f"http://127.0.0.1:{ours}"
    simulators = create_simulators(
        SimulatorSettings(product, address, time_factor=0.01, locality="binh-luong")
    )
    stand_in = StandIn(simulators, address)
    config = uvicorn.Config(
        stand_in.app, port=theirs, log_level="critical", timeout_graceful_shutdown=1
    )
    served = [await serve(Server(simulators, port=ours)), await serve(uvicorn.Server(config))]
    yield simulators, address
    for server, task in served:
        server.should_exit = True
        await task
    await stand_in.http.aclose()


@pytest_asyncio.fixture(loop_scope="session", scope="module")
async def browser() -> AsyncIterator[Browser]:
    path = shutil.which("chromium") or shutil.which("google-chrome")
    assert path, "Không có Chromium. Cài bằng: apt-get install -y chromium"
    async with async_playwright() as playwright:
        found = await playwright.chromium.launch(
            executable_path=path, args=["--no-sandbox", "--disable-dev-shm-usage"]
        )
        yield found
        await found.close()


async def opened(browser: Browser, address: str, size: dict[str, int]) -> tuple[Page, list[str]]:
    context = await browser.new_context(viewport=size, locale="vi-VN")  # type: ignore[arg-type]
    page = await context.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on(
        "console",
        lambda message: (
            complaints.append(message.text) if message.type in ("error", "warning") else None
        ),
    )
    await page.goto(address)
    return page, complaints


async def overflow(page: Page) -> int:
    """Pixels by which the page is wider than its window."""
    found: int = await page.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )
    return found


async def test_one_sentence_goes_into_all_four_and_each_is_answered(
    running: tuple[Simulators, str], browser: Browser, tmp_path: Path
) -> None:
    simulators, address = running
    page, complaints = await opened(browser, address, DESK)
    await expect(page.locator("#skin-web .theirs").first).to_contain_text("của binh-luong")
    await expect(page.locator("#skin-web .theirs").last).to_contain_text("Câu chuyện tuần này")
    await page.get_by_placeholder("Viết vào cả bốn khung…").fill("Xin chào trợ lý")
    await page.get_by_role("button", name="Gửi cả bốn").click()
    for name in ("zalo", "messenger", "telegram", "web"):
        skin = page.locator(f"#skin-{name}")
        await expect(skin.locator(".mine").first).to_contain_text("Xin chào trợ lý")
        await expect(skin.locator(".theirs").last).to_contain_text("trợ lý tự động")
    assert await overflow(page) == 0
    await page.locator("#skin-telegram").get_by_role("button", name="Thời hạn").click()
    await expect(page.locator("#skin-telegram .theirs")).to_have_count(2)
    quick = page.locator("#skin-messenger .quick")
    await quick.get_by_role("button", name="Tiêu chuẩn").click()
    await expect(page.locator("#skin-messenger .mine").last).to_contain_text("Tiêu chuẩn")
    await expect(page.locator("#skin-messenger .theirs")).to_have_count(2)
    assert not complaints
    assert simulators.telegram.account.people
    await page.context.close()


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
async def test_everybody_can_use_it(
    running: tuple[Simulators, str], browser: Browser, size: dict[str, int]
) -> None:
    _, address = running
    page, complaints = await opened(browser, address, size)
    await expect(page.locator("#skin-zalo .status")).to_contain_text("Zalo")
    for _ in range(2):  # the conversation, then its panel over it
        assert await overflow(page) == 0
        for script in (NAMELESS, SMALL, FAINT)[: 3 if size is PHONE else 2]:
            assert await page.evaluate(script) == []
        await page.get_by_role("button", name="Điều khiển Zalo").click()
    assert not complaints
    await page.context.close()


async def test_on_a_phone_the_skins_are_tabs(
    running: tuple[Simulators, str], browser: Browser
) -> None:
    _, address = running
    page, _ = await opened(browser, address, PHONE)
    await expect(page.locator("#skin-zalo")).to_be_visible()
    await expect(page.locator("#skin-messenger")).to_be_hidden()
    await page.get_by_role("tab", name="Messenger").click()
    await expect(page.locator("#skin-messenger")).to_be_visible()
    await page.get_by_label("Viết tin trên Messenger").fill("Chào Trang")
    await page.keyboard.press("Enter")
    await expect(page.locator("#skin-messenger .mine").last).to_contain_text("Chào Trang")
    assert await overflow(page) == 0
    await page.context.close()


async def test_the_panel_makes_the_vendor_misbehave(
    running: tuple[Simulators, str], browser: Browser
) -> None:
    simulators, address = running
    page, _ = await opened(browser, address, DESK)
    skin = page.locator("#skin-zalo")
    await skin.get_by_role("button", name="Điều khiển Zalo").click()
    await skin.get_by_label("Giao trùng mỗi tin").select_option("1")
    await skin.get_by_label("Lỗi ở lần gửi tới").select_option("-230")
    await skin.get_by_role("button", name="Lỗi này ở lần trợ lý gửi tới").click()
    await expect(skin.locator(".done")).to_contain_text("Đã làm")
    person = next(iter(simulators.zalo.account.people.values()))
    assert simulators.zalo.account.faults.duplicate == 1.0
    assert [each.code for each in person.next_errors] == ["-230"]
    await skin.get_by_label("Lời của cán bộ").fill("Mời bà ra trụ sở ạ.")
    await skin.get_by_role("button", name="Cán bộ trả lời từ hộp thư").click()
    await skin.get_by_role("button", name="Điều khiển Zalo").click()
    await expect(skin.locator(".theirs").last).to_contain_text("Mời bà ra trụ sở ạ.")
    await expect(skin.locator(".theirs .meta").last).to_contain_text("Cán bộ")
    await page.context.close()


async def test_newcomers_are_welcomed_and_the_menu_opens(
    running: tuple[Simulators, str], browser: Browser
) -> None:
    simulators, address = running
    account = simulators.graph.account
    person = next(iter(account.people.values()))
    kept, person.bubbles = person.bubbles, []
    lines = [{"type": "postback", "title": "Thời hạn", "payload": "P:Thời hạn"}]
    asked = [{"question": "Hạn nộp là khi nào?", "payload": "P:Thời hạn"}]
    profile = {
        "greeting": [{"locale": "default", "text": "Trợ lý tự động của xã"}],
        "ice_breakers": [{"locale": "default", "call_to_actions": asked}],
        "persistent_menu": [{"locale": "default", "call_to_actions": lines}],
    }
    account.profile.update(profile)
    page, complaints = await opened(browser, address, PHONE)
    await page.get_by_role("tab", name="Messenger").click()
    skin = page.locator("#skin-messenger")
    await expect(skin.locator(".welcome")).to_contain_text("Trợ lý tự động của xã")
    await skin.get_by_role("button", name="Hạn nộp là khi nào?").click()
    await expect(skin.locator(".mine").first).to_contain_text("Hạn nộp là khi nào?")
    await expect(skin.locator(".theirs")).to_have_count(1)
    await expect(skin.locator(".welcome")).to_have_count(0)
    await skin.get_by_role("button", name="Menu của Messenger").click()
    await skin.locator(".lines").get_by_role("button", name="Thời hạn").click()
    await expect(skin.locator(".mine")).to_have_count(2)
    assert await overflow(page) == 0
    assert not complaints
    for name in profile:
        account.profile.pop(name)
    person.bubbles = kept + person.bubbles
    await page.context.close()


async def test_pictures_and_places_can_be_sent(
    running: tuple[Simulators, str], browser: Browser
) -> None:
    _, address = running
    page, _ = await opened(browser, address, DESK)
    skin = page.locator("#skin-telegram")
    await skin.get_by_role("button", name="Gửi ảnh, vị trí, tệp").click()
    await skin.get_by_role("button", name="Ảnh mẫu").click()
    await expect(skin.locator(".mine img").last).to_be_visible()
    await skin.get_by_role("button", name="Gửi ảnh, vị trí, tệp").click()
    await skin.get_by_role("button", name="Vị trí: xã Bình Lương").click()
    await expect(skin.locator(".mine").last).to_contain_text("19.61870")
    await page.context.close()


@pytest.mark.parametrize("path", ["/page/main.js", "/page/skins.css", "/page/favicon.svg"])
async def test_nothing_comes_from_elsewhere(running: tuple[Simulators, str], path: str) -> None:
    _, address = running
    async with httpx.AsyncClient(base_url=address) as http:
        home = await http.get("/")
        assert "script-src 'self'" in home.headers["content-security-policy"]
        assert not re.search(r"""(src=|<link[^>]+href=)["']https?:""", home.text)
        assert (await http.get(path)).status_code == 200
