"""A resident and an official talk, each in a browser of their own."""

from __future__ import annotations

import re

import pyotp
from playwright.async_api import expect

from tests.browser.desk.office import PLACE, Office
from tests.desk.world import HOME
from tests.waiting import until

OFFICIAL = "Cán bộ huyện Tủa Chùa:"


async def test_from_asking_for_a_person_until_the_assistant_is_back(office: Office) -> None:
    resident = await office.new_visit()
    await resident.open_chat(f"?xa={PLACE}")
    await resident.ask("Hồ sơ của bà Hoa thôn 2 xét đến đâu rồi ạ")
    await expect(resident.mine.locator(".state")).to_contain_text("Đã gửi")
    await resident.ask("gặp cán bộ")
    await expect(resident.theirs.last).to_contain_text("đã ghi lại yêu cầu")

    official = await office.official(
        secret=pyotp.random_base32(), name="Nguyễn Thị Phương Thảo Quỳnh Anh"
    )
    page = official.page
    await official.goes()
    await official.signs_in()
    await expect(page).to_have_title(re.compile(r"^\(\d+\) Người chờ cán bộ$"))
    row = page.locator(".request", has_text="Hồ sơ của bà Hoa").last
    await expect(row).to_contain_text("Chờ chưa đầy 1 phút")
    await official.visit.tab_to(row.locator("a"))
    await page.keyboard.press("Enter")
    await expect(page.locator(".said.person").last).to_contain_text("gặp cán bộ")

    box = page.get_by_label("Trả lời người dân")
    await official.visit.tab_to(box)
    await page.keyboard.type("Hồ sơ đã xét xong,")
    await page.keyboard.press("Enter")
    await page.keyboard.type("mời bà nhận ở <b>thôn</b>.")
    await page.keyboard.press("Control+Enter")
    await expect(page.get_by_role("status")).to_contain_text("Đã gửi")
    await expect(resident.theirs.last).to_contain_text(OFFICIAL)
    await expect(resident.theirs.last).to_contain_text("mời bà nhận ở <b>thôn</b>.")
    await expect(resident.page.locator("body")).not_to_contain_text("Quỳnh Anh")

    before = await resident.theirs.count()
    await resident.ask("Dạ bà Hoa cảm ơn cán bộ")
    await expect(resident.mine.last.locator(".state")).to_contain_text("Đã gửi")
    await official.looks()
    await expect(page.locator(".said").last).to_contain_text("bà Hoa cảm ơn cán bộ")
    await expect(page.locator("#dau")).to_contain_text("trợ lý im lặng đến")
    assert await resident.theirs.count() == before

    await page.get_by_role("button", name="Trả lại cho trợ lý").click()
    await page.wait_for_url(f"**{HOME}?xong=tra")
    await expect(page.get_by_role("status")).to_contain_text("báo cho người dân")
    await expect(resident.theirs.last).to_contain_text("trợ lý tự động trả lời tiếp")
    await resident.ask("cảm ơn")
    await expect(resident.theirs).to_have_count(before + 2)
    assert official.visit.complaints == resident.complaints == []


async def test_a_person_at_a_vendor_is_answered_from_the_desk(office: Office) -> None:
    person = next(iter(office.simulators.zalo.account.people.values()))
    official = await office.at_desk()
    page = official.page
    person.writes("Tôi hỏi về giấy khen của ông Mão")
    person.writes("gặp cán bộ")
    row = page.locator(".request", has_text="giấy khen của ông Mão")
    await official.looks_until(row)
    await expect(row).to_contain_text("Zalo")
    await row.locator("a").click()
    await page.get_by_label("Trả lời người dân").fill("Mời ông ra trụ sở nhận ạ.")
    await page.get_by_role("button", name="Gửi", exact=True).click()
    await until(lambda: person.heard[-1].text == f"{OFFICIAL}\nMời ông ra trụ sở nhận ạ.")
    await expect(page.locator(".said.official")).to_have_count(1)
    await official.looks_until(page.locator(".said.official", has_text="đã gửi"))
    await page.get_by_role("button", name="Trả lại cho trợ lý").click()
    await page.wait_for_url(f"**{HOME}?xong=tra")
    await until(lambda: "trợ lý tự động trả lời tiếp" in person.heard[-1].text)
    assert official.visit.complaints == []


async def test_without_scripts_the_forms_do_it_all(office: Office) -> None:
    path = await office.resident("Nhà tôi chờ đã lâu")
    official = await office.official()
    visit = await office.new_visit(java_script_enabled=False)
    official.visit = visit
    await official.goes(path)
    await official.signs_in()
    page = official.page
    await expect(page.locator(".said.person")).to_contain_text("Nhà tôi chờ đã lâu")
    await page.get_by_label("Trả lời người dân").fill("Tôi nghe đây ạ.")
    await page.get_by_role("button", name="Gửi", exact=True).click()
    await expect(page.locator(".said.official")).to_contain_text("Tôi nghe đây ạ.")
    await page.get_by_role("button", name="Trả lại cho trợ lý").click()
    await expect(page.locator(f"section #c-{path.rpartition('/')[2]}")).to_contain_text(
        "Trợ lý đã trả lời lại"
    )
