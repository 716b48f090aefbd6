"""The desk's open page calls when somebody waits, and loses no word that is being written."""

from __future__ import annotations

import re

from playwright.async_api import expect

from data.desk_sessions import IDLE
from tests.browser.desk.office import LOGIN, PLACE, Office, Official
from tests.desk.world import HOME


async def waiting(official: Official) -> int:
    """How many the title says."""
    found = re.match(r"\((\d+)\) ", await official.page.title())
    return int(found[1]) if found else 0


async def test_a_tab_behind_others_shows_in_its_title_who_came(office: Office) -> None:
    official = await office.at_desk()
    page, before = official.page, await waiting(official)
    await page.add_init_script("Object.defineProperty(document, 'hidden', {get: () => true})")
    await page.clock.install()
    await official.goes()
    await office.resident()
    await page.clock.fast_forward(10_000)
    await expect(page).to_have_title(f"({before + 1}) Người chờ cán bộ")
    await expect(page.locator("nav .count")).to_have_text(str(before + 1))
    await office.resident(locality="go-vap")
    other = await office.resident()
    await official.goes(other)
    await expect(page).to_have_title(f"({before + 2}) Trò chuyện với người dân")


async def test_a_focused_link_keeps_the_focus_when_the_list_changes(office: Office) -> None:
    path = await office.resident("Người đến trước")
    official = await office.at_desk()
    link = official.page.locator(f'a[href="{path}"]')
    await official.visit.tab_to(link)
    await office.resident("Người đến sau")
    await official.looks()
    await expect(official.page.locator(".request", has_text="Người đến sau")).to_have_count(1)
    await expect(link).to_be_focused()


async def test_whoever_is_signed_out_meanwhile_is_called_and_loses_no_word(office: Office) -> None:
    path = await office.resident("Xin hỏi cán bộ")
    official = await office.at_desk()
    page = official.page
    await official.goes(path)
    box = page.get_by_label("Trả lời người dân")
    await box.fill("Câu trả lời đang viết dở")
    office.world.time.passes(minutes=IDLE.total_seconds() / 60 + 1)
    await official.looks()
    await page.wait_for_url(f"**{LOGIN}?ve=*")
    await expect(page.get_by_text("Đã tự đăng xuất")).to_be_visible()
    before = await waiting(official)
    assert before
    await office.resident()
    await official.looks()
    await expect(page).to_have_title(f"({before + 1}) Đăng nhập bàn làm việc")
    await expect(page.get_by_role("main")).not_to_contain_text("Xin hỏi")
    await official.signs_in()
    await page.wait_for_url(f"**{path}")
    await expect(box).to_have_value("Câu trả lời đang viết dở")
    await page.get_by_role("button", name="Trả lại cho trợ lý").click()
    await expect(page.get_by_role("alert")).to_contain_text("chưa gửi")
    await page.get_by_role("button", name="Gửi", exact=True).click()
    await expect(page.locator(".said.official")).to_contain_text("Câu trả lời đang viết dở")
    await official.goes(path)
    await expect(box).to_have_value("")


async def test_a_form_sent_after_the_session_ended_is_not_lost(office: Office) -> None:
    path = await office.resident()
    official = await office.at_desk()
    page = official.page
    await official.goes(path)
    await page.get_by_label("Trả lời người dân").fill("Viết rất lâu")
    office.world.time.passes(minutes=IDLE.total_seconds() / 60 + 1)
    await page.get_by_role("button", name="Gửi", exact=True).click()
    await page.wait_for_url(f"**{LOGIN}?ve=*")
    await official.signs_in()
    await page.wait_for_url(f"**{path}")
    await expect(page.get_by_label("Trả lời người dân")).to_have_value("Viết rất lâu")


async def test_after_a_refused_answer_the_page_goes_on_looking(office: Office) -> None:
    """Its address is the form's then."""
    path = await office.resident()
    official = await office.at_desk()
    page = official.page
    await official.goes(path)
    await page.get_by_label("Trả lời người dân").fill("   ")
    await page.get_by_role("button", name="Gửi", exact=True).click()
    await expect(page.get_by_role("alert")).to_contain_text("còn trống")
    before = await waiting(official)
    await office.resident()
    await official.looks()
    await expect(page).to_have_title(re.compile(rf"^\({before + 1}\)"))
    await expect(page.get_by_role("alert")).to_contain_text("còn trống")
    await page.goto(page.url)
    await page.wait_for_url(f"**{path}")


async def test_wrong_passwords_are_slowed_down(office: Office) -> None:
    official = await office.official()
    await official.goes()
    for _ in range(5):
        await official.signs_in("sai sai sai sai")
        await expect(official.page.get_by_role("alert")).to_contain_text("không đúng")
    await official.signs_in()
    await expect(official.page.get_by_role("alert")).to_contain_text("Sai nhiều lần")


async def test_what_is_not_theirs_old_forms_and_signing_out(office: Office) -> None:
    path = await office.resident("Chuyện riêng của nhà tôi")
    neighbour = await office.at_desk(locality="go-vap")
    assert await neighbour.goes(path) == 404
    await expect(neighbour.page.get_by_role("main")).to_contain_text("Không mở được")
    await expect(neighbour.page.get_by_role("main")).not_to_contain_text("Chuyện riêng")
    assert await neighbour.goes(f"{HOME}/kenh") == 404

    official = await office.at_desk(locality=PLACE)
    page = official.page
    await official.goes(path)
    await page.evaluate("document.querySelector('.answer [name=csrf]').value = 'cu'")
    await page.get_by_label("Trả lời người dân").fill("Tin từ trang khác")
    await page.get_by_role("button", name="Gửi", exact=True).click()
    await expect(page.get_by_role("main")).to_contain_text("Trang này đã cũ")
    await official.goes(path)
    await expect(page.locator(".said.official")).to_have_count(0)
    await page.get_by_role("button", name="Đăng xuất").click()
    await expect(page.get_by_text("Đã đăng xuất.")).to_be_visible()
    await page.go_back()
    await expect(page.get_by_role("heading", name="Đăng nhập")).to_be_visible()
    assert await page.evaluate("sessionStorage.length") == 0
