"""`guongsang accounts`, the part that joins an account to its vendor: webhook, polling, Zalo's
consent, greeting and menu."""

from __future__ import annotations

import asyncio
import contextlib
import secrets as random_secrets
from dataclasses import replace
from typing import Annotated
from urllib.parse import parse_qs, urlsplit

import typer

from bot.accounts import as_account
from bot.channels.contract import Sent
from bot.channels.menu import introduction
from bot.channels.registry import CHANNELS
from bot.channels.telegram_polling import PollingEnded, poll
from bot.channels.zalo import tokens
from bot.cli.account_words import webhook_address
from bot.cli.accounts import Channel, Slug, opened
from bot.cli.console import fail, report
from bot.cli.running import run
from bot.inbox.accepting import Acceptor, Call, read
from bot.outbox.tokens import keep_pair
from bot.services import Services
from data.accounts import find_account, learn, lock_account, resume


def setup(channel: Channel, slug: Slug) -> None:
    """Đặt lời chào, nút Bắt đầu, câu hỏi gợi ý và menu của Messenger, hay lệnh của Telegram."""

    async def put(services: Services) -> tuple[Sent | None, Sent | None, str | None]:
        account = await opened(services, channel, slug)
        plan = services.plans.get(account.locality)
        place = plan.locality.name if plan else None
        vendor = CHANNELS[channel]
        done = await vendor.introduce(services.http, account, introduction(place))
        subscribed = await vendor.subscribe(services.http, account)
        return done, subscribed, place

    done, subscribed, place = run(put)
    if done is None:
        fail("Nhà cung cấp này không cho đặt menu bằng lệnh; đặt ở trang quản trị của họ.")
        return
    title = CHANNELS[channel].title
    if done.status != "sent":
        fail(f"{title} không nhận: {done.reason}.")
    shown = introduction(place)
    report(f"Đã đặt ở {title}:")
    if channel == "messenger":
        report(f"  Lời chào: {shown.greeting}")
        asked = [f"“{entry.question}”" for entry in shown.menu if entry.question]
        report(f"  Câu hỏi gợi ý: {', '.join(asked)}")
        report(f"  Menu: {', '.join(entry.title for entry in shown.menu)}")
        report("  Menu có thể tới 24 giờ sau mới hiện, và chỉ khi ứng dụng đã Live.")
    else:
        report(f"  Lời giới thiệu: {' '.join(shown.description.split())}")
        for entry in shown.menu:
            report(f"  /{entry.command}: {entry.title}")
    if subscribed is not None and subscribed.status != "sent":
        fail(f"Chưa đăng ký được webhook: {subscribed.reason}.")


def webhook(
    slug: Slug, url: Annotated[str, typer.Option(help="Địa chỉ công khai, https://…")]
) -> None:
    """Đặt webhook của bot Telegram."""

    async def set_(services: Services) -> Sent | None:
        account = await opened(services, "telegram", slug)
        wanted = {"webhook": webhook_address(url, "telegram", slug)}
        there = await CHANNELS["telegram"].subscribe(
            services.http, replace(account, options={**account.options, **wanted})
        )
        if there is not None and there.status == "sent":
            await _learn(services, slug, wanted)
        return there

    sent = run(set_)
    if sent is None or sent.status != "sent":
        fail(f"Telegram không nhận: {sent.reason if sent else url}")
    report("Đã đặt webhook; từ nay mất thì trợ lý tự đặt lại.")
    report(f"Lời giới thiệu và danh sách lệnh: guongsang accounts setup telegram {slug}")


def poll_(slug: Slug) -> None:
    """Hỏi tin của bot Telegram, không cần địa chỉ công khai. Ctrl-C để dừng."""

    async def listen(services: Services) -> None:
        account, channel = await opened(services, "telegram", slug), CHANNELS["telegram"]
        async with services.sessions() as session:
            row = await find_account(session, "telegram", slug)
        assert row is not None
        acceptor = Acceptor(services.sessions, services.queue)

        async def keep(body: bytes) -> None:
            events, problem = read(channel, body, account, {})
            await acceptor.accept(
                Call(row.id, "telegram", slug, body, events, problem, row.locality)
            )

        await _learn(services, slug, {"webhook": ""})  # nobody is to set it up again
        report("Đang hỏi tin; cần `guongsang up` chạy cạnh để trả lời. Ctrl-C để dừng.")
        async with services.queue.open_async():
            await poll(services.http, account, keep, stop=asyncio.Event())

    try:
        with contextlib.suppress(KeyboardInterrupt):
            run(listen)
    except PollingEnded as error:
        fail(str(error))


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
        account = await opened(services, "zalo", slug)
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
            row = await lock_account(session, "zalo", slug)
            assert row is not None
            keep_pair(row, services.seal, as_account(row, services.seal), pair)
            await resume(session, row.id)

    run(ask)
    report("Đã kết nối. Mã được tự làm mới trước khi hết hạn.")


async def _learn(services: Services, slug: str, options: dict[str, str]) -> None:
    async with services.sessions.begin() as session:
        row = await find_account(session, "telegram", slug)
        assert row is not None
        await learn(session, row.id, options)
