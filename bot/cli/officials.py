"""`guongsang officials`: who may sign in at the desk."""

from __future__ import annotations

import sys
from collections.abc import Awaitable, Callable
from typing import Annotated, Literal

import segno
import typer
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from bot.cli.console import console, fail, load_settings, report
from bot.cli.running import run
from bot.services import Services
from bot.web.desk.access import LOGIN as PAGE
from bot.web.desk.login import login_key
from data.login_tries import forget
from data.models import Official
from data.officials import (
    LOGIN,
    all_officials,
    find_official,
    normal_login,
    sign_out_everywhere,
)
from data.passwords import WeakPassword, hash_password, new_totp_secret, totp_address

app = typer.Typer(help="Cán bộ được vào bàn làm việc.", no_args_is_help=True)
Login = Annotated[str, typer.Argument(help="Tên đăng nhập: chữ không dấu, số, . _ - @")]
FromStdin = Annotated[
    bool, typer.Option("--password-stdin", help="Đọc mật khẩu từ dòng đầu của đầu vào chuẩn.")
]
Role = Literal["official", "administrator"]
Changing = Callable[[AsyncSession, Official, Services], Awaitable[None]]
ROLES = {"official": "cán bộ", "administrator": "người quản trị"}


@app.command()
def add(  # noqa: PLR0917 - options of a command
    login: Login,
    name: Annotated[str, typer.Option(help="Họ tên, chỉ cán bộ thấy.")],
    role: Annotated[Role, typer.Option(help="Vai trò.")] = "official",
    locality: Annotated[str | None, typer.Option(help="Địa phương (mã, ví dụ cam-ngoc).")] = None,
    everywhere: Annotated[bool, typer.Option("--all", help="Mọi địa phương.")] = False,
    totp: Annotated[bool, typer.Option("--totp", help="Dùng thêm mã xác thực 6 số.")] = False,
    password_stdin: FromStdin = False,
) -> None:
    """Thêm một cán bộ. Mật khẩu được hỏi, không hiện ra."""
    login = normal_login(login)
    if not LOGIN.fullmatch(login):
        fail(f"Tên đăng nhập {login!r} chỉ được có chữ không dấu, số, dấu . _ - @")
    if role == "official" and (locality is None) != everywhere:
        fail("Cán bộ cần đúng một trong hai: --locality MÃ hoặc --all.")
    if not name.strip():
        fail("Thiếu họ tên (--name).")
    password = _new_password(password_stdin, login, name)
    secret = new_totp_secret() if totp else None

    async def save(services: Services) -> None:
        if locality is not None and services.plans.get(locality) is None:
            known = ", ".join(plan.locality.slug for plan in services.plans)
            fail(f"Không có địa phương {locality!r}. Có: {known}.")
        async with services.sessions.begin() as session:
            session.add(
                Official(
                    login=login,
                    name=name.strip(),
                    role=role,
                    locality=locality,
                    password=password,
                    totp=services.seal.seal({"totp": secret}) if secret else None,
                )
            )

    try:
        run(save)
    except IntegrityError:
        fail(f"Đã có tên đăng nhập “{login}”.")
    settings = load_settings()
    address = settings.public_url or f"http://{settings.host}:{settings.port}"
    report(f"Đã thêm {ROLES[role]} “{login}”. Trang đăng nhập: {address.rstrip('/')}{PAGE}")
    if secret:
        _show(secret, login)


@app.command("list")
def list_() -> None:
    """Liệt kê các cán bộ."""

    async def read(services: Services) -> list[Official]:
        async with services.sessions() as session:
            return list(await all_officials(session))

    found = run(read)
    for each in found:
        notes = [ROLES[each.role], each.locality or "mọi địa phương"]
        notes += ["có mã xác thực"] if each.totp is not None else []
        notes += [] if each.active else ["ĐÃ KHÓA"]
        report(f"{each.login} ({each.name}): {', '.join(notes)}")
    if not found:
        report("Chưa có ai. Thêm bằng: guongsang officials add")


@app.command()
def password(login: Login, password_stdin: FromStdin = False) -> None:
    """Đặt mật khẩu mới; mọi nơi đang đăng nhập bị đăng xuất."""
    login = normal_login(login)
    hashed = _new_password(password_stdin, login)

    async def change(session: AsyncSession, official: Official, services: Services) -> None:
        official.password = hashed
        await sign_out_everywhere(session, official)
        await forget(session, login_key(services.settings, login))

    _change(login, change)
    report("Đã đổi mật khẩu.")


@app.command()
def totp(
    login: Login, off: Annotated[bool, typer.Option("--off", help="Thôi dùng.")] = False
) -> None:
    """Dùng mã xác thực 6 số: tạo khóa mới, hiện mã QR để quét."""
    secret = None if off else new_totp_secret()

    async def change(session: AsyncSession, official: Official, services: Services) -> None:
        official.totp = services.seal.seal({"totp": secret}) if secret else None
        await sign_out_everywhere(session, official)

    _change(normal_login(login), change)
    if secret:
        _show(secret, normal_login(login))
    else:
        report("Đã bỏ mã xác thực; chỉ còn mật khẩu.")


@app.command()
def disable(
    login: Login, undo: Annotated[bool, typer.Option("--undo", help="Mở lại.")] = False
) -> None:
    """Khóa một cán bộ: đăng xuất ngay, không đăng nhập được nữa."""

    async def change(session: AsyncSession, official: Official, services: Services) -> None:
        official.active = undo
        await sign_out_everywhere(session, official)

    _change(normal_login(login), change)
    report("Đã mở lại." if undo else "Đã khóa.")


def _change(login: str, change: Changing) -> None:
    async def save(services: Services) -> None:
        async with services.sessions.begin() as session:
            official = await find_official(session, login)
            if official is None:
                fail(f"Không có cán bộ “{login}”.")
                return
            await change(session, official, services)

    run(save)


def _new_password(from_stdin: bool, *known: str) -> str:
    """Hashed. Asked for twice, unless it comes from a script."""
    if from_stdin:
        given = sys.stdin.readline().rstrip("\r\n")
    else:
        given = typer.prompt("Mật khẩu mới", hide_input=True, confirmation_prompt="Gõ lại mật khẩu")
    try:
        return hash_password(given, *known)
    except WeakPassword as weak:
        fail(str(weak))
        raise


def _show(secret: str, login: str) -> None:
    report("Quét mã này bằng ứng dụng xác thực, hoặc gõ khóa. Nó không hiện lại lần nữa.")
    if console.is_terminal:
        segno.make(totp_address(secret, login)).terminal(compact=True)
    report(f"Khóa: {secret}")
