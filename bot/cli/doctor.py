from __future__ import annotations

import typer
from rich.table import Table

from bot.cli.console import console, load_settings
from bot.supervise.diagnosis import diagnose

MARKS = {True: "[green]tốt[/]", False: "[red]hỏng[/]", None: "[yellow]chưa có[/]"}


def doctor() -> None:
    """Xem từng phần có tốt không, và phải làm gì khi không."""
    findings = diagnose(load_settings())
    table = Table("Phần", "", "Chi tiết", "Cần làm")
    for finding in findings:
        table.add_row(finding.name, MARKS[finding.good], finding.detail, finding.remedy)
    console.print(table)
    if any(finding.good is False for finding in findings):
        raise typer.Exit(1)
