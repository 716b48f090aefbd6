"""Signing in at the desk, staying signed in, and signing out."""

from __future__ import annotations

import datetime as dt
import unicodedata

import pyotp
import pytest
from sqlalchemy import text

from data.login_tries import LONGEST, pause
from data.officials import sign_out_everywhere
from tests.desk.conftest import open_app
from tests.desk.world import HOME, PASSWORD, Browser, World, code_of

LOGIN = f"{HOME}/dang-nhap"


async def test_the_right_password_opens_the_desk(world: World) -> None:
    official = await world.official()
    browser = world.browser()
    answer = await browser.sign_in(f"  {official.login.upper()} ")
    assert (answer.status_code, answer.headers["location"]) == (303, HOME)
    page = await browser.get()
    assert page.status_code == 200
    assert "Trần Thị Hoa" in page.text
    assert page.headers["cache-control"] == "no-store"
    assert page.headers["x-frame-options"] == "DENY"


@pytest.mark.parametrize("typed", ["mot hai ba bon nam", "", PASSWORD + " ", "x" * 5000])
async def test_a_wrong_password_does_not(world: World, typed: str) -> None:
    official = await world.official()
    browser = world.browser()
    answer = await browser.sign_in(official.login, typed)
    assert answer.status_code == 422
    assert "không đúng" in answer.text
    assert (await browser.get()).status_code == 303


async def test_a_password_typed_with_other_composition_is_the_same(world: World) -> None:
    official = await world.official()
    answer = await world.browser().sign_in(official.login, unicodedata.normalize("NFD", PASSWORD))
    assert answer.status_code == 303


async def test_an_unknown_login_is_answered_like_a_wrong_password(world: World) -> None:
    known = await world.official()
    wrong = await world.browser().sign_in(known.login, "sai sai sai sai")
    unknown = await world.browser().sign_in("khong-ai-ca", "sai sai sai sai")
    assert wrong.status_code == unknown.status_code == 422
    assert "không đúng" in unknown.text


async def test_who_is_disabled_is_out_at_once_and_stays_out(world: World, hoa: Browser) -> None:
    assert hoa.official
    async with world.sessions.begin() as session:
        official = await session.merge(hoa.official)
        official.active = False
    assert (await hoa.get()).status_code == 303
    assert (await world.browser().sign_in(hoa.official.login)).status_code == 422


async def test_a_second_factor_is_asked_for_where_there_is_one(world: World) -> None:
    secret = pyotp.random_base32()
    official = await world.official(totp=secret)
    for wrong in ("", "000000", "abc", "１２３４５６"):
        assert (await world.browser().sign_in(official.login, code=wrong)).status_code == 422
    code = code_of(secret, world.time())
    assert (await world.browser().sign_in(official.login, code=code)).status_code == 303


async def test_a_code_works_once(world: World) -> None:
    secret = pyotp.random_base32()
    official = await world.official(totp=secret)
    code = code_of(secret, world.time())
    assert (await world.browser().sign_in(official.login, code=code)).status_code == 303
    assert (await world.browser().sign_in(official.login, code=code)).status_code == 422
    world.time.passes(seconds=60)
    code = code_of(secret, world.time())
    assert (await world.browser().sign_in(official.login, code=code)).status_code == 303


async def test_a_second_factor_sealed_with_another_key_is_told(world: World) -> None:
    official = await world.official(totp=pyotp.random_base32())
    async with world.sessions.begin() as session:
        await session.execute(
            text("UPDATE official SET totp = 'x' WHERE id = :id"), {"id": official.id}
        )
    answer = await world.browser().sign_in(official.login, code="123456")
    assert answer.status_code == 503
    assert "Khóa của máy chủ đã đổi" in answer.text


async def test_guessing_one_login_is_slowed_down_and_only_that_one(world: World) -> None:
    official, other = await world.official(), await world.official()
    for _ in range(5):
        assert (await world.browser().sign_in(official.login, "sai sai sai")).status_code == 422
    slowed = await world.browser().sign_in(official.login)
    assert slowed.status_code == 429
    assert int(slowed.headers["retry-after"]) <= 31
    assert (await world.browser().sign_in(other.login)).status_code == 303
    world.time.passes(seconds=40)
    assert (await world.browser().sign_in(official.login)).status_code == 303


