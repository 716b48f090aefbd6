from __future__ import annotations

import typer
from sqlalchemy.exc import SQLAlchemyError

from bot.cli.console import fail, load_settings, report
from bot.supervise.database import running_database
from bot.supervise.errors import StartupError

app = typer.Typer(help="Cơ sở dữ liệu.", no_args_is_help=True)


@app.command()
def migrate() -> None:
    """Đưa cơ sở dữ liệu lên dạng mới nhất."""
    from data.database import migrate as upgrade

    with running_database(load_settings()) as url:
        try:
            upgrade(url)
        except SQLAlchemyError as error:
            raise StartupError(f"Không cập nhật được cơ sở dữ liệu: {error}") from None
    report("Cơ sở dữ liệu đã ở dạng mới nhất.")


@app.command()
def check() -> None:
    """So các bước chuyển đổi với mô hình dữ liệu; sai khác là lỗi. Không đụng dữ liệu thật."""
    import tempfile
    from pathlib import Path

    from bot.supervise.postgres import EmbeddedPostgres
    from data.database import differences
    from data.database import migrate as upgrade

    with tempfile.TemporaryDirectory(prefix="guongsang-", dir="/tmp") as folder:
        Path(folder).chmod(0o711)  # the server may run as another account
        with EmbeddedPostgres(Path(folder), options={"fsync": "off"}) as server:
            upgrade(server.url())
            found = differences(server.url())
    if found:
        fail("Mô hình dữ liệu khác các bước chuyển đổi:\n" + "\n".join(map(str, found)))
    report("Các bước chuyển đổi khớp mô hình dữ liệu.")
