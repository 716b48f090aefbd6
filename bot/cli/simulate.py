from __future__ import annotations

import asyncio
from typing import Annotated

import typer

from bot.cli.console import fail, load_settings, report
from bot.services import open_services
from bot.simulators.accounts import ProductAccount
from bot.simulators.app import PORT, SimulatorSettings, create_simulators, run
from bot.supervise.checks import check_port
from bot.supervise.database import running_database
from data.accounts import put_account
from data.database import migrate

SLUG = "mo-phong"


def simulate(
    host: Annotated[str, typer.Option(help="Địa chỉ lắng nghe.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Cổng của trang mô phỏng.")] = PORT,
    product: Annotated[
        str | None, typer.Option(help="Địa chỉ trợ lý đang chạy; mặc định theo cài đặt.")
    ] = None,
    locality: Annotated[str | None, typer.Option(help="Địa phương của các tài khoản.")] = None,
    speed: Annotated[float, typer.Option(help="Thời gian trôi nhanh gấp mấy lần.")] = 1.0,
) -> None:
    """Chạy Zalo, Messenger, Telegram mô phỏng để thử; cần `guongsang up` chạy cạnh."""
    settings = load_settings()
    if settings.environment == "production":
        raise typer.BadParameter("mô phỏng không dùng khi chạy thật")
    check_port(host, port, "guongsang simulate")
    here = f"http://{'127.0.0.1' if host == '0.0.0.0' else host}:{port}"
    address = product or f"http://{settings.host}:{settings.port}"
    samples = create_simulators(SimulatorSettings(product_url=address, public_url=here, slug=SLUG))

    async def save(url: str) -> None:
        async with open_services(settings, url) as services, services.sessions.begin() as session:
            if locality is not None and services.plans.get(locality) is None:
                known = ", ".join(plan.locality.slug for plan in services.plans)
                fail(f"Không có địa phương {locality!r}. Có: {known}.")
            for account in samples.for_product(here):
                await put_account(
                    session,
                    channel=account.channel,
                    slug=account.slug,
                    vendor_id=account.vendor_id,
                    locality=locality,
                    secrets=services.seal.seal(account.secrets),
                    options=_options(account),
                )

    with running_database(settings) as url:
        migrate(url)
        asyncio.run(save(url))
        report(f"Trang mô phỏng: {here} (Ctrl-C để dừng)")
        run(host, port, address, time_factor=speed, slug=SLUG, locality=locality)


def _options(account: ProductAccount) -> dict[str, str]:
    return {**account.options, "simulated": "yes"}
