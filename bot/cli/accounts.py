"""`guongsang accounts`: the OAs, Pages and bots of ours."""

from __future__ import annotations

import asyncio
import contextlib
import secrets as random_secrets
from typing import Annotated
from urllib.parse import parse_qs, urlsplit

import httpx
import typer
from sqlalchemy.exc import IntegrityError

from bot.accounts import as_account
from bot.channels.contract import Account
from bot.channels.registry import CHANNELS
from bot.channels.telegram import set_webhook
from bot.channels.telegram_polling import PollingEnded, poll
from bot.channels.zalo import tokens
from bot.cli.console import fail, report
from bot.cli.running import run
from bot.inbox.accepting import Acceptor, Call, read
from bot.outbox.tokens import keep_pair
from bot.services import Services
from data.accounts import all_accounts, find_account, lock_account, resume, set_state
from data.models import ChannelAccount

app = typer.Typer(help="Tài khoản Zalo OA, Trang Facebook, bot Telegram.", no_args_is_help=True)
Channel = Annotated[str, typer.Argument(help=f"Kênh: {', '.join(CHANNELS)}.")]
Slug = Annotated[str, typer.Argument(help="Tên ngắn của tài khoản, có trong địa chỉ webhook.")]


@app.command()
def add(  # noqa: PLR0917 - options of a command
    channel: Channel,
    slug: Slug,
    vendor_id: Annotated[str, typer.Option("--id", help="Mã OA, Trang hoặc bot ở nhà cung cấp.")],
    locality: Annotated[str | None, typer.Option(help="Địa phương của tài khoản này.")] = None,
    secret: Annotated[
        list[str] | None, typer.Option(help="tên=giá trị; bỏ qua thì được hỏi, không hiện ra.")
    ] = None,
    option: Annotated[list[str] | None, typer.Option(help="tên=giá trị, khi cần.")] = None,
) -> None:
    """Thêm một tài khoản. Khóa được mã hóa trước khi lưu."""
    kind = CHANNELS.get(channel)
    if kind is None:
        fail(f"Không có kênh {channel!r}. Có: {', '.join(CHANNELS)}.")
        return
    given = _pairs(secret or [])
    for each in kind.secret_fields:
        if each.name not in given and secret is None:
            given[each.name] = typer.prompt(
                f"{each.title} ({each.name})", default="", hide_input=True, show_default=False
            )
        if each.required and not given.get(each.name):
            fail(f"Thiếu {each.title} ({each.name}).")
    if channel == "telegram" and not given.get("secret_token"):
        given["secret_token"] = random_secrets.token_urlsafe(32)

    async def save(services: Services) -> None:
        _known_locality(services, locality)
        async with services.sessions.begin() as session:
            session.add(
                ChannelAccount(
                    channel=channel,
                    slug=slug,
                    vendor_id=vendor_id,
                    locality=locality,
                    secrets=services.seal.seal({k: v for k, v in given.items() if v}),
                    options=_pairs(option or []),
                )
            )

    try:
        run(save)
    except IntegrityError:
        fail(f"Kênh {channel} đã có tài khoản “{slug}”.")
    report(f"Đã thêm. Địa chỉ webhook: <địa chỉ công khai>/webhooks/{channel}/{slug}")


@app.command()
def change(
    channel: Channel,
    slug: Slug,
    secret: Annotated[
        list[str] | None, typer.Option(help="Tên khóa cần thay, được hỏi mà không hiện ra.")
    ] = None,
    locality: Annotated[str | None, typer.Option(help="Địa phương của tài khoản này.")] = None,
    option: Annotated[
        list[str] | None, typer.Option(help="tên=giá trị; “tên=” thì bỏ tùy chọn ấy.")
    ] = None,
) -> None:
    """Thay khóa, địa phương hay tùy chọn của một tài khoản, rồi cho nó chạy lại."""
    known = [each.name for each in CHANNELS[channel].secret_fields] if channel in CHANNELS else []
    given = {}
    for name in secret or []:
        if name not in known:
            fail(f"Kênh {channel} không có khóa {name!r}. Có: {', '.join(known)}.")
        given[name] = typer.prompt(name, hide_input=True)

    async def save(services: Services) -> None:
        _known_locality(services, locality)
        await _account(services, channel, slug)
        async with services.sessions.begin() as session:
            row = await lock_account(session, channel, slug)
            assert row is not None
            before = as_account(row, services.seal)
            row.secrets = services.seal.seal({**before.secrets, **given})
            options = {**row.options, **_pairs(option or [])}
            row.options = {name: value for name, value in options.items() if value}
            row.locality = locality or row.locality
            await resume(session, row.id)

    run(save)
    report("Đã thay. Xem có đúng không: guongsang accounts check")


@app.command("list")
def list_() -> None:
    """Liệt kê các tài khoản và tình trạng của chúng."""

    async def read(services: Services) -> list[ChannelAccount]:
        async with services.sessions() as session:
            return list(await all_accounts(session))

    for row in run(read):
        state = {"active": "đang chạy", "paused": "tạm dừng", "halted": "DỪNG VÌ LỖI"}[row.state]
        report(f"{row.channel}/{row.slug} ({row.vendor_id}, {row.locality or 'mọi nơi'}): {state}")
        if row.reason:
            report(f"  lý do: {row.reason}")
        last = row.last_inbound_at.isoformat(" ", "seconds") if row.last_inbound_at else "chưa có"
        report(f"  tin đến gần nhất: {last}; chữ ký sai: {row.forged}")


@app.command()
def pause(channel: Channel, slug: Slug) -> None:
    """Thôi gửi từ tài khoản này; tin đến vẫn được giữ."""
    _change(channel, slug, "paused")
    report("Đã tạm dừng.")