async def test_guessing_many_logins_from_one_address_is_slowed_down(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.web.desk.login.TRIES_ADDRESS", 8)
    browser = world.browser()
    found = {(await browser.sign_in(f"ai-{n}", "sai sai sai")).status_code for n in range(8)}
    assert found == {422}
    official = await world.official()
    assert (await browser.sign_in(official.login)).status_code == 429
    assert (await world.browser().sign_in(official.login)).status_code == 303


@pytest.mark.parametrize(
    ("tries", "seconds"), [(0, 0), (4, 0), (5, 30), (6, 60), (8, 240), (50, 900), (5000, 900)]
)
def test_the_wait_doubles_and_ends(tries: int, seconds: int) -> None:
    assert pause(tries, 5) == dt.timedelta(seconds=seconds)
    assert pause(tries, 5) <= LONGEST


async def test_the_login_form_has_a_token_too(world: World) -> None:
    official = await world.official()
    browser = world.browser()
    fields = {"login": official.login, "password": PASSWORD}
    assert (await browser.http.post(LOGIN, data=fields)).status_code == 403
    await browser.get(LOGIN)
    stolen = world.browser()  # a token from another browser's form
    stolen.seen = browser.seen
    assert (await stolen.submit(LOGIN, **fields)).status_code == 403
    assert (await browser.submit(LOGIN, **fields)).status_code == 303


async def test_signing_out_ends_the_session_itself(world: World, hoa: Browser) -> None:
    cookies = dict(hoa.http.cookies)
    answer = await hoa.submit(f"{HOME}/dang-xuat")
    assert answer.headers["location"].startswith(LOGIN)
    kept = world.browser()
    kept.http.cookies.update(cookies)
    assert (await kept.get()).status_code == 303


async def test_signing_out_needs_the_token(hoa: Browser) -> None:
    answer = await hoa.http.post(f"{HOME}/dang-xuat", data={"csrf": "x"})
    assert answer.status_code == 403
    assert (await hoa.get()).status_code == 200


async def test_whoever_does_nothing_for_half_an_hour_is_signed_out(
    world: World, hoa: Browser
) -> None:
    for _ in range(3):
        world.time.passes(minutes=25)
        assert (await hoa.get()).status_code == 200
    world.time.passes(minutes=31)
    assert (await hoa.get()).status_code == 303


async def test_a_page_that_looks_by_itself_keeps_nobody_signed_in(
    world: World, hoa: Browser
) -> None:
    for _ in range(3):
        world.time.passes(minutes=9)
        assert (await hoa.get(HOME, **{"X-Tu-Xem": "1"})).status_code == 200
    world.time.passes(minutes=9)
    assert (await hoa.get(HOME, **{"X-Tu-Xem": "1"})).status_code == 303


async def test_whoever_left_is_still_told_how_many_wait_and_no_more(world: World) -> None:
    browser = await world.at_desk(locality="trieu-son")
    await world.resident("Chuyện riêng", "trieu-son")
    world.time.passes(minutes=31)
    page = await browser.get((await browser.get()).headers["location"])
    assert "<title>(1) Đăng nhập" in page.text
    assert "Đã tự đăng xuất" in page.text
    assert "Chuyện riêng" not in page.text
    stranger = await world.browser().get(LOGIN)
    assert "<title>Đăng nhập" in stranger.text
    assert "data-here" not in stranger.text
    world.time.passes(hours=10)
    assert "<title>Đăng nhập" in (await browser.get(LOGIN)).text


async def test_who_is_disabled_is_told_nothing(world: World, hoa: Browser) -> None:
    await world.resident()
    assert hoa.official
    async with world.sessions.begin() as session:
        official = await session.merge(hoa.official)
        official.active = False
    world.time.passes(minutes=31)
    assert "<title>Đăng nhập" in (await hoa.get(LOGIN)).text


async def test_whoever_is_signed_in_goes_on_from_the_login_page(hoa: Browser) -> None:
    for path, there in ((LOGIN, HOME), (f"{LOGIN}?ve={HOME}/kenh", f"{HOME}/kenh")):
        assert (await hoa.get(path)).headers["location"] == there


async def test_a_session_ends_after_a_working_day(world: World, hoa: Browser) -> None:
    for _ in range(24):
        world.time.passes(minutes=24)
        assert (await hoa.get()).status_code == 200
    world.time.passes(minutes=25)
    assert (await hoa.get()).status_code == 303


async def test_a_new_password_signs_out_everywhere(world: World, hoa: Browser) -> None:
    assert hoa.official
    async with world.sessions.begin() as session:
        await sign_out_everywhere(session, hoa.official)
    assert (await hoa.get()).status_code == 303


async def test_after_signing_in_one_is_where_one_wanted_to_go(world: World) -> None:
    official = await world.official(role="administrator")
    browser = world.browser()
    asked = await browser.get(f"{HOME}/kenh")
    assert asked.headers["location"] == f"{LOGIN}?ve=%2Fban-lam-viec%2Fkenh"
    page = await browser.get(asked.headers["location"])
    assert 'name="ve" value="/ban-lam-viec/kenh"' in page.text
    answer = await browser.submit(LOGIN, login=official.login, password=PASSWORD, ve=f"{HOME}/kenh")
    assert answer.headers["location"] == f"{HOME}/kenh"


@pytest.mark.parametrize(
    "elsewhere",
    [
        *("//xa.example", "https://xa.example/", "/ban-lam-viec/../", "/ban-lam-viec\\x", "/", ""),
        f"{HOME}/dang-xuat",
    ],
)
async def test_signing_in_never_leads_elsewhere(world: World, elsewhere: str) -> None:
    official = await world.official()
    browser = world.browser()
    await browser.get(LOGIN)
    answer = await browser.submit(LOGIN, login=official.login, password=PASSWORD, ve=elsewhere)
    assert answer.headers["location"] == HOME


async def test_the_cookie_is_for_this_site_and_no_script(world: World) -> None:
    official = await world.official()
    cookie = (await world.browser().sign_in(official.login)).headers["set-cookie"]
    assert cookie.startswith("gs_desk=")
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert "Secure" not in cookie


async def test_behind_https_the_cookie_is_secure(database_url: str) -> None:
    async with open_app(database_url, public_url="https://guongsang.example.vn") as app:
        world = World(app)
        official = await world.official()
        browser = world.browser()
        cookie = (await browser.sign_in(official.login)).headers["set-cookie"]
        assert cookie.startswith("__Host-gs_desk=")
        assert "Secure" in cookie
        assert (await browser.get()).status_code == 200
        await world.close()


async def test_neither_password_nor_cookie_is_kept_as_it_is(world: World, hoa: Browser) -> None:
    assert hoa.official
    token = hoa.http.cookies["gs_desk"]
    address = hoa.http._transport.client[0]  # type: ignore[attr-defined]
    kept = ""
    async with world.sessions() as session:
        for table in ("official", "desk_session", "login_tries"):
            for row in await session.execute(text(f"SELECT t::text FROM {table} t")):
                kept += str(row[0])
    assert "$argon2id$" in kept
    assert not [secret for secret in (token, PASSWORD, address) if secret in kept]
