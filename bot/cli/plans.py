from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from bot.cli.console import console, errors, fail, report
from data.plans.loader import PLANS, PlanError, load_plan
from data.plans.schema import Plan

app = typer.Typer(help="Kiểm tra các tệp kế hoạch.", no_args_is_help=True)
SCHEMA = PLANS / "plan.schema.json"


@app.command()
def check(
    files: Annotated[
        list[Path] | None, typer.Argument(help="Tệp kế hoạch; để trống thì mọi tệp.")
    ] = None,
) -> None:
    """Đọc các kế hoạch và báo chỗ sai theo tệp và dòng."""
    chosen = files or sorted(PLANS.glob("*.yaml"))
    if not chosen:
        fail(f"Không có kế hoạch nào trong {PLANS}.")
    table = Table("Kế hoạch", "Địa phương", "Tiêu chí", "Thời hạn", "Chỉ tiêu", "Đơn vị")
    wrong = 0
    for path in chosen:
        try:
            table.add_row(path.stem, *_counts(load_plan(path)))
        except PlanError as error:
            wrong += 1
            errors.print(str(error), markup=False, style="red")
        except (OSError, UnicodeDecodeError) as error:
            wrong += 1
            errors.print(f"{path}: không đọc được: {error}", markup=False, style="red")
    console.print(table)
    if wrong:
        fail(f"{wrong} tệp kế hoạch có lỗi.")


@app.command()
def schema(
    check: Annotated[
        bool, typer.Option("--check", help="Chỉ báo lỗi khi tệp trên đĩa đã cũ.")
    ] = False,
) -> None:
    """Ghi lược đồ JSON của kế hoạch, để trình soạn thảo gợi ý khi viết."""
    text = json.dumps(Plan.model_json_schema(), ensure_ascii=False, indent=2) + "\n"
    if not check:
        SCHEMA.write_text(text, encoding="utf-8")
        report(f"Đã ghi {SCHEMA}")
    elif not SCHEMA.exists() or SCHEMA.read_text(encoding="utf-8") != text:
        fail(f"{SCHEMA} đã cũ. Hãy chạy: guongsang plans schema")


def _counts(plan: Plan) -> tuple[str, ...]:
    criteria = sum(len(part.points) for group in plan.criteria.groups for part in group.parts)
    counted = (criteria, len(plan.deadlines), len(plan.quotas), len(plan.units))
    return plan.locality.name, *map(str, counted)
