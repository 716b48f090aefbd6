from __future__ import annotations

import asyncio
from typing import Annotated

import segno
import typer

from bot.cli.console import load_settings, report
from bot.supervise.addresses import ANY, lan_address
from bot.supervise.errors import StartupError
from bot.supervise.up import Up


def up(
    qr: Annotated[
        bool, typer.Option("--qr", help="In mã QR để điện thoại cùng mạng mở trang trò chuyện.")
    ] = False,
    host: Annotated[str | None, typer.Option(help="Địa chỉ lắng nghe.")] = None,
    port: Annotated[int | None, typer.Option(help="Cổng của trang web.", min=1, max=65535)] = None,
) -> None:
    """Chạy toàn bộ: cơ sở dữ liệu, Rasa, bộ xử lý tin, trang web. Ctrl-C để dừng."""
    settings = load_settings()
    bound = host or ("0.0.0.0" if qr else settings.host)
    chosen = port or settings.port
    lan = lan_address() if bound in ANY else None
    if qr and lan is None and bound in ANY:
        raise StartupError(
            "Máy này chưa nối mạng nên điện thoại không mở được trang. "
            "Hãy nối mạng rồi chạy lại, hoặc chạy không có --qr."
        )

    def when_ready() -> None:
        shown = f"http://{lan or bound}:{chosen}"
        if lan:
            report(f"Máy khác cùng mạng mở được ở {shown}")
        if qr:
            segno.make(shown).terminal(compact=True)
        report("Ctrl-C để dừng.")

    asyncio.run(Up(settings, bound, chosen, report).run(when_ready))
    report("Đã dừng.")
