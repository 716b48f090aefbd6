"""`guongsang accounts`: the OAs, Pages and bots of ours. How they are joined to their vendors
stands in `connecting`."""

from __future__ import annotations

import datetime as dt
import secrets as random_secrets
from typing import Annotated

import typer
from sqlalchemy.exc import IntegrityError

from bot.accounts import as_account
from bot.care import Care
from bot.channels.contract import Account
from bot.channels.registry import CHANNELS
from bot.cli.account_words import next_step, told, webhook_address
from bot.cli.console import fail, report
from bot.cli.running import run
from bot.services import Services
from data.accounts import all_accounts, find_account, lock_account, resume, set_state
from data.care import KEPT
from data.channel_health import traffic
from data.models import ChannelAccount
from data.removal import Bound, bound_to, remove_account
from data.sealing import UnsealError

app = typer.Typer(help="Tài khoản Zalo OA, Trang Facebook, bot Telegram.", no_args_is_help=True)
Channel = Annotated[str, typer.Argument(help=f"Kênh: {', '.join(CHANNELS)}.")]
Slug = Annotated[str, typer.Argument(help="Tên ngắn của tài khoản, có trong địa chỉ webhook.")]
_DAY = dt.timedelta(days=1)
TOKENS = frozenset({"access_token", "refresh_token"})


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

    async def save(services: Services) -> str:
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
        return webhook_address(services.settings.public_url, channel, slug)

    try:
        address = run(save)
    except IntegrityError:
        fail(f"Kênh {channel} đã có tài khoản “{slug}”. Thay khóa: guongsang accounts change.")
        return
    report(f"Đã thêm. Địa chỉ webhook: {address}")
    for line in next_step(channel, slug, connected=bool(given.get("access_token"))):
        report(line)


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
        await _row(services, channel, slug)
        async with services.sessions.begin() as session:
            row = await lock_account(session, channel, slug)
            assert row is not None
            row.secrets = services.seal.seal(_together(services, row, given))
            options = {**row.options, **_pairs(option or [])}
            row.options = {k: v for k, v in options.items() if v and k not in KEPT}
            row.locality = locality or row.locality
            if TOKENS & set(given):  # nobody knows how old they are: the worker gets new ones
                row.token_at = row.token_until = row.refresh_until = None
            await resume(session, row.id)

    run(save)
    report(f"Đã thay. Xem có đúng không: guongsang accounts check {channel} {slug}")


def _report(lines: list[str], well: bool) -> None:
    for line in lines:
        report(line)
    if not well:
        raise typer.Exit(1)


@app.command("list")
def list_() -> None:
    """Liệt kê các tài khoản, tình trạng và việc cần làm. Có việc cần làm thì mã thoát là 1."""

    async def read(services: Services) -> tuple[list[str], bool]:
        async with services.sessions() as session:
            rows = await all_accounts(session)
            counted = await traffic(session, services.clock() - _DAY)
        return told(rows, counted, services.plans, services.clock())

    _report(*run(read))


@app.command()
def check(channel: Channel, slug: Slug) -> None:
    """Hỏi nhà cung cấp về tài khoản: tên, webhook, hạn mức. Có gì không ổn thì mã thoát là 1."""

    async def ask(services: Services) -> tuple[list[str], bool]:
        row = await _row(services, channel, slug)
        await Care.of(services).look(row, mend=False)
        row = await _row(services, channel, slug)
        async with services.sessions() as session:
            counted = await traffic(session, services.clock() - _DAY)
        return told([row], counted, services.plans, services.clock(), closely=True)

    _report(*run(ask))


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
def remove(
    channel: Channel,
    slug: Slug,
    yes: Annotated[bool, typer.Option("--yes", help="Không hỏi lại.")] = False,
) -> None:
    """Gỡ hẳn một tài khoản: khóa bị xóa, người dân và hồ sơ của họ được giữ."""

    async def count(services: Services) -> Bound:
        await _row(services, channel, slug)
        async with services.sessions() as session:
            return await bound_to(session, channel, slug)

    async def save(services: Services) -> None:
        async with services.sessions.begin() as session:
            await remove_account(session, channel, slug, services.seal.seal({}))

    bound = run(count)
    report(f"Gỡ {channel}/{slug}: mọi khóa của tài khoản bị xóa hẳn.")
    if bound.conversations:
        report(
            f"Có {bound.conversations} cuộc trò chuyện: người dân và lời giới thiệu của họ được "
            f"giữ, {bound.unsent} tin đang chờ sẽ không được gửi, và không ai nhắn lại được cho họ "
            "qua tài khoản này."
        )
        report(f"Chỉ nghỉ một thời gian thì dùng: guongsang accounts pause {channel} {slug}")
    if not yes:
        typer.confirm("Gỡ tài khoản này?", abort=True)
    run(save)
    report("Đã gỡ. Hãy bỏ địa chỉ webhook và thu hồi mã ở trang của nhà cung cấp.")


def _known_locality(services: Services, locality: str | None) -> None:
    if locality is not None and services.plans.get(locality) is None:
        known = ", ".join(plan.locality.slug for plan in services.plans)
        fail(f"Không có địa phương {locality!r}. Có: {known}.")


async def _row(services: Services, channel: str, slug: str) -> ChannelAccount:
    async with services.sessions() as session:
        row = await find_account(session, channel, slug) if channel in CHANNELS else None
    if row is None:
        fail(f"Không có tài khoản {channel} “{slug}”.")
        raise typer.Exit(1)
    return row


def _together(services: Services, row: ChannelAccount, given: dict[str, str]) -> dict[str, str]:
    """The secrets that are there and those given now; where the old ones cannot be opened any
    more, or have been deleted, all that the channel needs must be given."""
    try:
        before = dict(as_account(row, services.seal).secrets)
    except UnsealError as error:
        report(str(error))
        before = {}
    found = {**before, **given}
    fields = CHANNELS[row.channel].secret_fields
    missing = [each.name for each in fields if each.required and not found.get(each.name)]
    if missing:
        asked = " ".join(f"--secret {name}" for name in missing)
        fail(f"Phải nhập lại đủ khóa: guongsang accounts change {row.channel} {row.slug} {asked}")
    return found


async def opened(services: Services, channel: str, slug: str) -> Account:
    try:
        return as_account(await _row(services, channel, slug), services.seal)
    except UnsealError as error:
        fail(str(error))
        raise


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
