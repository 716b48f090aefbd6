from __future__ import annotations

import asyncio
from typing import Annotated

import typer

from bot.cli.console import load_settings, report
from bot.settings import ROOT
from bot.supervise.checks import check_disk, prepare_folders
from bot.supervise.models import Models


def train(
    force: Annotated[
        bool, typer.Option("--force", help="Huấn luyện lại dù dữ liệu không đổi.")
    ] = False,
) -> None:
    """Huấn luyện mô hình hiểu tiếng Việt, khi dữ liệu huấn luyện đã đổi."""
    var = ROOT / load_settings().var
    prepare_folders(var)
    check_disk(ROOT)
    model = asyncio.run(Models().ensure(report, var / "log" / "train.log", force))
    report(f"Mô hình: {model}")
