"""`guongsang officials`, beside a database that is running."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable
from uuid import uuid4

import pyotp
import pytest
from typer.testing import Result

from data.officials import find_official
from data.passwords import WeakPassword, hash_password, is_password
from tests.commands import command
from tests.desk.world import Browser, World, code_of

CHOSEN = "bốn chiếc lá vàng"
Officials = Callable[..., Awaitable[Result]]


@pytest.fixture
def officials(database_url: str) -> Officials:
    environment = {"DATABASE_URL": database_url, "GUONGSANG_ENVIRONMENT": "test"}

    async def run(*arguments: str, password: str = "") -> Result:
        typed = f"{password}\n"
        return await asyncio.to_thread(command, environment, "officials", *arguments, typed=typed)

    return run


async def test_an_official_is_added_signs_in_and_is_disabled(
    world: World, officials: Officials
) -> None:
    login = f"lan.{uuid4().hex[:6]}"
    made = await officials(
        *("add", login.upper(), "--name", "Phạm Thị Lan", "--locality", "cam-ngoc", "--totp"),
        "--password-stdin",
        password=CHOSEN,
    )
    assert made.exit_code == 0, made.stderr
    assert CHOSEN not in made.stdout + made.stderr
    secret = re.search(r"Khóa: ([A-Z2-7]+)", made.stdout)
    assert secret
    browser = world.browser()
    assert (await browser.sign_in(login, CHOSEN)).status_code == 422
    code = code_of(secret.group(1), world.time())
    assert (await browser.sign_in(login, CHOSEN, code)).status_code == 303
    assert "Phạm Thị Lan" in (await browser.get()).text

    listed = await officials("list")
    assert f"{login} (Phạm Thị Lan): cán bộ, cam-ngoc, có mã xác thực" in listed.stdout
    assert secret.group(1) not in listed.stdout

    assert (await officials("disable", login)).exit_code == 0
    assert (await browser.get()).status_code == 303
    assert "ĐÃ KHÓA" in (await officials("list")).stdout


async def test_a_new_password_ends_sessions_and_the_wait(
    world: World, officials: Officials, hoa: Browser
) -> None:
    assert hoa.official
    for _ in range(5):
        await world.browser().sign_in(hoa.official.login, "sai sai sai")
    assert (await world.browser().sign_in(hoa.official.login)).status_code == 429
    changed = await officials("password", hoa.official.login, "--password-stdin", password=CHOSEN)
    assert changed.exit_code == 0, changed.stderr
    assert (await hoa.get()).status_code == 303
    assert (await world.browser().sign_in(hoa.official.login)).status_code == 422
    assert (await world.browser().sign_in(hoa.official.login, CHOSEN)).status_code == 303


async def test_the_second_factor_is_dropped_by_command(world: World, officials: Officials) -> None:
    official = await world.official(totp=pyotp.random_base32())
    assert (await world.browser().sign_in(official.login)).status_code == 422
    assert (await officials("totp", official.login, "--off")).exit_code == 0
    assert (await world.browser().sign_in(official.login)).status_code == 303


REFUSED = [
    ("no locality", ("--name", "A"), CHOSEN, "--all"),
    ("both", ("--name", "A", "--all", "--locality", "cam-ngoc"), CHOSEN, "--all"),
    ("unknown locality", ("--name", "A", "--locality", "nga-son"), CHOSEN, "cam-ngoc"),
    ("short", ("--name", "A", "--all"), "ngắn", "12 ký tự"),
    ("one letter", ("--name", "A", "--all"), "a" * 20, "khác nhau"),
    ("no name", ("--name", " ", "--all"), CHOSEN, "họ tên"),
]


@pytest.mark.parametrize(
    ("options", "password", "words"), [r[1:] for r in REFUSED], ids=[r[0] for r in REFUSED]
)
async def test_what_is_not_right_is_told(
    world: World, officials: Officials, options: tuple[str, ...], password: str, words: str
) -> None:
    login = f"x{uuid4().hex[:6]}"
    refused = await officials("add", login, *options, "--password-stdin", password=password)
    assert refused.exit_code == 1
    assert words in refused.stderr
    async with world.sessions() as session:
        assert await find_official(session, login) is None


async def test_a_login_is_taken_once(world: World, officials: Officials) -> None:
    official = await world.official()
    options = ("--name", "A", "--all", "--password-stdin")
    taken = await officials("add", official.login.upper(), *options, password=CHOSEN)
    assert taken.exit_code == 1
    assert "Đã có tên đăng nhập" in taken.stderr
    odd = await officials("add", "tên có dấu", *options, password=CHOSEN)
    assert "chữ không dấu" in odd.stderr
    assert "Không có cán bộ" in (await officials("disable", "khong-ai-ca")).stderr


def test_a_password_is_not_the_login() -> None:
    with pytest.raises(WeakPassword):
        hash_password("Nguyen.Van.An", "nguyen.van.an")
    assert is_password(CHOSEN, hash_password(CHOSEN))
    assert not is_password(CHOSEN, "$argon2id$hong")
