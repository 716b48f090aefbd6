"""The desk's pages, full of what people really write, on a phone and on a desk."""

from __future__ import annotations

from uuid import UUID

import pytest

from data.inbox import claim, store
from data.outbox import put_push
from tests.browser.desk.office import DESK, LOGIN, PHONE, Office, Official, Size
from tests.browser.test_accessibility import FAINT, NAMELESS, SMALL
from tests.desk.world import HOME, page_of

WIDER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
SAID = (
    "Cho tôi gặp cán bộ",
    "Tôi muốn hỏi hồ sơ đề nghị khen thưởng của bà Hoa. " * 40,
    "https://example.vn/" + "a" * 300,
    "Giấykhencủanhàtôi" * 30,
)


async def full(office: Office) -> str:
    """The page about somebody who said a lot; others wait too."""
    for said in SAID:
        path = await office.resident(said)
    resident = UUID(path.rpartition("/")[2])
    async with office.world.sessions.begin() as session:
        for n, said in enumerate(SAID):
            stored = await store(session, "web", f"{resident}-{n}", resident, {"text": said})
            await claim(session, stored.id, {"text": said})
            body = {"text": f"Cán bộ huyện Tủa Chùa:\n{said}", "choices": []}
            await put_push(session, resident, "human", body, author="ai-do")
    return path


@pytest.mark.parametrize(
    ("size", "schemes"), [(PHONE, ["dark", "light"]), (DESK, ["light"])], ids=["phone", "desk"]
)
async def test_every_page_fits_and_can_be_used(
    office: Office, size: Size, schemes: list[str]
) -> None:
    path = await full(office)
    official = await office.official(
        size, role="administrator", name="Nguyễn Thị Phương Thảo Quỳnh Anh"
    )
    await official.goes(LOGIN)
    assert await faults(official, schemes) == {}
    await official.signs_in()
    await official.page.wait_for_url(f"**{HOME}")
    for each in (HOME, path, f"{HOME}/kenh", page_of("khong-co")):  # type: ignore[arg-type]
        await official.goes(each)
        assert await faults(official, schemes) == {}, each
    assert [each for each in official.visit.complaints if "404" not in each] == []


async def faults(official: Official, schemes: list[str]) -> dict[str, object]:
    """What keeps somebody from using the page."""
    page = official.page
    found = {
        name: await page.evaluate(script)
        for name, script in (("nameless", NAMELESS), ("small", SMALL), ("wider", WIDER))
    }
    for scheme in schemes:
        await page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        found[f"faint, {scheme}"] = await page.evaluate(FAINT)
    found["headings"] = 1 - await page.locator("h1").count()
    return {name: value for name, value in found.items() if value}