@app.command("resume")
def resume_(channel: Channel, slug: Slug) -> None:
    """Gửi lại, sau khi đã sửa điều làm nó dừng."""
    _change(channel, slug, "active")
    report("Đã chạy lại.")


@app.command()
def check(channel: Channel, slug: Slug) -> None:
    """Hỏi nhà cung cấp về tài khoản: tên, webhook, hạn mức."""

    async def ask(services: Services) -> None:
        account = await _account(services, channel, slug)
        try:
            found = await CHANNELS[channel].check(services.http, account)
        except httpx.HTTPError as error:
            fail(f"Không hỏi được nhà cung cấp: {type(error).__name__}.")
            return
        for name, value in found.items():
            report(f"{name}: {value}")

    run(ask)


@app.command()
def webhook(
    slug: Slug, url: Annotated[str, typer.Option(help="Địa chỉ công khai, https://…")]
) -> None:
    """Đặt webhook của bot Telegram."""

    async def set_(services: Services) -> None:
        account = await _account(services, "telegram", slug)
        await set_webhook(services.http, account, f"{url.rstrip('/')}/webhooks/telegram/{slug}")

    try:
        run(set_)
    except (httpx.HTTPError, ValueError) as error:  # no text of theirs holds the token
        fail(f"Telegram không nhận: {error}")
    report("Đã đặt webhook.")


@app.command("poll")
def poll_(slug: Slug) -> None:
    """Hỏi tin của bot Telegram, không cần địa chỉ công khai. Ctrl-C để dừng."""

    async def listen(services: Services) -> None:
        async with services.sessions() as session:
            row = await find_account(session, "telegram", slug)
        if row is None:
            fail(f"Không có tài khoản telegram “{slug}”.")
            return
        account, channel = as_account(row, services.seal), CHANNELS["telegram"]
        acceptor = Acceptor(services.sessions, services.queue)

        async def keep(body: bytes) -> None:
            events, problem = read(channel, body, account, {})
            await acceptor.accept(
                Call(row.id, "telegram", slug, body, events, problem, row.locality)
            )

        report("Đang hỏi tin; cần `guongsang up` chạy cạnh để trả lời. Ctrl-C để dừng.")
        async with services.queue.open_async():
            await poll(services.http, account, keep, stop=asyncio.Event())

    try:
        with contextlib.suppress(KeyboardInterrupt):
            run(listen)
    except PollingEnded as error:
        fail(str(error))


@app.command()
def connect(
    channel: Channel,
    slug: Slug,
    redirect: Annotated[
        str, typer.Option(help="Địa chỉ chuyển hướng, đúng từng chữ như trong trang quản trị Zalo.")
    ],
    verifier: Annotated[
        str | None, typer.Option(help="Mã PKCE cố định, nếu trang quản trị đã lưu một mã.")
    ] = None,
) -> None:
    """Lấy mã truy cập của Zalo OA: mở địa chỉ được in ra, đồng ý, rồi dán địa chỉ nhận được."""
    if channel != "zalo":
        fail("Chỉ Zalo OA cần bước này.")
    proof = verifier or tokens.new_verifier()
    state = random_secrets.token_urlsafe(16)

    async def ask(services: Services) -> None:
        account = await _account(services, "zalo", slug)
        zalo = tokens.App.of(account)
        report("Mở địa chỉ này bằng tài khoản quản trị OA:")
        report(tokens.consent_url(zalo, redirect, proof, state))
        pasted = await asyncio.to_thread(typer.prompt, "Dán địa chỉ sau khi đồng ý")
        query = parse_qs(urlsplit(pasted).query)
        code = query.get("code", [""])[0]
        if not code:
            fail("Địa chỉ này không có “code”.")
        if query.get("state", [state])[0] != state:
            fail("Địa chỉ này của một lần kết nối khác. Hãy làm lại.")
        if query.get("oa_id", [account.vendor_id])[0] != account.vendor_id:
            fail(f"OA đã đồng ý không phải OA {account.vendor_id}.")
        pair = await tokens.exchange(services.http, zalo, code, proof)
        if isinstance(pair, tokens.TokenError):
            fail(f"Zalo không cấp mã: {pair.reason}.")
            return
        async with services.sessions.begin() as session:
            row = await find_account(session, "zalo", slug)
            assert row is not None
            keep_pair(row, services.seal, account, pair)
            await resume(session, row.id)

    run(ask)
    report("Đã kết nối. Mã được tự làm mới trước khi hết hạn.")


def _known_locality(services: Services, locality: str | None) -> None:
    if locality is not None and services.plans.get(locality) is None:
        known = ", ".join(plan.locality.slug for plan in services.plans)
        fail(f"Không có địa phương {locality!r}. Có: {known}.")


async def _account(services: Services, channel: str, slug: str) -> Account:
    async with services.sessions() as session:
        row = await find_account(session, channel, slug) if channel in CHANNELS else None
    if row is None:
        fail(f"Không có tài khoản {channel} “{slug}”.")
        raise typer.Exit(1)
    return as_account(row, services.seal)


def _change(channel: str, slug: str, state: str) -> None:
    async def change(services: Services) -> bool:
        async with services.sessions.begin() as session:
            return await set_state(session, channel, slug, state)

    if not run(change):
        fail(f"Không có tài khoản {channel} “{slug}”.")


def _pairs(given: list[str]) -> dict[str, str]:
    pairs = {}
    for each in given:
        name, sign, value = each.partition("=")
        if not sign:
            fail(f"{name!r}: cần viết tên=giá trị.")
        pairs[name] = value
    return pairs
