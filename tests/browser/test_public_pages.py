"""The pages to read, as browsers take them."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.async_api import expect

from bot.web.pages.anchors import section_anchor

PAGES = {
    "chat": "/?xa=binh-luong",
    "embedded chat": "/?xa=binh-luong&embed=1",
    "chat of no place": "/",
    "stories": "/cau-chuyen",
    "plans": "/ke-hoach",
    "plan of a commune": "/ke-hoach/binh-luong",
    "plan of a district": "/ke-hoach/trieu-son",
    "privacy": "/rieng-tu",
    "embedding": "/nhung",
}
each_page = pytest.mark.parametrize("path", PAGES.values(), ids=PAGES.keys())


@each_page
async def test_a_page_has_no_errors_and_breaks_no_rule_of_its_own(visit: Any, path: str) -> None:
    response = await visit.page.goto(visit.url + path)
    await visit.page.wait_for_timeout(300)
    assert response.status == 200
    assert visit.complaints == []
    assert "unsafe" not in response.headers["content-security-policy"]


@each_page
@pytest.mark.parametrize("width", [320, 360, 1280])
async def test_a_page_never_scrolls_sideways(new_visit: Any, path: str, width: int) -> None:
    visit = await new_visit(viewport={"width": width, "height": 720})
    await visit.page.goto(visit.url + path)
    await visit.page.wait_for_timeout(200)
    found = await visit.page.evaluate("() => document.documentElement.scrollWidth")
    assert found <= width


async def test_a_story_can_be_read_from_the_list(visit: Any) -> None:
    await visit.page.goto(visit.url + "/cau-chuyen")
    first = visit.page.locator(".card h2 a").first
    title = await first.inner_text()
    await first.click()
    await expect(visit.page.get_by_role("heading", level=1)).to_have_text(title)
    await expect(visit.page.locator(".tag").first).to_have_text("Ví dụ")


async def test_the_plan_of_a_district_says_that_it_is_history(visit: Any) -> None:
    await visit.page.goto(visit.url + "/ke-hoach/trieu-son")
    note = visit.page.locator(".strong-note")
    await expect(note).to_contain_text("đã kết thúc hoạt động từ ngày 1/7/2025")
    await expect(note).to_contain_text("tư liệu lịch sử")


async def test_every_deadline_of_a_plan_that_is_over_is_past(visit: Any) -> None:
    await visit.page.goto(visit.url + "/ke-hoach/binh-luong")
    await expect(visit.page.locator("#bao-cao-so-ket .away")).to_contain_text("đã qua")
    assert await visit.page.locator(".due.next").count() == 0


async def test_no_id_stands_twice_on_a_plan(visit: Any) -> None:
    for slug in ("binh-luong", "trieu-son"):
        await visit.page.goto(f"{visit.url}/ke-hoach/{slug}")
        ids = await visit.page.evaluate(
            "() => [...document.querySelectorAll('[id]')].map(it => it.id)"
        )
        assert len(ids) == len(set(ids))


async def test_page_and_server_name_a_section_alike(visit: Any) -> None:
    sections = ["V.1", "IV.1.2.a, gạch 1", "Tiêu đề; Mở đầu", "III.2.2.7.b", "Đ.1", "mục (b)"]
    await visit.page.goto(visit.url + "/")
    script = await visit.page.locator("script[src]").get_attribute("src")
    names = await visit.page.evaluate(
        """([address, sections]) =>
             import(address).then(links => sections.map(links.sectionAnchor))""",
        [script.replace("chat.js", "links.js"), sections],
    )
    assert names == [section_anchor(section) for section in sections]


async def test_an_unknown_page_is_told_kindly(visit: Any) -> None:
    for path in ("/ke-hoach/khong-co", "/cau-chuyen/khong-co"):
        response = await visit.page.goto(visit.url + path)
        assert response.status == 404
        await expect(visit.page.get_by_role("heading", level=1)).to_be_visible()


async def test_the_code_to_embed_is_copied(new_visit: Any) -> None:
    visit = await new_visit(permissions=["clipboard-read", "clipboard-write"])
    await visit.page.goto(visit.url + "/nhung")
    await visit.page.get_by_role("button", name="Chép mã của Xã Bình Lương").click()
    copied = await visit.page.evaluate("() => navigator.clipboard.readText()")
    assert 'data-xa="binh-luong"' in copied
    assert "/widget.js" in copied
