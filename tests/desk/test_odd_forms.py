"""The desk, signed in: whatever stands in an address or a form, it is done or refused in words, and
without the page's own token nothing is done."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import respx
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.settings import Settings
from bot.web.app import create_app
from tests.desk.world import HOME, Browser, World
from tests.web_api.odd import addresses, requests

EVERYDAY = settings(
    max_examples=80, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck)
)
LONG = settings(EVERYDAY, max_examples=5000, derandomize=False)
OUT = f"{HOME}/dang-xuat"  # would end the session
DESK = addresses(create_app(Settings(environment="test"), ""), HOME)
PAGES = [each for each in DESK if each.path != OUT]
CHANNELS = ("zalo", "messenger", "telegram", "zalo_bot")
FORMS = ("tin", "csrf", "login", "password", "code", "ve", "xong")
REFUSALS = {307, 400, 403, 404, 405, 422, 429}


@pytest.fixture(autouse=True)
def vendors() -> Iterator[respx.MockRouter]:
    """Who is asked about an account answers nothing that can be read."""
    with respx.mock(assert_all_called=False, assert_all_mocked=True) as router:
        router.route().respond(200, json=[{"ok": None}])
        yield router


@pytest.fixture
async def known(world: World) -> dict[str, st.SearchStrategy[str]]:
    """What there is at the desk: conversations of several channels, accounts."""
    talks = [await world.resident(), await world.resident(locality="go-vap")]
    talks += [await world.at_vendor(channel) for channel in CHANNELS[:3]]
    slug = f"ky-la-{talks[0].hex[:6]}"
    for channel in CHANNELS:
        await world.account(channel, slug)
    return {
        "conversation": st.sampled_from([str(talk) for talk in talks]),
        "channel": st.sampled_from(CHANNELS),
        "slug": st.just(slug),
        "act": st.sampled_from(["tam-dung", "chay-lai", "hoi", "dang-ky", "tra-loi"]),
    }


async def asks(browser: Browser, request: dict[str, Any], signed: bool) -> None:
    """`signed`: with the token of the page, if it is a form at all."""
    signed = signed and "data" in request
    if signed:
        request["data"]["csrf"] = browser.csrf
    answer = await browser.http.request(**request)
    done = {200, 303} if signed or request["method"] != "POST" else set()
    assert answer.status_code in REFUSALS | done, (request, answer.text)


@pytest.fixture
def people(hoa: Browser, administrator: Browser) -> tuple[Browser, Browser]:
    return hoa, administrator


async def breaks_nothing(
    people: tuple[Browser, Browser],
    known: dict[str, st.SearchStrategy[str]],
    data: st.DataObject,
) -> None:
    odd = data.draw(requests(data.draw(st.sampled_from(PAGES)), known, FORMS))
    await asks(data.draw(st.sampled_from(people)), odd, signed=data.draw(st.booleans()))


@EVERYDAY
@given(data=st.data())
async def test_an_official_breaks_nothing(
    people: tuple[Browser, Browser],
    known: dict[str, st.SearchStrategy[str]],
    data: st.DataObject,
) -> None:
    await breaks_nothing(people, known, data)


@pytest.mark.fuzz
@LONG
@given(data=st.data())
async def test_an_official_breaks_nothing_at_length(
    people: tuple[Browser, Browser],
    known: dict[str, st.SearchStrategy[str]],
    data: st.DataObject,
) -> None:
    await breaks_nothing(people, known, data)
